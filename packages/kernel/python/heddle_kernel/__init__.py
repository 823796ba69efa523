"""The kernel's end of a Python kernel: runs cells, forwards plugin calls to the host, reports what happened."""

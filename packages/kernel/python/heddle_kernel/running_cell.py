"""The cell that runs now."""

import threading

CELL_TASK = "cell"
_current = None


class RunningCell:
    def __init__(self, label):
        self.label = label
        self.calls = 0
        self.lock = threading.Lock()


def current():
    return _current


def set_current(cell):
    global _current
    _current = cell

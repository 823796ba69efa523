"""The kernel's program for Python cells: python3 -I -B runner.py, frames on file descriptor 3. Python 3.9, standard library only."""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, FOLDER)
from heddle_kernel import main  # noqa: E402

sys.path.remove(FOLDER)
main.run()

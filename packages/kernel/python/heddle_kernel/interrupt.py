"""Stops the code of a cell and leaves everything else alone."""

import contextlib
import fcntl
import os
import signal
import sys
import threading

CONTROL = 4
INSIST_AFTER_SECONDS = 0.25
ROOM_FOR_HANDLER = 50

_main = threading.main_thread()
_armed = False
_wanted = False
_insisting = False
_holds = 0
_recursion_limit = sys.getrecursionlimit()


class Interrupted(KeyboardInterrupt):
    """What the code of an interrupted cell sees."""


def install():
    signal.signal(signal.SIGINT, _on_signal)
    # A byte on the control stream makes the operating system send SIGIO: that reaches code which never lets another
    # Python thread run, such as a regular expression that backtracks for hours.
    signal.signal(signal.SIGIO, _on_control)
    fcntl.fcntl(CONTROL, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(CONTROL, fcntl.F_SETFL, fcntl.fcntl(CONTROL, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)


@contextlib.contextmanager
def armed():
    """Interrupts reach the main thread only inside this."""
    global _armed, _wanted, _insisting, _recursion_limit
    _wanted = _insisting = False
    _recursion_limit = sys.getrecursionlimit()
    _armed = True
    try:
        yield
    finally:
        _armed = False
        if _wanted:
            sys.settrace(None)
            sys.setrecursionlimit(_recursion_limit)


class _Held:
    """Puts an interrupt of the main thread off until this is left."""

    def __enter__(self):
        global _holds
        if threading.current_thread() is _main:
            _holds += 1

    def __exit__(self, *_):
        global _holds
        if threading.current_thread() is _main:
            _holds -= 1
            if _wanted and _armed and _holds == 0:
                raise Interrupted("The cell was interrupted.")


_held = _Held()


def held():
    return _held


def request():
    """Asks the main thread to stop its cell; called from another thread. Asks again, and harder, while nothing happens."""
    global _wanted
    _wanted = True
    _signal_main()

    def insist():
        global _insisting
        if _armed and _wanted:
            _insisting = True
            _signal_main()
            start()

    def start():
        timer = threading.Timer(INSIST_AFTER_SECONDS, insist)
        timer.daemon = True
        timer.start()

    start()


def _signal_main():
    # Code at the limit of its recursion leaves no room for the handler to be called.
    sys.setrecursionlimit(sys.getrecursionlimit() + ROOM_FOR_HANDLER)
    signal.pthread_kill(_main.ident, signal.SIGINT)


def _on_control(number, frame):
    global _wanted
    try:
        if not os.read(CONTROL, 64):
            return
    except OSError:
        return
    _wanted = _wanted or _armed
    _on_signal(number, frame)


def _on_signal(_number, frame):
    if not (_armed and _wanted) or _holds > 0:
        return
    if _insisting:
        # The code caught the first one. From now on every line raises, in handlers and loops too.
        sys.settrace(_raise_on_line)
        while frame is not None:
            if frame.f_code.co_filename.startswith("cell-"):
                frame.f_trace = _raise_on_line
            frame = frame.f_back
    raise Interrupted("The cell was interrupted.")


def _raise_on_line(frame, event, _argument):
    if _armed and event == "line" and frame.f_code.co_filename.startswith("cell-"):
        raise Interrupted("The cell was interrupted.")
    return _raise_on_line

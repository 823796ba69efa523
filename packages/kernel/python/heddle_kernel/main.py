"""Starts the kernel: one thread listens to the host, the main thread runs cells."""

import importlib
import os
import queue
import sys
import threading

from . import cells, channel, interrupt, output, plugins, running_cell

_cells = queue.SimpleQueue()


def run():
    os.environ.setdefault("MPLBACKEND", "agg")
    sys.path.extend(sys.argv[1:])  # The folder of packages the project allows.
    interrupt.install()
    output.redirect()
    threading.excepthook = _report_thread
    threading.Thread(target=_listen, name="channel", daemon=True).start()
    channel.send({"t": "ready", "runtime": f"python {'.'.join(map(str, sys.version_info[:3]))}"})
    import ast, linecache  # What the first cell needs; the host has heard already.  # noqa: E401, F401

    while True:
        work = _cells.get()
        try:
            work()
        except KeyboardInterrupt:
            pass  # It came between two cells.


def _listen():
    channel.receive(_take)
    os._exit(0)


def _take(frame):
    kind = frame["t"]
    if kind == "reply":
        plugins.settle(frame)
    elif kind == "cell":
        _cells.put(lambda: cells.run_cell(frame))
    elif kind == "plugins":
        _cells.put(lambda: cells.define_plugins(frame["plugins"]))
    elif kind == "interrupt":
        cell = running_cell.current()
        if cell is not None and cell.label == frame["cell"]:
            interrupt.request()
    elif kind == "preload":
        _cells.put(lambda: _preload(frame["modules"]))
    elif kind == "echo":
        channel.send(frame)


def _preload(modules):
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:
            pass  # Code that needs it will say so.


def _report_thread(problem):
    if problem.exc_type is not SystemExit:
        channel.send({"t": "warn", "message": f"Nobody caught {problem.exc_type.__name__} in the thread {problem.thread.name}: {problem.exc_value}"})

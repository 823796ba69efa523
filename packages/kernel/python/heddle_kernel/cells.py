"""Runs cells: names persist, `await` works at the top, the last expression is the value."""

import sys
import types

from . import channel, display, interrupt, output, plugins, running_cell, variables

MAX_STACK_LENGTH = 4_000
# As inspect.CO_COROUTINE, whose module takes as long to import as all others together.
CO_COROUTINE = 0x80

# Cells run in a module of their own, so that what they define can be found by its name (pickle, dataclasses).
_module = types.ModuleType("__main__")
sys.modules["__main__"] = _module
namespace = _module.__dict__
namespace["display"] = display.display
namespace["PluginError"] = plugins.PluginError
_hidden = {"display", "PluginError"}
_loop = None


def define_plugins(stubs):
    plugins.define(stubs, namespace)


def run_cell(frame):
    """Runs one cell and tells the host how it ended."""
    import linecache

    cell = running_cell.RunningCell(frame["cell"])
    file = f"cell-{cell.label}.py"
    source = frame["code"]["source"]
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    output.open_output(frame["maxOutput"])
    running_cell.set_current(cell)
    done = {"outcome": "ok"}
    parts = []
    try:
        with interrupt.armed():
            body, last = _compile(source, file)
            value = _run(body, last)
            display.show_figures()
            if value is not None:
                done["value"], parts = display.to_bundle(value)
    except interrupt.Interrupted:
        done = {"outcome": "interrupted"}
        _cancel_tasks()
    except _Unreadable as problem:
        done = {"outcome": "refused", "error": problem.description}
    except BaseException as raised:
        done = {"outcome": "error", "error": _describe_error(raised)}
    running_cell.set_current(None)
    truncated = output.flush()
    plugins.abandon(cell)
    hidden = _hidden | plugins._roots
    channel.send({"t": "done", "cell": cell.label, "calls": cell.calls, "variables": variables.describe(namespace, hidden), "outputTruncated": truncated, **done}, parts)


class _Unreadable(Exception):
    def __init__(self, description):
        super().__init__(description["message"])
        self.description = description


def _compile(source, file):
    import ast

    try:
        tree = ast.parse(source, file)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = compile(ast.Expression(tree.body.pop().value), file, "eval", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        return compile(tree, file, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True), last
    except SyntaxError as problem:
        position = {"line": problem.lineno, "column": problem.offset} if problem.lineno else {}
        raise _Unreadable({"type": type(problem).__name__, "message": problem.msg, **position}) from None
    except (RecursionError, MemoryError):
        raise _Unreadable({"type": "SyntaxError", "message": "The code is nested too deeply to be read."}) from None
    except ValueError as problem:
        raise _Unreadable({"type": "SyntaxError", "message": str(problem)}) from None


def _run(body, last):
    # Both halves in one task when either awaits: what the first starts is still there for the second.
    if any(code is not None and code.co_flags & CO_COROUTINE for code in (body, last)):
        return _await(_run_both(body, last))
    exec(body, namespace)
    return None if last is None else eval(last, namespace)


async def _run_both(body, last):
    value = None
    for code in (body, last):
        if code is None:
            continue
        value = eval(code, namespace)
        if code.co_flags & CO_COROUTINE:
            value = await value
    return value if last is not None else None


def _await(coroutine):
    import asyncio

    global _loop
    if _loop is None or _loop.is_closed():
        _loop = asyncio.new_event_loop()
        asyncio.set_event_loop(_loop)
    task = _loop.create_task(coroutine)
    task.set_name(running_cell.CELL_TASK)
    return _loop.run_until_complete(task)


def _cancel_tasks():
    """Ends what an interrupted cell started on the loop."""
    if _loop is None or _loop.is_closed():
        return
    import asyncio

    tasks = asyncio.all_tasks(_loop)
    for task in tasks:
        task.cancel()
    if tasks:
        _loop.run_until_complete(asyncio.wait(tasks, timeout=0.2))


def _describe_error(raised):
    import traceback

    frames = traceback.extract_tb(raised.__traceback__)
    inside = [frame for frame in frames if frame.filename.startswith("cell-")]
    first = frames.index(inside[0]) if inside else len(frames)
    text = "".join(["Traceback (most recent call last):\n", *traceback.format_list(frames[first:]), *traceback.format_exception_only(type(raised), raised)])
    kind = raised.name if isinstance(raised, plugins.PluginError) else type(raised).__name__
    return {"type": kind, "message": str(raised), "stack": text[-MAX_STACK_LENGTH:], **({"line": inside[-1].lineno} if inside else {})}

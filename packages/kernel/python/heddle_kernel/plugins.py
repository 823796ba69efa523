"""Plugins as functions: each call goes to the host and comes back with its result."""

import itertools
import sys
import threading
import weakref

from . import channel, interrupt, running_cell
from .plain_json import to_json

_ids = itertools.count(1)
_pending = {}
_roots = set()
_columns = {}
_windows = weakref.WeakKeyDictionary()

# Calls of one event loop on their way at once; more wait, so that a large gather fills neither channel nor host.
MAX_IN_FLIGHT = 256


class PluginError(Exception):
    """What code catches when a plugin fails, or when the host does not let it run. `name` says what the plugin raised."""

    def __init__(self, plugin, name, message):
        super().__init__(message)
        self.plugin = plugin
        self.name = name


class _Call:
    """A call on its way. Its thread waits for the lock, or its task for the future."""

    def __init__(self, plugin, cell, loop=None):
        self.identity = next(_ids)
        self.plugin = plugin
        self.cell = cell
        self.reply = None
        self.loop = loop
        self.future = loop.create_future() if loop else None
        self.lock = None
        if loop is None:
            self.lock = threading.Lock()
            self.lock.acquire()

    def settle(self, reply):
        self.reply = reply
        if self.lock:
            self.lock.release()
            return
        try:
            self.loop.call_soon_threadsafe(lambda: self.future.done() or self.future.set_result(None))
        except RuntimeError:
            pass  # Its loop is closed: nobody waits.

    def result(self):
        error = self.reply.get("error")
        if error is not None:
            raise PluginError(self.plugin.__name__, error["name"], error["message"])
        value = self.reply.get("value")
        return _to_table(value) if self.plugin.table else value


class Plugin:
    """A plugin. Call it, or `await plugin.aio(...)` in asynchronous code."""

    def __init__(self, name, description, parameters, table):
        self.__name__ = self.__qualname__ = name
        self.__doc__ = description
        self.parameters = parameters
        self.table = table

    @property
    def __signature__(self):
        import inspect

        return inspect.Signature([inspect.Parameter(each, inspect.Parameter.POSITIONAL_OR_KEYWORD) for each in self.parameters if each.isidentifier()])

    def __call__(self, *args, **kwargs):
        call, text = self._start(args, kwargs, _position())
        try:
            channel.send_json(text)
            call.lock.acquire()
        finally:
            _pending.pop(call.identity, None)
        return call.result()

    def aio(self, *args, **kwargs):
        """The call as something to await, alone or in `asyncio.gather`."""
        # Not a coroutine function itself: where the code stands is known now, and no longer when a task awaits it.
        return self._wait(args, kwargs, _position())

    async def _wait(self, args, kwargs, position):
        import asyncio

        loop = asyncio.get_running_loop()
        if loop not in _windows:
            _windows[loop] = asyncio.Semaphore(MAX_IN_FLIGHT)
        async with _windows[loop]:
            call, text = self._start(args, kwargs, position, loop)
            try:
                channel.send_json(text)
                await call.future
            finally:
                _pending.pop(call.identity, None)
        return call.result()

    def __repr__(self):
        return f"<plugin {self.__name__}>"

    def _start(self, args, kwargs, position, loop=None):
        cell = running_cell.current()
        if cell is None:
            raise PluginError(self.__name__, "PluginError", f"{self.__name__} was called while no cell runs.")
        with cell.lock:
            cell.calls += 1
        call = _Call(self, cell, loop)
        frame = {"t": "call", "cell": cell.label, "id": call.identity, "plugin": self.__name__, **position, **_task()}
        try:
            body = to_json(self._input(args, kwargs))
        except Exception as problem:
            frame["unsendable"] = str(problem)
            body = "null"
        _pending[call.identity] = call
        return call, f'{to_json(frame)[:-1]},"args":{body}}}'

    def _input(self, args, kwargs):
        if len(args) == 1 and not kwargs and isinstance(args[0], dict) and (not self.parameters or set(args[0]) <= set(self.parameters)):
            return args[0]
        if len(args) > len(self.parameters):
            raise TypeError(f"{self.__name__} takes {len(self.parameters)} arguments ({', '.join(self.parameters)}); {len(args)} were given.")
        named = dict(zip(self.parameters, args))
        for name in kwargs:
            if name in named:
                raise TypeError(f"{self.__name__} was given {name} twice.")
        return {**named, **kwargs}


class PluginGroup:
    """Plugins whose names share their first part: `weather.load`, `weather.clean`."""

    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return f"<plugins {self.__name__}: {', '.join(sorted(vars(self).keys() - {'__name__'}))}>"


def define(stubs, namespace):
    """Puts the plugins into the cells' namespace, in place of earlier ones."""
    for root in _roots:
        if isinstance(namespace.get(root), (Plugin, PluginGroup)):
            del namespace[root]
    _roots.clear()
    for stub in stubs:
        *groups, last = stub["name"].split(".")
        plugin = Plugin(stub["name"], stub["description"], stub["parameters"], stub["table"])
        _roots.add(groups[0] if groups else last)
        if not groups:
            namespace[last] = plugin
            continue
        holder = namespace.get(groups[0])
        if not isinstance(holder, PluginGroup):
            holder = namespace[groups[0]] = PluginGroup(groups[0])
        for group in groups[1:]:
            inner = vars(holder).get(group)
            if not isinstance(inner, PluginGroup):
                inner = PluginGroup(group)
                setattr(holder, group, inner)
            holder = inner
        setattr(holder, last, plugin)


def settle(reply):
    call = _pending.get(reply["id"])
    if call is not None:
        call.settle(reply)


def abandon(cell):
    """Fails the calls of a cell that has ended: what waits for them, such as a thread, goes on."""
    for call in list(_pending.values()):
        if call.cell is cell:
            message = f"{call.plugin.__name__} was still running when its cell ended. Wait for it inside the cell."
            call.settle({"error": {"name": "PluginError", "message": message}})


def _position():
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("cell-") and name.endswith(".py"):
            column = _column(frame)
            return {"at": name[5:-3], "line": frame.f_lineno, **({"column": column} if column else {})}
        frame = frame.f_back
    return {}


def _column(frame):
    code = frame.f_code
    key = (code, frame.f_lasti)
    if key not in _columns:
        found = None
        if hasattr(code, "co_positions"):  # Python 3.11
            _, _, start, _ = next(itertools.islice(code.co_positions(), frame.f_lasti // 2, None), (None,) * 4)
            found = None if start is None else start + 1
        if len(_columns) > 10_000:
            _columns.clear()
        _columns[key] = found
    return _columns[key]


def _task():
    thread = threading.current_thread()
    if thread is not threading.main_thread():
        return {"task": thread.name}
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None and asyncio._get_running_loop() is not None:
        task = asyncio.current_task()
        if task is not None and task.get_name() != running_cell.CELL_TASK:
            return {"task": task.get_name()}
    return {}


def _to_table(value):
    """Records as a DataFrame when pandas is there."""
    with interrupt.held():
        try:
            import pandas
        except ImportError:
            return value
    return pandas.DataFrame.from_records(value) if isinstance(value, list) else value

"""What the cells have defined, in few words."""

import reprlib
import types

PREVIEW_LENGTH = 80
MAX_VARIABLES = 200

_seen = {}
_short = reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxdict = 3
_short.maxstring = _short.maxother = PREVIEW_LENGTH


def describe(namespace, hidden):
    """The names a cell can use, and what changed since this was last asked."""
    variables = []
    for name, value in list(namespace.items()):
        if name.startswith("_") or name in hidden:
            continue
        if len(variables) == MAX_VARIABLES:
            break
        variables.append(_describe(name, value))
    return variables


def _describe(name, value):
    try:
        kind, preview = _type_text(value), _preview(value)
    except Exception:
        kind, preview = type(value).__name__, ""
    before = _seen.get(name)
    now = (id(value), kind, preview)
    _seen[name] = now
    change = "new" if before is None else "same" if before == now else "changed"
    return {"name": name, "type": kind, "preview": preview, "change": change}


def _type_text(value):
    kind = type(value).__name__
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return f"{kind}[{'x'.join(str(size) for size in shape)}]"
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return f"{kind}[{len(value)}]"
    return kind


def _preview(value):
    if isinstance(value, (types.FunctionType, type, types.ModuleType)):
        return value.__name__
    if hasattr(value, "columns") and hasattr(value, "shape"):
        return ", ".join(str(column) for column in value.columns[:8])[:PREVIEW_LENGTH]
    text = value if isinstance(value, str) else _short.repr(value)
    text = text.replace("\n", " ")
    return text if len(text) <= PREVIEW_LENGTH else text[:PREVIEW_LENGTH] + "…"

"""Values as plain JSON, the way a reader expects them."""

import enum
import json
import math
import os
import re
import sys

MAX_DEPTH = 100
MAX_SAFE_INTEGER = 2**53 - 1
_MAY_BE_UNSAFE = re.compile(r"\d{16}")


class NotPlain(TypeError):
    """A value JSON cannot say."""


def to_json(value):
    """JSON text of a value. Dates become ISO text, tables lists of records, NaN null, large integers text."""
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
        if not _MAY_BE_UNSAFE.search(text):
            return text
    except (TypeError, ValueError, RecursionError):
        pass
    return json.dumps(to_plain(value), allow_nan=False, separators=(",", ":"))


def to_plain(value, path="", depth=0):
    if value is None or isinstance(value, (bool, str)):
        return str(value) if isinstance(value, enum.Enum) else value
    if isinstance(value, enum.Enum):
        return to_plain(value.value, path, depth)
    if isinstance(value, int):
        return int(value) if abs(value) <= MAX_SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if depth > MAX_DEPTH:
        raise NotPlain(f"{path[:80]}... is nested deeper than {MAX_DEPTH} levels or contains itself. Pass a copy without the cycle.")
    if isinstance(value, dict):
        return {str(key): to_plain(field, f"{path}.{key}", depth + 1) for key, field in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_plain(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
    return _special(value, path, depth)


def _special(value, path, depth):
    import base64
    import dataclasses
    import datetime
    import decimal

    pandas = sys.modules.get("pandas")
    # First: pandas' "not a time" passes for a date.
    if pandas is not None and (value is pandas.NaT or value is getattr(pandas, "NA", None)):
        return None
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return float(value) if value.is_finite() else None
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return to_plain(dataclasses.asdict(value), path, depth + 1)
    if pandas is not None:
        if isinstance(value, pandas.DataFrame):
            return json.loads(value.to_json(orient="records", date_format="iso"))
        if isinstance(value, (pandas.Series, pandas.Index)):
            return json.loads(pandas.Series(value).to_json(orient="values", date_format="iso"))
    for method in ("tolist", "item", "isoformat", "_asdict"):
        convert = getattr(value, method, None)
        if callable(convert) and not isinstance(value, type):
            return to_plain(convert(), path, depth + 1)
    raise NotPlain(f"{path.lstrip('.') or 'The value'} is a {type(value).__name__}, which cannot be passed to a plugin. Pass plain data.")

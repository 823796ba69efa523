"""What cells print, sent to the host in pieces and bounded."""

import codecs
import io
import sys
import threading
import time

from . import channel, running_cell

GATHER_SECONDS = 0.04
GATHER_LENGTH = 8192

_lock = threading.RLock()
_more = threading.Event()
_gathered = []
_length = 0
_last_sent = 0.0
_budget = 0
_truncated = False


class _Stream(io.RawIOBase):
    """The bytes of one of the standard streams. `fileno` is the real one, where child processes write."""

    def __init__(self, name, number):
        self._stream = name
        self._number = number
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self):
        return True

    def fileno(self):
        return self._number

    def write(self, data):
        _write(self._stream, self._decode(bytes(data)))
        return len(data)


def redirect():
    for name, number in (("stdout", 1), ("stderr", 2)):
        setattr(sys, name, io.TextIOWrapper(_Stream(name, number), encoding="utf-8", errors="replace", write_through=True))
    threading.Thread(target=_flush_later, name="output", daemon=True).start()


def open_output(max_length):
    global _budget, _truncated
    with _lock:
        _budget = max_length
        _truncated = False


def flush():
    """Sends what is gathered. Returns whether output of this cell was dropped."""
    global _gathered, _length, _last_sent
    with _lock:
        pieces, _gathered, _length = _gathered, [], 0
        _last_sent = time.monotonic()
        index = 0
        while index < len(pieces):
            cell, stream, _ = pieces[index]
            end = index
            while end < len(pieces) and pieces[end][:2] == (cell, stream):
                end += 1
            channel.send({"t": "out", "cell": cell, "stream": stream, "text": "".join(piece[2] for piece in pieces[index:end])})
            index = end
        return _truncated


def _write(stream, text):
    global _budget, _length, _truncated
    cell = running_cell.current()
    if cell is None or not text:
        return
    with _lock:
        if len(text) > _budget:
            _truncated = True
            text = text[:_budget]
        if not text:
            return
        _budget -= len(text)
        _gathered.append((cell.label, stream, text))
        _length += len(text)
        # print() writes a line and its end in two.
        if _length >= GATHER_LENGTH or (text.endswith("\n") and time.monotonic() - _last_sent >= GATHER_SECONDS):
            flush()
        else:
            _more.set()


def _flush_later():
    while True:
        _more.wait()
        _more.clear()
        time.sleep(GATHER_SECONDS)
        if _gathered:
            flush()

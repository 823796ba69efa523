"""Frames to and from the host, on file descriptor 3. Layout: packages/kernel/src/protocol/frames.ts."""

import json
import os
import struct
import threading

from . import interrupt

CHANNEL = 3
HEADER = struct.Struct("<II")

_writing = threading.Lock()


def send(frame, parts=()):
    """Sends a frame; `parts` are pairs of MIME type and bytes that travel beside its JSON."""
    if parts:
        frame = {**frame, "parts": [{"type": kind, "size": len(data)} for kind, data in parts]}
    send_json(json.dumps(frame, separators=(",", ":")), parts)


def send_json(text, parts=()):
    body = text.encode("utf-8", "replace")
    size = 4 + len(body) + sum(len(data) for _, data in parts)
    whole = b"".join([HEADER.pack(size, len(body)), body, *(data for _, data in parts)])
    # An interrupt in the middle of a frame would tear it.
    with interrupt.held(), _writing:
        view = memoryview(whole)
        while view:
            view = view[os.write(CHANNEL, view):]


def receive(take):
    """Hands each frame to `take`. Returns when the host is gone."""
    data = bytearray()
    wanted = HEADER.size
    while True:
        chunk = os.read(CHANNEL, 262144)
        if not chunk:
            return
        data += chunk
        while len(data) >= wanted:
            size, length = HEADER.unpack_from(data)
            wanted = 4 + size
            if len(data) < wanted:
                break
            text = bytes(data[HEADER.size:HEADER.size + length])
            del data[:wanted]
            wanted = HEADER.size
            take(json.loads(text))

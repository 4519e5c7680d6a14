"""Length-prefixed messages between the server and the reading process (帧)."""

from __future__ import annotations

import asyncio
import struct
from typing import BinaryIO

_HEAD = struct.Struct(">I")


def write_frame(stream: BinaryIO, body: bytes) -> None:
    stream.write(_HEAD.pack(len(body)) + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next message, or None when the other side is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    size = _HEAD.unpack(head)[0]
    body = stream.read(size)
    return body if len(body) == size else None


async def send_frame(writer: asyncio.StreamWriter, body: bytes) -> None:
    writer.write(_HEAD.pack(len(body)))
    writer.write(body)
    await writer.drain()


async def receive_frame(reader: asyncio.StreamReader) -> bytes:
    """The next message; raises asyncio.IncompleteReadError when the other side is gone."""
    size = _HEAD.unpack(await reader.readexactly(_HEAD.size))[0]
    return await reader.readexactly(size)

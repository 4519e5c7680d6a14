"""How far the sheets of an XLS reach (旧格式检查): its records are walked before a reader lays out every cell."""

import struct
from collections.abc import Iterator

from core.sheets.extent import MOST_FAULTS, Extent, refuse_vast_together

HEADER = struct.Struct("<24xHHHHH6xIIIIIIIII")
END = 0xFFFFFFF0  # this and above are no sectors
SMALLEST = 4096  # streams below lie elsewhere; no office writes so small a workbook
BOUNDSHEET, EOF, MULRK, BOOLERR = 0x85, 0x0A, 0xBD, 0x205
CELLS = frozenset([0x02, 0x03, 0x04, 0x05, 0x06, 0x202, 0x203, 0x204, BOOLERR, 0x206, 0x406, 0x27E, 0xFD, 0xD6, MULRK])
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def sheets_of(content: bytes) -> list[Extent]:
    """The extents of all sheets in order. Raises ValueError or struct.error for what is no such workbook, Invalid for
    one that is too large.
    """
    found: list[Extent] = []
    for stream in _streams(content):
        offsets = [
            int.from_bytes(data[:4], "little") for kind, data in _records(stream, 0) if kind == BOUNDSHEET and data
        ]
        found += [_extent(stream, offset) for offset in offsets]
    if not found:
        raise ValueError("no workbook inside")
    refuse_vast_together(found)
    return found


def _extent(stream: bytes, offset: int) -> Extent:
    extent = Extent()
    for kind, data in _records(stream, offset):
        if kind not in CELLS or len(data) < 6:
            continue
        row, column = struct.unpack_from("<HH", data)
        last = int.from_bytes(data[-2:], "little") if kind == MULRK else column
        extent.rows, extent.columns = max(extent.rows, row + 1), max(extent.columns, last + 1)
        if kind == BOOLERR and data[7:8] == b"\x01" and len(extent.faults) <= MOST_FAULTS:
            extent.add_error(row + 1, column, ERRORS.get(data[6], "#N/A"))
    return extent


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of their part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == EOF:
            return
        at += 4 + length


def _streams(content: bytes) -> Iterator[bytes]:
    """Every stream that a reader may take for the workbook."""
    _, version, _, shift, _, _, tables, first, _, _, _, _, more, _ = HEADER.unpack_from(content)
    if (version, shift) not in ((3, 9), (4, 12)) or tables > len(content) >> shift:
        raise ValueError("no compound file")
    size = 1 << shift
    places = list(struct.unpack_from("<109I", content, 76))
    while more < END and len(places) < (len(content) >> shift) + 109:
        some = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        places, more = [*places, *some[:-1]], some[-1]
    chain: list[int] = []
    for place in places:
        if place < END:
            chain += struct.unpack_from(f"<{size // 4}I", content, (place + 1) * size)
    directory = _chained(content, chain, first, size)
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(int.from_bytes(entry[64:66], "little") - 2, 0)].decode("utf-16-le", "replace")
        if name.lower() in ("workbook", "book") and entry[66] == 2:
            start, length = struct.unpack_from("<IQ", entry, 116)
            if length < SMALLEST:
                raise ValueError("a stream that small")
            yield _chained(content, chain, start, size)[:length]


def _chained(content: bytes, chain: list[int], start: int, size: int) -> bytes:
    parts: list[bytes] = []
    while start < END:
        if start >= len(chain) or len(parts) > len(chain):
            raise ValueError("a broken chain of sectors")
        parts.append(content[(start + 1) * size : (start + 2) * size])
        start = chain[start]
    return b"".join(parts)

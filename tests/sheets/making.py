"""Files as people have them: workbooks and texts, whole, odd and hostile ones."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from core.errors import Invalid
from core.sheets.opening import open_sheet
from core.sheets.sheet import Cell


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    """The bytes of a workbook whose first sheet `fill(book, sheet)` fills."""
    out = io.BytesIO()
    with Workbook(out) as book:
        fill(book, book.add_worksheet("数据"))
    return out.getvalue()


def plain(*rows: list[Any]) -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def repacked(content: bytes, change: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A workbook with some of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info.filename, change.get(info.filename, lambda same: same)(part))
    return out.getvalue()


def old_workbook(rows: list[list[str | float]]) -> bytes:
    """An XLS (BIFF8): one sheet of texts and numbers, in the container that Office used before ZIP."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def cell(row: int, column: int, value: str | float) -> bytes:
        at = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            return record(0x204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        return record(0x203, at + struct.pack("<d", value))

    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    first = record(0x809, begin) + record(0x42, struct.pack("<H", 1200))
    bound = record(0x85, struct.pack("<IBBBB", len(first) + 16 + 4, 0, 0, 2, 1) + "数据".encode("utf-16-le"))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != "")
    stream = first + bound + record(0xA, b"") + sheet + record(0xA, b"")
    return _container(stream.ljust(max(-(-len(stream) // 512) * 512, 4096), b"\x00"))


def _container(stream: bytes) -> bytes:
    """A compound file with the one stream: table of sectors, directory, content."""
    last, end, free = 2 + len(stream) // 512 - 1, 0xFFFFFFFE, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    chain = [0xFFFFFFFD, end, *range(3, last + 1), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\x00\x00"
        head = text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    return header + table + directory.ljust(512, b"\x00") + stream


OPEN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="数据">{}</table:table></office:spreadsheet></office:body></office:document-content>"""


def open_document(rows: str) -> bytes:
    """An ODS whose only sheet has these rows: `R*3(a,b*2)` is a row three times, whose second cell is there twice."""

    def repeated(tag: str, times: str, inside: str, kind: str) -> str:
        many = f' table:number-{kind}-repeated="{times}"' if times else ""
        return f"<table:{tag}{many}{inside}</table:{tag}>"

    def cell(text: str, times: str) -> str:
        inside = f' office:value-type="string"><text:p>{text}</text:p>' if text else ">"
        return repeated("table-cell", times, inside, "columns")

    found = ""
    for times, cells in re.findall(r"R(?:\*(\d+))?\(([^)]*)\)", rows):
        inside = "".join(cell(*one.partition("*")[::2]) for one in cells.split(","))
        found += repeated("table-row", times, f">{inside}", "rows")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", OPEN_DOCUMENT.format(found))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def read(content: bytes | Path) -> list[tuple[int, list[Cell]]]:
    return list(open_sheet(content).rows())


def refusal(content: bytes | Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(Invalid) as caught:
        list(open_sheet(content).rows())
    assert set(caught.value.fields) == {"file"}
    return caught.value.fields["file"]

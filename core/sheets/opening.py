"""Opening a file as a table (打开表格): what kind of file it is, told by its first bytes and not by its name."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from core.sheets import lines, workbook
from core.sheets.sheet import Sheet, unreadable

HEAD = 4096
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_TABLES = {
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"RIFF": "图片或录音",
    b"%PDF": "PDF",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"PK\x05\x06": "空的压缩包",
    b"{\\rtf": "Word 文档",
    b"\x7fELF": "程序",
    b"MZ": "程序",
}
MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"<meta", b"<style")


def open_sheet(source: Path | str | bytes, name: str = "") -> Sheet:
    """The first visible sheet of an XLSX, XLS or ODS workbook, or a CSV text.

    Blocks while it reads; the caller keeps the file until the rows are read. Raises Invalid at `file` with one
    sentence for whatever is no such table.
    """
    origin: Path | bytes = source if isinstance(source, bytes) else Path(source)
    with stream(origin) as file:
        head = file.read(HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise unreadable("这个文件是空的")
    if head.startswith((ZIP, OLE)):
        return workbook.open_workbook(origin, name, packed=head.startswith(ZIP))
    _refuse_other_kinds(head)
    return lines.open_lines(lambda: stream(origin), name)


def stream(source: Path | bytes) -> BinaryIO:
    return BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _refuse_other_kinds(head: bytes) -> None:
    for magic, kind in NOT_TABLES.items():
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head):
            raise unreadable(f"这是{kind}，不是表格。请上传 XLSX、XLS 或 CSV 文件")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise unreadable("这其实是网页格式的文件，只是名字像表格。用 Excel 或 WPS 打开，另存为 XLSX 再上传")

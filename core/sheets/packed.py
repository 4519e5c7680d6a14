"""What is inside a packed workbook, looked at before anything is unpacked into memory (压缩结构检查).

A small file may unpack into gigabytes, and two cells in opposite corners make a reader lay out every cell between them.
"""

import copy
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, ZipInfo

from core.sheets.extent import Extent, refuse_vast_together
from core.sheets.repeats import Repeats, refuse_doctype
from core.sheets.sheet import unreadable

DAMAGED = (BadZipFile, zlib.error, NotImplementedError, ExpatError, EOFError, OSError, LookupError, ValueError)
MOST_UNPACKED = 600 << 20
MOST_STRINGS = 200 << 20
MOST_ABOUT = 4 << 20
MOST_PARTS = 2000
PIECE = 1 << 18
XLSX, XLSB, ODS = "xl/workbook.xml", "xl/workbook.bin", "content.xml"
RELATIONS, STRINGS = "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
LOCKED = "这个文件有密码。先用 Excel 打开，取消密码后另存，再上传"
BROKEN = "这个文件打不开，可能没传完整或已损坏。用 Excel 打开，另存为 XLSX 再上传"
TOO_LARGE = "这个文件解开后太大，分成几个文件导入"


def look_inside(source: Path | bytes) -> dict[str, Extent]:
    """How far each sheet of a workbook reaches and which of its cells are faulty, by the sheet's name.

    Raises Invalid for an archive that is no workbook, is locked or unpacks into too much, `DAMAGED` for a broken one.
    """
    with ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as archive:
        if _kind(archive) == ODS:
            repeats = Repeats()
            _walk(archive, {ODS: repeats})
            refuse_vast_together(repeats.extents.values())
            return repeats.extents
        paths = _sheet_paths(archive)
        found = {path: Extent() for path in paths.values()}
        _walk(archive, found)
        return {name: found[path] for name, path in paths.items()}


def _kind(archive: ZipFile) -> str:
    """The part by which a workbook of ours is known. Raises Invalid for any other archive."""
    names = {_path(info) for info in archive.infolist()}
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise unreadable(LOCKED)
    if len(names) > MOST_PARTS:
        raise unreadable(TOO_LARGE)
    kinds = [kind for kind in (XLSX, XLSB, ODS) if kind in names]
    if len(kinds) > 1:
        raise unreadable(BROKEN)
    if kinds == [XLSB]:
        raise unreadable("这是二进制工作簿（XLSB）。用 Excel 打开，另存为 XLSX 再上传")
    if not kinds:
        raise unreadable(f"这是{_called(names)}，不是表格。请上传 XLSX、XLS 或 CSV 文件")
    return kinds[0]


def _called(names: set[str]) -> str:
    folders = {name.partition("/")[0] for name in names}
    return "Word 文档" if "word" in folders else "幻灯片" if "ppt" in folders else "压缩包"


def _path(info: ZipInfo) -> str:
    """A part's name as readers look for it."""
    return info.filename.replace("\\", "/").lower()


def _walk(archive: ZipFile, sheets: Mapping[str, Extent | Repeats]) -> None:
    """Unpacks every part once, piece by piece, and keeps nothing but the extents."""
    left = MOST_UNPACKED
    walked = []
    for info in archive.infolist():
        path = _path(info)
        most = min(left, MOST_STRINGS) if path == STRINGS else left
        size = 0
        extent = sheets.get(path)
        for piece in _unpacked(archive, info):
            size += len(piece)
            if size > most:
                raise unreadable(TOO_LARGE)
            if extent is not None:
                extent.feed(piece)
        if extent is not None:
            extent.end()
        left -= size
        walked.append(path)
    if len(walked) > len(set(walked)) or sheets.keys() - set(walked):
        raise KeyError("a part is missing or there twice")


def _unpacked(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """The part to its true end, whatever size the archive claims for it."""
    honest = copy.copy(info)
    honest.file_size = MOST_UNPACKED + 1
    with archive.open(honest) as part:
        while piece := part.read(PIECE):
            yield piece


def _sheet_paths(archive: ZipFile) -> dict[str, str]:
    """The part of each worksheet by its name."""
    targets = {
        about["Id"]: about["Target"]
        for tag, about in _elements(archive, RELATIONS)
        if tag.rpartition(":")[2] == "Relationship" and about.get("Type", "").endswith("/worksheet")
    }
    paths: dict[str, str] = {}
    for tag, about in _elements(archive, XLSX):
        identity = next((value for key, value in about.items() if key.rpartition(":")[2] == "id"), "")
        if tag.rpartition(":")[2] == "sheet" and (target := targets.get(identity)):
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            if about["name"] in paths:
                raise ValueError("two sheets of one name")
            paths[about["name"]] = path.replace("\\", "/").lower()
    return paths


def _elements(archive: ZipFile, path: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = ParserCreate()
    parser.StartElementHandler = lambda tag, about: found.append((tag, about))
    parser.StartDoctypeDeclHandler = refuse_doctype
    held = b""
    parts = {_path(info): info for info in archive.infolist()}
    for piece in _unpacked(archive, parts[path]):
        held += piece
        if len(held) > MOST_ABOUT:
            raise unreadable(TOO_LARGE)
    parser.Parse(held, True)
    return found

"""What is no table, and what is meant to hurt: each is refused with one sentence and little work."""

import io
import zipfile
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from core.sheets.opening import open_sheet
from tests.sheets.making import old_workbook, open_document, plain, refusal, repacked

SHEET = "xl/worksheets/sheet1.xml"
TABLE = plain(["姓名", "公司"], ["王芳", "惠筑科技"], ["李雷", "汇鑫"])
OLD = old_workbook([["姓名", "人数"], ["王芳", 12.0]])


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "这个文件是空的"),
        (b"\xef\xbb\xbf \r\n", "这个文件是空的"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "这是图片，不是表格"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "这是图片，不是表格"),
        (b"%PDF-1.7\n", "这是PDF，不是表格"),
        (b"Rar!\x1a\x07\x00", "这是压缩包，不是表格"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "这其实是网页格式的文件"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "这其实是网页格式的文件"),
        (zipped(a=b"1"), "这是压缩包，不是表格"),
        (zipped(word__document=b"1"), "这是Word 文档，不是表格"),
        (b"PK\x03\x04" + b"x" * 200, "这个文件打不开"),
        (TABLE[: len(TABLE) // 2], "这个文件打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "这个文件打不开"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "这个文件有密码",
        ),
        (repacked(TABLE, {SHEET: lambda xml: xml[:-200]}), "这个文件打不开"),
        (
            repacked(TABLE, {"xl/workbook.xml": lambda xml: xml.replace(b"<sheet ", b'<sheet state="hidden" ')}),
            "没有看得见",
        ),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_an_archive_that_unpacks_into_gigabytes_is_refused_before_it_is_read() -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(pack.compress(b"\x00" * (1 << 24)) for _ in range(64)) + pack.flush()
    for claimed in (1 << 30, 1000):  # the size that the archive names may be a lie
        assert "太大" in refusal(_with_part(bomb, claimed))


def _with_part(compressed: bytes, claimed: int) -> bytes:
    """The table with another part, already compressed, of which the archive says how large it is."""
    with zipfile.ZipFile(io.BytesIO(TABLE)) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        info = zipfile.ZipInfo("xl/sharedStrings2.xml")
        info.compress_type = zipfile.ZIP_STORED
        archive.writestr(info, compressed)
    packed = bytearray(out.getvalue())
    for signature, method, size in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        at = packed.rfind(signature)
        packed[at + method : at + method + 2] = (8).to_bytes(2, "little")
        packed[at + size : at + size + 4] = claimed.to_bytes(4, "little")
    return bytes(packed)


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="SF199999"><v>1</v></c></row>',
        b"<row r='9'><c r='ZZ150000' ><v>1</v></c></row>",
        b'<row r="9"><c s="0"\nr="ZZ150000"><v>1</v></c></row>',
        b'<row r="1000000">' + b"<c><v>1</v></c>" * 6 + b"</row>",
        b'<x:row r="9"><x:c r="ZZ150000"><x:v>1</x:v></x:c></x:row>',
        b"<row/>" * 200_000 + b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>",
    ],
)
def test_two_cells_in_opposite_corners_are_not_laid_out(cells: bytes) -> None:
    content = repacked(TABLE, {SHEET: lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>")})
    assert "太大了" in refusal(content)


@pytest.mark.parametrize(
    "rows", ["R(姓名,公司)R*1000000(王芳,*200,惠筑)", "R(姓名)R*1000000()R(,*600,惠筑)", "R(姓名*9000)"]
)
def test_an_open_document_that_repeats_a_little_very_often_is_not_laid_out(rows: str) -> None:
    assert "太大了" in refusal(open_document(rows))


def test_an_old_workbook_with_a_far_corner_is_not_laid_out() -> None:
    assert "太大了" in refusal(old_workbook([["姓名"], *[[""]] * 65_000, [""] * 255 + [1.0]]))


def test_an_old_workbook_on_which_the_reader_itself_fails_is_refused() -> None:
    """Its index names a place beyond the end; the reader takes that for a bug of its own."""
    at = OLD.find(b"\x85\x00\x0c\x00") + 4
    assert "这个文件打不开" in refusal(OLD[:at] + (21_294).to_bytes(4, "little") + OLD[at + 4 :])


def test_parts_that_a_reader_might_find_elsewhere_are_refused() -> None:
    def renamed(content: bytes, name: str, other: str) -> bytes:
        return content.replace(name.encode(), other.encode())

    assert "这个文件打不开" in refusal(renamed(TABLE, SHEET, "xl/worksheets/sheetX.xml"))
    twice = repacked(
        TABLE,
        {
            "xl/workbook.xml": lambda xml: xml.replace(
                b"<sheets>", b'<sheets><sheet name="\xe6\x95\xb0\xe6\x8d\xae" sheetId="2" r:id="rId2"/>'
            )
        },
    )
    assert "这个文件打不开" in refusal(twice)


def test_a_locked_archive_asks_for_the_password_to_be_taken_off() -> None:
    locked = bytearray(TABLE)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(signature) + flags] |= 1
    assert "这个文件有密码" in refusal(bytes(locked))


def test_merged_cells_over_the_whole_sheet_are_refused() -> None:
    merge = b'<mergeCells count="1"><mergeCell ref="A3:SF200000"/></mergeCells>'
    far = b'<row r="9000"><c r="SA9000"><v>1</v></c></row></sheetData>'
    content = repacked(TABLE, {SHEET: lambda xml: xml.replace(b"</sheetData>", far + merge)})
    assert "合并的单元格太多" in refusal(content)


def test_entities_that_multiply_are_refused() -> None:
    laughs = b'<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    content = repacked(TABLE, {"xl/workbook.xml": lambda xml: xml.replace(b"<workbook", laughs + b"<workbook", 1)})
    assert "这个文件打不开" in refusal(content)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", "姓名,公司\n".encode()]),
)
@example(b"a" * 300 + b"\n" + b'"' * 100, b"")
def test_any_bytes_are_a_table_or_refused_with_a_sentence(content: bytes, head: bytes) -> None:
    try:
        sheet = open_sheet(head + content)
        assert sheet.height == sum(1 for _ in sheet.rows())
        assert all(len(cells) == len(sheet.headers) for _, cells in sheet.rows())
    except Invalid as refused:
        assert len(refused.fields["file"]) > 5


def a_table_or_a_sentence(content: bytes) -> None:
    """Every row that is announced can be read, or the file is refused with a whole sentence."""
    try:
        sheet = open_sheet(content)
        assert sheet.height == sum(1 for _ in sheet.rows())
    except Invalid as refused:
        assert len(refused.fields["file"]) > 5


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_workbook_with_damaged_bytes_is_a_table_or_refused_with_a_sentence(data: st.DataObject) -> None:
    damaged = bytearray(TABLE)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    a_table_or_a_sentence(bytes(damaged))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_old_workbook_with_damaged_bytes_is_a_table_or_refused_with_a_sentence(data: st.DataObject) -> None:
    damaged = bytearray(OLD)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(8, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    a_table_or_a_sentence(bytes(damaged))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"]), st.data())
def test_a_workbook_with_a_damaged_part_is_a_table_or_refused_with_a_sentence(part: str, data: st.DataObject) -> None:
    def damage(xml: bytes) -> bytes:
        start = data.draw(st.integers(0, len(xml) - 1))
        return xml[:start] + data.draw(st.binary(max_size=30)) + xml[start + data.draw(st.integers(0, 40)) :]

    try:
        sheet = open_sheet(repacked(TABLE, {part: damage}))
        assert sheet.height == sum(1 for _ in sheet.rows())
    except Invalid as refused:
        assert len(refused.fields["file"]) > 5

"""How far a worksheet reaches, and its cells without a usable value, read from its XML in passing (表格范围)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.sheets.sheet import MOST_COLUMNS, MOST_ROWS, unreadable

MOST_CELLS = 5_000_000
MOST_FAULTS = 200_000
LONGEST_ROW = 16 << 20
MANY = 64  # columns; more than these are counted without the blank ones
_LETTERS, _DIGITS = re.compile(rb'<c r="([A-Z]+)'), re.compile(rb'<c r="[A-Z]+(\d+)')
_PREFIXED = re.compile(rb"<\w+:(?:c|row)\b")
_ANY_LETTERS = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Z]+)")
_ANY_DIGITS = re.compile(rb"\sr\s*=\s*[\"']\s*[A-Z]*(\d+)")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c\b")
_REFERRED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Z]+)(\d+)")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_TEXT = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_UNCOUNTED = re.compile(
    rb"\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v(?:/>|>\s*</[^>]*>)\s*)?"
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
NOT_CALCULATED = "公式还没有算出结果，用 Excel 打开保存一次，再上传"

Fault = tuple[str, str]


@dataclass
class Extent:
    """`rows` and `columns` are the furthest that hold anything, `faults` what is shown of a cell and the sentence
    against it, by (row number, column).
    """

    rows: int = 0
    columns: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    _counted: int = 0
    _held: bytes = b""
    _begun: bool = False

    def feed(self, piece: bytes) -> None:
        """Takes the next piece of the XML and looks at it as far as its rows are whole."""
        if not self._begun and b"\x00" in piece[:100]:
            raise ValueError("a worksheet in UTF-16")
        self._begun = True
        text = self._held + piece
        end = max(text.rfind(b"</row>"), text.rfind(b":row>")) + 6
        if end < 6 and len(text) > LONGEST_ROW:
            raise ValueError("one row of 16 million bytes")
        self._look(text[: max(end, 0) if end >= 6 else 0])
        self._held = text[end:] if end >= 6 else text

    def end(self) -> None:
        self._look(self._held)
        self._held = b""

    def refuse_vast(self) -> None:
        """Raises Invalid for a sheet that no reader should lay out."""
        if self.rows > MOST_ROWS * 5 or self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_CELLS:
            raise unreadable(
                f"这个表有 {self.rows} 行、{self.columns} 列，太大了。删掉用不着的行和列，或分成几个文件导入"
            )
        if len(self.faults) > MOST_FAULTS:
            raise unreadable("这个表里有太多 #N/A、#REF! 之类的错误单元格，改成数值再上传")

    def add_error(self, row: int, column: int, shown: str) -> None:
        self.faults[row, column] = (shown, f"这一格是 Excel 的错误 {shown}，改成正确的内容")

    def _look(self, text: bytes) -> None:
        letters = _LETTERS.findall(text)
        if len(letters) == text.count(b"<c") and not (b":" in text and _PREFIXED.search(text)):
            rows, columns = _furthest(letters, _DIGITS.findall(text))
            self._counted += text.count(b"<row")
            blank_ends = True
        else:
            rows, columns = _furthest(_ANY_LETTERS.findall(text), _ANY_DIGITS.findall(text))
            self._counted += len(_ANY_ROW.findall(text))
            blank_ends = len(_REFERRED.findall(text)) == len(_ANY_CELL.findall(text))
            if not blank_ends:  # cells without a place follow each other
                columns = max(columns, *(len(_ANY_CELL.findall(row)) for row in text.split(b"row>")))
                rows = max(rows, self._counted)
        if blank_ends and (columns > MANY or max(rows, self.rows) * max(columns, self.columns) > MOST_CELLS):
            rows, columns = _filled(text)
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        if b't="e"' in text or b"t='e'" in text or b"<f" in text or b":f" in text:
            self._find_faults(text)

    def _find_faults(self, text: bytes) -> None:
        for cell in _CELL.finditer(text):
            about, content = cell[1] or b"", cell[2]
            place = _PLACE.search(about)
            if place is None or len(self.faults) > MOST_FAULTS:
                continue
            at = (int(place[2]), column_number(place[1]) - 1)
            if _ERROR.search(about):
                value = _VALUE.search(content)
                self.add_error(*at, value[1].decode("utf-8", "replace")[:20] if value else "#N/A")
            elif _UNCOUNTED.fullmatch(content) and not _TEXT.search(about):
                self.faults[at] = ("", NOT_CALCULATED)


def refuse_vast_together(extents: Iterable[Extent]) -> None:
    """For readers that lay out every sheet at once. Raises Invalid."""
    cells = 0
    for extent in extents:
        extent.refuse_vast()
        cells += extent.rows * extent.columns
    if cells > MOST_CELLS:
        raise unreadable("这个文件的几个工作表加起来太大了，只留要导入的那一个，另存后再上传")


def _furthest(letters: list[bytes], digits: list[bytes]) -> tuple[int, int]:
    rows = max((int(one[:9]) for one in set(digits)), default=0)
    return rows, max(map(column_number, set(letters)), default=0)


def _filled(text: bytes) -> tuple[int, int]:
    """The furthest row and column with a value: borders and colours reach further than what is written."""
    rows = columns = 0
    for cell in _CELL.finditer(text):
        place = _PLACE.search(cell[1] or b"")
        if place and cell[2]:
            rows, columns = max(rows, int(place[2][:9])), max(columns, column_number(place[1]))
    return rows, columns


def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number

"""How far the sheets of an ODS reach (表格范围): it says of rows and cells how often they are repeated."""

from typing import Any
from xml.parsers.expat import ParserCreate

from core.sheets.extent import Extent


class Repeats:
    """Reads content.xml piece by piece; `extents` are by the sheet's name. Malformed XML raises ExpatError."""

    def __init__(self) -> None:
        self.extents: dict[str, Extent] = {}
        self.sheet = Extent()
        self.row = self.column = self.filled = 0
        self.rows = self.cells = 1
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def feed(self, piece: bytes) -> None:
        self.parser.Parse(piece, False)

    def end(self) -> None:
        self.parser.Parse(b"", True)

    def _start(self, tag: str, about: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "table":
            self.sheet = self.extents.setdefault(about.get("table:name", ""), Extent())
            self.row = 0
        elif kind == "table-row":
            self.rows, self.column, self.filled = _count(about, "table:number-rows-repeated"), 0, 0
        elif kind in ("table-cell", "covered-table-cell"):
            self.cells = _count(about, "table:number-columns-repeated")
            self.column += self.cells
            if "office:value-type" in about:
                self.filled = self.column
        elif kind == "p":
            self.filled = self.column

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "table-row":
            self.row += self.rows
            if self.filled:
                self.sheet.rows = max(self.sheet.rows, self.row)
                self.sheet.columns = max(self.sheet.columns, self.filled)


def _count(about: dict[str, str], key: str) -> int:
    return max(int(about.get(key, "1")), 1)


def refuse_doctype(*_: Any) -> None:
    raise ValueError("a document type in a workbook")

"""The rows that did not go in, as the user's own file (错误文件): the same columns, and the reason as the last one."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from core.importing.headers import ERROR_COLUMN
from core.sheets.opening import open_sheet
from core.sheets.sheet import Cell, Sheet, cell_of
from core.sheets.writing import FileKind, write_sheet


def write_errors(
    path: Path,
    kind: FileKind,
    original: Path,
    problems: Iterable[tuple[int, str]],
    name: str = "",
    fixes: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> int:
    """Writes the faulty rows, `problems` being (row number, reason) in ascending order; says how many there are.

    Works row by row. A column of reasons that the file has already, from the time before, is replaced.
    Cells that were corrected meanwhile, `fixes` by row and column, stand in it as corrected.
    """
    sheet = open_sheet(original, name)
    kept = [index for index, header in enumerate(sheet.headers) if header != ERROR_COLUMN]
    headers = [*(sheet.headers[index] for index in kept), ERROR_COLUMN]
    return write_sheet(path, kind, headers, _faulty(sheet, kept, problems, fixes))


def _faulty(
    sheet: Sheet, kept: list[int], problems: Iterable[tuple[int, str]], fixes: Mapping[str, Mapping[str, str]]
) -> Iterator[list[Cell]]:
    left = iter(problems)
    wanted = next(left, None)
    for number, cells in sheet.rows():
        while wanted is not None and wanted[0] < number:
            wanted = next(left, None)
        if wanted is None:
            return
        if wanted[0] == number:
            texts = fixes.get(str(number), {})
            yield [
                *(cell_of(texts[str(index)]) if str(index) in texts else cells[index] for index in kept),
                wanted[1],
            ]

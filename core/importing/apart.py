"""Reading a whole file takes seconds (文件预读): it is done in a small process, so that the server answers meanwhile.

`python -m core.importing.apart look FILE NAME` says as JSON what is in a file; `… rows FILE NAME` the cells of the rows
whose numbers are on standard input; `… errors FILE NAME KIND OUT` writes the faulty rows, {"problems": [[row, reason],
…], "fixes": {row: {column: text}}} on standard input.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

import orjson

from core.errors import Invalid, Unavailable
from core.importing.cells import packed, unpacked
from core.importing.opening import open_file
from core.sheets.sheet import Row, Unreadable

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLED, SAMPLES, LONGEST_SAMPLE = 50, 3, 60
PATIENCE = 120.0
REFUSED = 3


@dataclass(frozen=True)
class Looked:
    """What a file holds; `samples` are a few values of each column as text."""

    headers: list[str]
    rows: int
    samples: list[list[str]]
    warnings: list[str]


async def look(path: Path, name: str) -> Looked:
    """Raises Invalid at `file` with a sentence for what is no table."""
    return Looked(**await _told("look", str(path), name))


async def errors_into(
    out: Path, kind: str, original: Path, name: str, problems: list[tuple[int, str]], fixes: dict[str, dict[str, str]]
) -> int:
    """Writes the error file; how many rows it holds. `fixes` are corrected cells by row and column."""
    given = orjson.dumps({"problems": problems, "fixes": fixes})
    return int(await _told("errors", str(original), name, kind, str(out), given=given))


async def rows_from(path: Path, name: str, numbers: Sequence[int]) -> list[Row]:
    """The rows of a file with these numbers, as far as they are there."""
    return list(unpacked(await _told("rows", str(path), name, given=orjson.dumps(sorted(numbers)))))


async def _told(*arguments: str, given: bytes = b"") -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "core.importing.apart", *arguments, cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            answer, _ = await process.communicate(given)
    except TimeoutError:
        raise Invalid({"file": "这个文件太复杂，读了两分钟还没读完。只留要导入的那张表，另存后再试"}) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == REFUSED:
        raise Invalid(orjson.loads(answer))
    if process.returncode != 0:
        raise Unavailable("这个文件没能读完，过几秒再试一次")
    return orjson.loads(answer)


# -- the small process -----------------------------------------------------------------------------------------------


def _look(path: str, name: str) -> dict[str, Any]:
    sheet = open_file(path, name)
    samples: list[list[str]] = [[] for _ in sheet.headers]
    for _, cells in islice(sheet.rows(), SAMPLED):
        for cell, some in zip(cells, samples, strict=False):
            if cell is not None and len(some) < SAMPLES:
                some.append(str(cell.shown if isinstance(cell, Unreadable) else cell)[:LONGEST_SAMPLE])
    return {"headers": sheet.headers, "rows": sheet.height, "samples": samples, "warnings": sheet.warnings}


def _rows(path: str, name: str, numbers: list[int]) -> list[list[Any]]:
    wanted = set(numbers)
    upto = takewhile(lambda row: row[0] <= numbers[-1], open_file(path, name).rows())
    return packed(row for row in upto if row[0] in wanted)


def main(arguments: list[str]) -> int:
    command, path, name, *more = arguments
    try:
        if command == "look":
            answer: Any = _look(path, name)
        elif command == "rows":
            answer = _rows(path, name, orjson.loads(sys.stdin.buffer.read()))
        else:
            from core.importing.errors import write_errors  # knows all objects, which takes long to load

            kind, out = more
            given = orjson.loads(sys.stdin.buffer.read())
            problems, fixes = given["problems"], given["fixes"]
            answer = write_errors(Path(out), "csv" if kind == "csv" else "xlsx", Path(path), problems, name, fixes)
    except Invalid as error:
        sys.stdout.buffer.write(orjson.dumps(error.fields))
        return REFUSED
    sys.stdout.buffer.write(orjson.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Correcting faulty rows where they are shown (在格子里改): some rows of the file, checked as the run checks them.

After a trial run the corrections go in with the real one; after a real run a further run brings in just these rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.files.file import FileStore, StoredFile
from core.importing.apart import rows_from
from core.importing.columns import Target, targets
from core.importing.fixes import (
    AFTER,
    AGAIN,
    FIXES,
    MENDED,
    ONLY,
    Fixes,
    corrected,
    fixes_of,
    mended,
    passed_on,
    reason_of,
)
from core.importing.lines import FAILED, Line
from core.importing.planning import PREVIEWED, Planner
from core.importing.run import ImportProblem, ImportRun
from core.importing.starting import Asked, may_import, queued, wishes_of
from core.importing.terms import Terms
from core.importing.words import shown
from core.objects.deeds import Deed
from core.objects.registry import object_named
from core.sheets.sheet import LONGEST_CELL, Row
from core.work import work

MOST = 200
ENDED = ("done", "failed")


@dataclass(frozen=True)
class Faulty:
    """The rows of a run that may be corrected, as the file has them, and what they would be with the corrections."""

    run: ImportRun
    columns: list[Target]
    rows: list[Row]
    fixes: Fixes
    lines: list[Line]
    count: int

    def to_json(self) -> dict[str, Any]:
        columns = {key: int(column) for column, key in self.run.mapping.items()}
        return {
            "columns": [{**one.to_json(), "to": one.face.to or None} for one in self.columns],
            "rows": [
                {
                    "row": line.number,
                    "outcome": line.outcome,
                    "values": {key: shown(line.cells[place]) for key, place in columns.items()},
                    "fixed": sorted(self.fixes.get(line.number, {})),
                    "problems": line.problems,
                }
                for line in self.lines
            ],
            "ready": sum(line.outcome != FAILED for line in self.lines),
            "count": self.count,
            "most": MOST,
        }


async def faulty(actor: Actor, run: ImportRun, files: FileStore, given: Fixes | None = None) -> Faulty:
    """The faulty rows as they would go in now, with what is `given` beside the corrections made before.

    Raises NotAllowed for another member's run, Conflict while nothing can be corrected, Invalid for what is no cell of
    such a row.
    """
    await _refuse(actor, run)
    count, numbers = await _open(run)
    asked = set(run.mapping.values())
    known = [target for target in targets(actor, object_named(run.object)) if target.key in asked]
    _refuse_cells(given or {}, set(numbers), {target.key for target in known})
    rows = await _read(run, files, numbers)
    columns = {key: int(column) for column, key in run.mapping.items()}
    fixes = {row: texts for row, texts in fixes_of(run.options).items() if row in numbers}
    for number, cells in rows:
        if number in (given or {}):
            texts = {**fixes.get(number, {}), **(given or {})[number]}
            fixes[number] = {key: text for key, text in texts.items() if text.strip() != shown(cells[columns[key]])}
    lines = await _planned(
        actor, run, [(number, corrected(cells, fixes.get(number, {}), columns)) for number, cells in rows]
    )
    order = [target for key in run.mapping.values() for target in known if target.key == key]
    return Faulty(run, order, rows, fixes, lines, count)


async def correct(actor: Actor, run: ImportRun, files: FileStore, given: Fixes) -> Faulty:
    """Keeps corrections with the run, and what became of the rows. Raises like `faulty`."""
    found = await faulty(actor, run, files, given)
    lines = {line.number: line for line in found.lines}
    entries = {
        row: {"values": texts, "outcome": lines[row].outcome, "problems": lines[row].problems}
        for row, texts in found.fixes.items()
        if row in lines
    }
    async with work():
        now = await ImportRun.select_for_update().get(id=run.id)
        await _refuse(actor, now)
        kept = dict(now.options.get(FIXES, {}))
        for row, entry in entries.items():
            if row in given or kept.get(str(row), {}).get("values") == entry["values"]:
                kept[str(row)] = entry
        now.options = {**now.options, FIXES: {row: fix for row, fix in kept.items() if fix["values"]}}
        await now.save(update_fields=["options"])
    return replace(found, run=now)


async def import_again(actor: Actor, run: ImportRun, files: FileStore) -> ImportRun:
    """A run of those faulty rows of a real one that are right now. Raises like `faulty`."""
    if run.dry_run:
        raise Conflict("这是试运行，改好的行在正式导入时一起进去")
    found = await faulty(actor, run, files)
    async with work():
        now = await ImportRun.select_for_update().get(id=run.id)
        await _refuse(actor, now)
        gone = await taken_over(now)
        ready = [line.number for line in found.lines if line.outcome != FAILED and line.number not in gone]
        if not ready:
            raise Conflict("还没有改好的行，先改有错误的格子")
        fixes = {row: fix for row, fix in passed_on(now.options).items() if int(row) in ready}
        more = {FIXES: fixes, ONLY: ready, AFTER: [*now.options.get(AFTER, []), now.batch]}
        mapping = {int(column): str(key) for column, key in now.mapping.items()}
        file = await StoredFile.get(id=now.file_id)
        options = {**wishes_of(now.options), **more}
        begun = await queued(
            actor, object_named(now.object), file, now.name, len(ready), Asked(now.mode), mapping, options
        )
        now.options = {**now.options, AGAIN: [*now.options.get(AGAIN, []), begun.id]}
        await now.save(update_fields=["options"])
    return begun


async def taken_over(run: ImportRun) -> set[int]:
    """The rows that further runs brought in or reported; those of one that stopped, or was undone, are free again."""
    begun = run.options.get(AGAIN)
    if not begun:
        return set()
    later = await ImportRun.filter(id__in=begun)
    undone = Deed.filter(batch__in=[one.batch for one in later], state__in=["undoing", "undone"])
    batches = {str(one) for one in await undone.values_list("batch", flat=True)}
    found: set[int] = set()
    for one in later:
        rows = one.options[ONLY]
        found.update([] if one.batch in batches else rows[: one.done] if one.status == "failed" else rows)
    return found


async def troubles(run: ImportRun, most: int | None = None) -> list[tuple[int, str]]:
    """(row, reason) of what is not in as things stand: rows that a trial run found right since are left out."""
    fixes: Mapping[str, Any] = run.options.get(FIXES, {})
    left_out = await taken_over(run) | (set(mended(run.options)) if run.dry_run else set())
    found = ImportProblem.filter(run_id=run.id).order_by("row")
    if left_out:
        found = found.exclude(row__in=sorted(left_out))
    rows = await (found if most is None else found.limit(most)).values_list("row", "reason")
    return [(int(row), reason_of(fixes.get(str(row), {}), str(reason)) or MENDED) for row, reason in rows]


async def _refuse(actor: Actor, run: ImportRun) -> None:
    if run.member_id != actor.id:
        raise NotAllowed("这次导入是别人提交的，由提交的人来改")
    may_import(actor, object_named(run.object), run.mode)
    if run.status not in (("done",) if run.dry_run else ENDED):
        raise Conflict("导入还在进行，结束后再改")
    if run.options.get("real"):
        raise Conflict("已经正式导入了，到那次导入里改")
    if await Deed.exists(batch=run.batch, state__in=["undoing", "undone"]):
        raise Conflict("这次导入已经撤销，改好文件重新导入")


async def _open(run: ImportRun) -> tuple[int, list[int]]:
    """How many rows are faulty, and the first of them."""
    problems, gone = ImportProblem.filter(run_id=run.id).order_by("row"), await taken_over(run)
    if gone:
        problems = problems.exclude(row__in=sorted(gone))
    numbers = [int(str(one)) for one in await problems.limit(MOST).values_list("row", flat=True)]
    return await problems.count(), numbers


async def _read(run: ImportRun, files: FileStore, numbers: Sequence[int]) -> list[Row]:
    if not numbers:
        return []
    path = files.path((await StoredFile.get(id=run.file_id)).sha256)
    if not path.exists():
        raise NotAllowed("导入的文件已经不在服务器上了，重新上传一次")
    return await rows_from(path, run.name, numbers)


async def _planned(actor: Actor, run: ImportRun, rows: list[Row]) -> list[Line]:
    """What would become of the rows; nothing is written."""
    planner, lines = Planner(replace(Terms.of(run), dry=True), shown=PREVIEWED), list[Line]()
    while len(lines) < len(rows):
        lines += await planner.plan(actor, rows[len(lines) :])
    return lines


def _refuse_cells(given: Fixes, numbers: set[int], keys: set[str]) -> None:
    for row, texts in given.items():
        if row not in numbers:
            raise Invalid({"rows": f"第 {row} 行没有错误，或要在错误表里改"})
        if texts.keys() - keys:
            raise Invalid({"rows": f"第 {row} 行没有这一格，或你不能填它"})
        if any(len(text) > LONGEST_CELL for text in texts.values()):
            raise Invalid({"rows": f"第 {row} 行有一格太长，最多 {LONGEST_CELL} 个字"})

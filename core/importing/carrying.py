"""Carrying out the plan of a chunk (写入一批): one short transaction with the position after it, or nothing of it."""

from typing import Any

from tortoise.expressions import F

from core.actor import Actor
from core.errors import CrmError
from core.importing.lines import (
    CREATED,
    FAILED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Counts,
    Line,
    below_of,
    blanks_dropped,
    telling_whose,
)
from core.importing.matching import Criteria
from core.importing.run import ImportProblem, ImportRun
from core.importing.terms import SKIP, UPDATE, Terms
from core.objects import deeds
from core.objects.bulk import insert
from core.objects.definition import ObjectDef, Values
from core.objects.record_keys import holders
from core.objects.writing import create, update
from core.work import work

PREVIEWED = 50


class Lost(Exception):
    """Somebody else goes on with this run, or it was ended."""


async def carry_out(actor: Actor, terms: Terms, run: ImportRun, lines: list[Line]) -> None:
    """Writes what was planned and moves the run on. Raises Lost when the run is no longer where we read it, and
    IntegrityError when somebody wrote meanwhile what the plan did not know of; nothing was written then.
    """
    async with work(terms.batch, quiet=True):
        await _hold(run)
        made = [line for line in lines if line.outcome == CREATED]
        if not terms.dry:
            await _insert(actor, terms, made)
            for line in lines:
                if line.outcome == UPDATED:
                    await _change(actor, terms, line)
        failed = [
            ImportProblem(run_id=run.id, row=line.number, reason=line.reason)
            for line in lines
            if line.outcome == FAILED
        ]
        await ImportProblem.bulk_create(failed)
        counts = Counts.of(lines)
        if not terms.dry and counts.created + counts.updated:
            written = counts.created + counts.updated
            what: dict[str, Any] = {"count": written, "told": {"run": run.id}, "state": "doing"}
            await deeds.did(actor, "import", terms.definition, None, terms.name, **what)
        await _move_on(run, lines, counts, {} if terms.dry else _tally(actor, run, lines))


async def _hold(run: ImportRun) -> None:
    there = await ImportRun.select_for_update().get_or_none(id=run.id)
    if there is None or there.done != run.done or there.status != run.status:
        raise Lost


async def _insert(actor: Actor, terms: Terms, made: list[Line]) -> None:
    await insert(actor, terms.definition, [line.draft for line in made if line.draft])
    if terms.below:
        reference = f"{below_of(terms.definition, terms.below)}_id"
        brought = [line for line in made if line.below_draft]
        for line in brought:
            if line.draft and line.below_draft:
                setattr(line.below_draft.instance, reference, line.draft.instance.id)
        await insert(actor, terms.below, [line.below_draft for line in brought if line.below_draft])


async def _change(actor: Actor, terms: Terms, line: Line) -> None:
    """One record and what comes along, or a sentence why not; a refused row leaves nothing behind."""
    if line.matched is None:
        return
    wrote = False
    try:
        async with work():
            if line.changed:
                instance = await update(actor, terms.definition, line.matched, line.values)
                wrote = bool(instance.version != line.version)
            if line.brings and terms.below:
                with telling_whose(terms.below):
                    wrote = await _keep_below(actor, terms, terms.below, line) or wrote
        line.outcome = UPDATED if wrote else SKIPPED if terms.mode == SKIP else UNCHANGED
    except CrmError as error:
        line.fails(error.fields or {"": error.message})


async def _keep_below(actor: Actor, terms: Terms, below: ObjectDef, line: Line) -> bool:
    """The record below a record that was there: changed where it is there too, else new. Whether anything changed."""
    values, reference = blanks_dropped(line.below), below_of(terms.definition, below)
    found = await _same_below(below, f"{reference}_id", line)
    if found is None and terms.mode != UPDATE:
        await create(actor, below, {**values, reference: line.matched})
        return True
    if found is None or terms.mode == SKIP:
        return False
    changed = await update(actor, below, found.id, line.below if terms.blank_clears else values)
    return bool(changed.version != found.version)


async def _same_below(below: ObjectDef, column: str, line: Line) -> Any:
    """The one of the record's own that has the same key, or else the same name."""
    criteria = await Criteria.of(below)
    wanted = [key for key in line.below_keys if criteria.same(key)]
    held = [one.record_id for some in (await holders(wanted, 5)).values() for one in some]
    own = below.model.filter(**{column: line.matched, "deleted_at": None})
    if same := await own.filter(id__in=held).order_by("id").first():
        return same
    title: Values = {below.title: line.below.get(below.title) or ""}
    return await own.filter(**title).order_by("id").first() if title[below.title] else None


def _tally(actor: Actor, run: ImportRun, lines: list[Line]) -> dict[str, Any]:
    """How many records of this import each other member got, and how many entered which pool."""
    assigned, entered = dict(run.options.get("assigned", {})), dict(run.options.get("entered", {}))
    for line in lines:
        made = line.draft.instance if line.draft and line.outcome == CREATED else None
        owner = getattr(made, "owner_id", None) if made else line.changed.get("owner")
        if owner not in (None, actor.id) and line.outcome in (CREATED, UPDATED):
            assigned[str(owner)] = assigned.get(str(owner), 0) + 1
        if made is not None and owner is None and (group := getattr(made, "pool_group_id", None)):
            entered[str(group)] = entered.get(str(group), 0) + 1
    return {key: value for key, value in (("assigned", assigned), ("entered", entered)) if value}


async def _move_on(run: ImportRun, lines: list[Line], counts: Counts, tally: dict[str, Any]) -> None:
    """The position after the chunk, by one conditional update."""
    preview = [*run.preview, *(line.to_json() for line in lines[: max(PREVIEWED - len(run.preview), 0)])]
    moved = await ImportRun.filter(id=run.id, done=run.done, status=run.status).update(
        done=F("done") + len(lines),
        created=F("created") + counts.created,
        updated=F("updated") + counts.updated,
        unchanged=F("unchanged") + counts.unchanged,
        skipped=F("skipped") + counts.skipped,
        failed=F("failed") + counts.failed,
        preview=preview,
        options={**run.options, **tally},
    )
    if not moved:
        raise Lost

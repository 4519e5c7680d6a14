"""The state of an import as the pages and the API see it (导入进度)."""

from bisect import bisect_left
from typing import Any

from core import clock
from core.actor import Actor
from core.importing.correcting import taken_over, troubles
from core.importing.fixes import AGAIN, FIXES, mended
from core.importing.lines import FAILED, SKIPPED, UNCHANGED
from core.importing.run import ImportRun
from core.objects.deeds import Deed
from core.objects.labels import labels

COUNTED = ("rows", "done", "created", "updated", "unchanged", "skipped", "failed")
WAITING = ("queued", "checking", "writing")
PAGE = 20
PROBLEMS = 50


async def told(actor: Actor, run: ImportRun) -> dict[str, Any]:
    """One run with its preview and the first rows that did not go in; `again` are further runs of corrected rows."""
    [state] = await _states(actor, [run])
    problems = [{"row": row, "reason": reason} for row, reason in await troubles(run, PROBLEMS)]
    again = {"runs": run.options.get(AGAIN, []), "rows": len(await taken_over(run))}
    return {
        **state,
        "preview": [_as_corrected(run, line) for line in run.preview],
        "problems": problems,
        "again": again,
    }


def _as_corrected(run: ImportRun, line: dict[str, Any]) -> dict[str, Any]:
    """A line of the preview of a trial run as its row was found last."""
    fix = run.options.get(FIXES, {}).get(str(line["row"])) if run.dry_run else None
    if not fix or "outcome" not in fix:
        return line
    return {
        **line,
        "outcome": fix["outcome"],
        "values": {**line["values"], **fix["values"]},
        "problems": fix["problems"],
        "duplicate": None,
    }


def _counts(run: ImportRun) -> dict[str, int]:
    """What became of the rows; a trial run counts those it found right since by what they would become."""
    counts = {key: int(getattr(run, key)) for key in COUNTED}
    for outcome in mended(run.options).values() if run.dry_run else ():
        counts[FAILED] -= 1
        counts[outcome] += 1
        counts[SKIPPED] += outcome == UNCHANGED
    return counts


async def runs_of(actor: Actor, cursor: str, *, everyone: bool) -> dict[str, Any]:
    """The member's own runs, newest first; for administrators also everybody's."""
    found = ImportRun.all() if everyone and actor.admin else ImportRun.filter(member_id=actor.id)
    if cursor.isascii() and cursor.isdigit():
        found = found.filter(id__lt=int(cursor[:18]))
    runs = await found.order_by("-id").limit(PAGE + 1)
    following = str(runs[PAGE - 1].id) if len(runs) > PAGE else None
    return {"items": await _states(actor, runs[:PAGE]), "next": following}


async def _states(actor: Actor, runs: list[ImportRun]) -> list[dict[str, Any]]:
    deeds = {deed.batch: deed for deed in await Deed.filter(batch__in=[run.batch for run in runs])}
    names = await labels({"member": {run.member_id for run in runs}})
    ahead = await _ahead(runs)
    return [
        {
            "id": run.id,
            "object": run.object,
            "name": run.name,
            "mode": run.mode,
            "dry_run": run.dry_run,
            "status": _status(run, deeds.get(run.batch)),
            **_counts(run),
            "message": run.message,
            "by": {"id": run.member_id, "label": names.get(("member", run.member_id), "")},
            "created_at": run.created_at.isoformat(),
            "finished_at": run.finished_at.isoformat() if run.finished_at else None,
            "ahead": ahead.get(run.id, 0),
            **_undoing(run, deeds.get(run.batch)),
        }
        for run in runs
    ]


def _status(run: ImportRun, deed: Deed | None) -> str:
    return deed.state if deed and deed.state in ("undoing", "undone") else run.status


async def _ahead(runs: list[ImportRun]) -> dict[int, int]:
    """How many imports come before each of these that waits, in one statement."""
    queued = [run.id for run in runs if run.status == "queued"]
    if not queued:
        return {}
    waiting: Any = ImportRun.filter(id__lt=max(queued), status__in=WAITING).order_by("id")
    earlier: list[int] = list(await waiting.values_list("id", flat=True))
    return {one: bisect_left(earlier, one) for one in queued}


def _undoing(run: ImportRun, deed: Deed | None) -> dict[str, Any]:
    can = bool(deed) and run.status in ("done", "failed")
    open_still = deed is not None and deed.state == "done" and deed.until > clock.now()
    return {
        "batch": run.batch,
        "can_undo": can and open_still,
        "undo_until": deed.until.isoformat() if deed else None,
    }

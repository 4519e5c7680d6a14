"""Asking for an export (发起导出): checked at once, written later by a job, the same wish only once at a time."""

from dataclasses import dataclass
from typing import Any

from core import clock, jobs
from core.actor import Actor
from core.errors import Invalid, TooMany
from core.exporting.rights import asked, chosen_columns
from core.exporting.run import ACTIVE, FORMATS, ExportRun
from core.objects.definition import ObjectDef
from core.objects.filter_words import in_words
from core.objects.paging import Paging
from core.objects.saved_views import chosen_view
from core.objects.sight import MOST_ID
from core.org.tables import Member
from core.work import current_work

KIND = LANE = "export"
MOST_WAITING = 5
MOST_IDS = 5000


@dataclass(frozen=True)
class Wish:
    """What shall be taken out; empty means the object's default. `ids` narrow the rows further."""

    view: str = ""
    q: str = ""
    where: Any = None
    sort: str = ""
    ids: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    format: str = "xlsx"


async def start(actor: Actor, definition: ObjectDef, wish: Wish) -> ExportRun:
    """A new export, or the same one that has not ended yet; run inside `work()`.

    Raises NotAllowed, Invalid, TooMany.
    """
    current_work()
    await Member.select_for_update().get(id=actor.id)  # two equal requests at once: one after the other
    if wish.format not in FORMATS:
        raise Invalid({"format": "导出格式只有 xlsx 和 csv"})
    ids = sorted(set(wish.ids))
    if len(ids) > MOST_IDS or any(not 0 < one < MOST_ID for one in ids):
        raise Invalid({"ids": f"一次最多选 {MOST_IDS} 条，更多的用筛选条件导出"})
    listing = {"view": wish.view, "q": wish.q.strip(), "where": wish.where, "sort": wish.sort, "ids": ids}
    found = await asked(actor, definition, listing)
    Paging(found.actor, definition, found.table, found.sort)
    columns = await chosen_columns(actor, definition, wish.view, list(wish.columns))
    listing["told"] = await told(actor, definition, listing)
    return await _the_only(actor, definition, {"format": wish.format, "listing": listing, "columns": columns})


async def _the_only(actor: Actor, definition: ObjectDef, wanted: dict[str, Any]) -> ExportRun:
    running = await ExportRun.filter(member_id=actor.id, status__in=ACTIVE)
    for run in running:
        if run.object == definition.key and all(getattr(run, name) == value for name, value in wanted.items()):
            return run
    if len(running) >= MOST_WAITING:
        raise TooMany(f"你有 {len(running)} 个导出还没写完，等它们好了再导出")
    run = await ExportRun.create(object=definition.key, member_id=actor.id, created_at=clock.now(), **wanted)
    await jobs.add(KIND, {"run": run.id}, key=str(run.id), lane=LANE)
    return run


async def told(actor: Actor, definition: ObjectDef, listing: dict[str, Any]) -> str:
    """The listing in words, as it is now: a saved view may be changed or gone when the audit is read."""
    view = await chosen_view(actor, definition, listing["view"])
    wheres = [where for where in (view.where if view else None, listing["where"]) if where]
    parts = [f"视图「{view.label}」"] if view else []
    parts += [words for where in wheres if (words := await in_words(actor, definition, where))]
    parts += [f"搜索「{listing['q']}」"] if listing["q"] else []
    parts += [f"选中的 {len(listing['ids'])} 条"] if listing["ids"] else []
    return "；".join(parts) or f"全部看得到的{definition.label}"

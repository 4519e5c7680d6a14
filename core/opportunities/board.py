"""The board of opportunities (商机看板): the open ones of a process, a column for each stage, with counts and sums."""

from dataclasses import dataclass, replace
from typing import Any

from pypika_tortoise.functions import Count, Sum
from pypika_tortoise.terms import Case, Criterion

from core import clock
from core.actor import Actor
from core.db import rows
from core.objects.groups import first_of_each, gathered
from core.objects.query import Asked, Listing, Page, asked_for, built_in_place, default_order
from core.objects.saved_views import chosen_view
from core.objects.spans import span
from core.opportunities.opportunity import OPEN, OPPORTUNITY
from core.opportunities.shown import ShownStage, shown_process
from core.opportunities.sums import Sums, hides, refuse_blind, weighed

STALLED = "last_n_days:14"
ORDER = "expected_close_on"
CARD = (
    "name", "account", "stage", "amount", "owner", "expected_close_on", "next_follow_at", "last_follow_at",
    "stage_since", "committed", "win_rate",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """Of the open ones: by stage, those expected this month, and how many have stood in their stage for too long."""

    stages: dict[int, Sums]
    closing: Sums
    stalled: int


async def board(actor: Actor, process_id: int | None, listing: Listing) -> dict[str, Any]:
    """The columns with their first cards and what they come to, and what ended this month: four statements, and those
    of a saved view. `listing` says which opportunities, and how many cards a column begins with.

    What would tell of a field that the actor may not see is None. Raises NotAllowed, NotFound, Invalid.
    """
    refuse_blind(actor)
    shown = await shown_process(process_id)
    sort = default_order(actor, OPPORTUNITY) if hides(actor, ORDER) else ORDER
    asked = await asked_for(actor, OPPORTUNITY, replace(listing, sort=sort), branching=True)
    only = asked.only & (asked.table.state == "open") & (asked.table.process_id == shown.id)
    figures = await _figures(asked, only)
    stages = [one for one in shown.stages if one.active or one.id in figures.stages]
    cards = [key for key in CARD if not hides(actor, key)]
    pages = await first_of_each(OPPORTUNITY, asked, only, "stage", list(figures.stages), listing.limit, *cards)
    return {
        "process": shown.told(),
        "sort": sort,
        "stages": [_column(actor, one, figures.stages.get(one.id, Sums()), pages.get(one.id)) for one in stages],
        "total": sum(figures.stages.values(), Sums()).told(actor),
        "closing": None if hides(actor, ORDER) else figures.closing.told(actor, weighing=False),
        "stalled": None if hides(actor, "stage_since") else figures.stalled,
        "capped": asked.capped,
        **await _ended(actor, shown.id, listing, asked),
    }


def _column(actor: Actor, stage: ShownStage, sums: Sums, page: Page | None) -> dict[str, Any]:
    return {
        "stage": {"id": stage.id, "label": stage.name},
        "win_rate": None if hides(actor, "win_rate") else stage.win_rate,
        "active": stage.active,
        **sums.told(actor),
        "next": page.next if page else None,
        "items": page.items if page else [],
    }


async def _figures(asked: Asked, only: Criterion) -> Figures:
    """One statement; the win rate is multiplied here, for the databases' whole numbers end before it."""
    table, among = gathered(asked, only)
    first, last = span("this_month")
    closing = table.expected_close_on[first:last]
    still = table.stage_since < clock.day_bounds(span(STALLED)[0])[0]
    query = built_in_place(table).where(among).groupby(table.stage_id, table.win_rate)
    query = query.select(table.stage_id, table.win_rate, Count("*"), Sum(table.amount))
    soon = (Count(Case().when(closing, table.stage_id)), Sum(Case().when(closing, table.amount)))
    query = query.select(*soon, Count(Case().when(still, table.stage_id)))
    found = await rows(*query.get_parameterized_sql())
    parts: dict[int, list[tuple[int, int, Any]]] = {}
    for stage_id, rate, *(number, amount, _, _, _) in found:
        parts.setdefault(int(stage_id), []).append((int(rate or 0), int(number), amount))
    closings = [Sums(int(row[4] or 0), int(row[5] or 0)) for row in found]
    stages = {stage_id: weighed(theirs) for stage_id, theirs in parts.items()}
    return Figures(stages, sum(closings, Sums()), sum(int(row[6] or 0) for row in found))


async def _ended(actor: Actor, process_id: int, listing: Listing, asked: Asked) -> dict[str, Any]:
    """{"won","lost"} of this month. The state that a view asks for is that of its columns, not of what left them."""
    if hides(actor, "closed_on"):
        return {"won": None, "lost": None}
    view = await chosen_view(actor, OPPORTUNITY, listing.view)
    wheres = [view.where if view else None, listing.where]
    if (left := [_of_any_state(where) for where in wheres]) != wheres:
        kept = [where for where in left if where]
        where = {"all": kept} if len(kept) > 1 else next(iter(kept), None)
        asked = await asked_for(actor, OPPORTUNITY, Listing(q=listing.q, where=where), branching=True)
    table = asked.table
    first, last = span("this_month")
    only = asked.only & table.state.isin(["won", "lost"]) & table.closed_on[first:last]
    table, among = gathered(asked, only & (table.process_id == process_id))
    query = built_in_place(table).where(among).groupby(table.state)
    found = await rows(*query.select(table.state, Count("*"), Sum(table.amount)).get_parameterized_sql())
    ended = {str(state): Sums(int(number), int(amount or 0)) for state, number, amount in found}
    return {state: ended.get(state, Sums()).told(actor, weighing=False) for state in ("won", "lost")}


def _of_any_state(where: Any) -> Any:
    """A filter without its demand that opportunities are open; None when nothing is left."""
    if where == OPEN:
        return None
    if isinstance(where, dict) and isinstance(where.get("all"), list) and len(where) == 1:
        kept = [left for one in where["all"] if (left := _of_any_state(one)) is not None]
        return {"all": kept} if kept else None
    return where

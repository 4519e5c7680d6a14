"""The funnel of opportunities (销售漏斗、商机统计): how they go through the stages, what was won, what is expected.

Stages are told from the facts that every move left, never from where opportunities stand now. A period is that of the
close date: of those that ended the day they did, of open ones the expected one (decision 12).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pypika_tortoise.functions import Coalesce, Count, Sum
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term

from core import clock
from core.actor import Actor
from core.db import database, rows
from core.errors import Invalid, NotAllowed
from core.objects.access import select_from
from core.objects.groups import gathered
from core.objects.query import Listing, asked_for, built_in_place
from core.objects.spans import span
from core.objects.terms import Fragment
from core.opportunities.credit import credited
from core.opportunities.opportunity import LOST_REASONS, OPPORTUNITY
from core.opportunities.passage import Passage, passages
from core.opportunities.shown import ShownStage, shown_process
from core.opportunities.sums import Sums, hides, money, refuse_blind, weighed

BY = ("", "member", "department")


@dataclass(frozen=True)
class Part:
    """Opportunities that are alike in month (its first day), state, stage, win rate, commitment and lost reason."""

    month: str | None
    state: str
    stage_id: int
    rate: int
    committed: bool
    reason: str
    count: int
    amount: int
    days: float


async def funnel(
    actor: Actor,
    process_id: int | None,
    listing: Listing,
    since: date | None = None,
    until: date | None = None,
    by: str = "",
) -> dict[str, Any]:
    """Of the opportunities that view, filter and text of `listing` ask for among those the actor sees. `by` adds won
    sums by the credited "member" or "department". Four statements, two more with `by`, and those of a saved view.

    What would tell of a hidden field is None. Raises NotAllowed, NotFound, Invalid.
    """
    refuse_blind(actor)
    _refuse_wrong(actor, since, until, by)
    shown = await shown_process(process_id)
    asked = await asked_for(actor, OPPORTUNITY, listing, branching=True)
    only = asked.only & (asked.table.process_id == shown.id)
    if since or until:
        only = only & _close_date(asked.table)[since or date.min : until or date.max]
    table, among = gathered(asked, only)
    parts = await _parts(table, among)
    ids = select_from(table).select(table.id).where(among)
    passed = await passages(ids)
    held = {part.stage_id for part in parts if part.state == "open"} | passed.keys()
    stages = [one for one in shown.stages if one.active or one.id in held]
    won = [part for part in parts if part.state == "won"]
    told: dict[str, Any] = {
        "process": shown.told(),
        "stages": _stages(actor, stages, parts, passed, sum(part.count for part in won)),
        "won": None,
        "lost": None,
        "cycle_days": None,
        "months": None,
        "forecast": _forecast(actor, parts),
        "by": await credited(actor, ids, by) if by else None,
    }
    if hides(actor, "closed_on"):
        return told
    days, ended = sum(part.days for part in won), sum(part.count for part in won)
    told["won"], told["lost"] = _sums(won).told(actor, weighing=False), _lost(actor, parts)
    told["cycle_days"] = round(days / ended, 1) if ended else None
    told["months"] = None if hides(actor, "expected_close_on") else _months(actor, parts)
    return told


def _refuse_wrong(actor: Actor, since: date | None, until: date | None, by: str) -> None:
    if since and until and until < since:
        raise Invalid({"to": "结束日期不能早于开始日期"})
    if (since or until) and (hides(actor, "closed_on") or hides(actor, "expected_close_on")):
        raise NotAllowed("你的角色看不到结单日期，不能按日期统计。要看的话找管理员开通")
    if by not in BY:
        raise Invalid({"by": "业绩可以按员工（member）或部门（department）看"})
    if by and (hides(actor, "owner") or hides(actor, "closed_on")):
        raise NotAllowed("你的角色看不到商机的负责人或结单日期，不能看业绩。要看的话找管理员开通")


def _close_date(table: Table) -> Any:
    """Only what ended has a day on which it did."""
    return Coalesce(table.closed_on, table.expected_close_on)


async def _parts(table: Table, among: Criterion) -> list[Part]:
    month = _first_day("month", _close_date(table))
    kinds = [month, table.state, table.stage_id, table.win_rate, table.committed, table.lost_reason]
    query = built_in_place(table).where(among).groupby(*kinds).select(*kinds)
    before, between, after = database().dialect.days_between()
    begun = _first_day("day", table.created_at, zoned=True)
    took = Fragment(before, table.closed_on, between, begun, after)
    found = await rows(*query.select(Count("*"), Sum(table.amount), Sum(took)).get_parameterized_sql())
    return [
        Part(
            month=row[0],
            state=str(row[1]),
            stage_id=int(row[2]),
            rate=int(row[3] or 0),
            committed=bool(row[4]),
            reason=str(row[5] or ""),
            count=int(row[6]),
            amount=int(row[7] or 0),
            days=float(row[8] or 0),
        )
        for row in found
    ]


def _first_day(step: str, term: Term, *, zoned: bool = False) -> Term:
    zone = clock.timezone()
    pieces = database().dialect.first_day(step, str(zone) if zoned else "", clock.shifts_of(zone))
    return Fragment(*[part for piece in pieces for part in (piece, term)][:-1])


def _sums(parts: Iterable[Part]) -> Sums:
    return weighed((part.rate, part.count, part.amount) for part in parts)


def _stages(
    actor: Actor, stages: list[ShownStage], parts: list[Part], passed: dict[int, Passage], won: int
) -> list[dict[str, Any]]:
    """Conversion is that of decision 13: how many entered the next stage, after the last one: were won, by how many
    entered this one. Stages out of use have none.
    """
    used = [one.id for one in stages if one.active]
    told = []
    for stage in stages:
        passage = passed.get(stage.id, Passage())
        following = None
        if stage.active:
            place = used.index(stage.id) + 1
            following = passed.get(used[place], Passage()).entered if place < len(used) else won
        still = _sums(part for part in parts if part.state == "open" and part.stage_id == stage.id)
        told.append(
            {
                "stage": {"id": stage.id, "label": stage.name},
                "active": stage.active,
                "win_rate": None if hides(actor, "win_rate") else stage.win_rate,
                **passage.told(timed=not hides(actor, "stage_since")),
                "conversion": _share(following, passage.entered),
                "open": still.told(actor),
            }
        )
    return told


def _share(part: int | None, whole: int) -> float | None:
    """Percent with one decimal."""
    return None if part is None or not whole else round(part / whole * 100, 1)


def _lost(actor: Actor, parts: list[Part]) -> dict[str, Any]:
    """The lost ones with their reasons, the most frequent first."""
    lost = [part for part in parts if part.state == "lost"]
    words = {option.value: option.label for option in LOST_REASONS} | {"": "未填"}
    reasons = [
        {"value": reason, "label": words.get(reason, reason), **_sums(same).told(actor, weighing=False)}
        for reason in {part.reason for part in lost}
        if (same := [part for part in lost if part.reason == reason])
    ]
    reasons.sort(key=lambda one: (-one["count"], one["value"]))
    return {
        **_sums(lost).told(actor, weighing=False),
        "reasons": None if hides(actor, "lost_reason") else reasons,
    }


def _forecast(actor: Actor, parts: list[Part]) -> dict[str, Any]:
    """What is open: committed, weighted, and expected this month and this quarter; and won and committed together."""
    still = [part for part in parts if part.state == "open"]
    told: dict[str, Any] = {"open": _sums(still).told(actor), "committed": None, "won_and_committed": None}
    if not hides(actor, "committed"):
        committed = [part for part in still if part.committed]
        together = _sums([*committed, *[part for part in parts if part.state == "won"]])
        told["committed"] = _sums(committed).told(actor, weighing=False)
        told["won_and_committed"] = None if hides(actor, "amount") else money(together.amount)
    for word in ("this_month", "this_quarter"):
        first, last = (day.isoformat() for day in span(word))
        soon = [part for part in still if part.month and first <= part.month <= last]
        told[word] = None if hides(actor, "expected_close_on") else _sums(soon).told(actor)
    return told


def _months(actor: Actor, parts: list[Part]) -> list[dict[str, Any]]:
    """By the month of the close date, in order; open ones without a date at the end."""
    told = []
    for month in sorted({part.month for part in parts}, key=lambda one: one or "9"):
        theirs = {
            state: [p for p in parts if p.month == month and p.state == state] for state in ("open", "won", "lost")
        }
        told.append(
            {
                "month": month,
                "open": _sums(theirs["open"]).told(actor),
                "won": _sums(theirs["won"]).told(actor, weighing=False),
                "lost": _sums(theirs["lost"]).told(actor, weighing=False),
            }
        )
    return told

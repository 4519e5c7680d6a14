"""How opportunities pass a stage (阶段转化、停留时间), from the stays that every move left."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pypika_tortoise.functions import Avg, Count
from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Case, Term

from core import clock
from core.db import database, rows
from core.objects.access import select_from
from core.objects.terms import Fragment

DAY_ONE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Passage:
    """Opportunities that entered a stage, and of them those that later entered one further on or were won; stays that
    ended there with their mean days, and those that last with the days until now.
    """

    entered: int = 0
    moved_on: int = 0
    stays: int = 0
    days: float | None = None
    lasting: int = 0
    lasting_days: float | None = None

    def told(self, *, timed: bool) -> dict[str, Any]:
        """Without days for those who may not see since when something stands in its stage."""
        return {
            "entered": self.entered,
            "moved_on": self.moved_on,
            "stays": self.stays,
            "dwell_days": self.days if timed else None,
            "lasting": self.lasting,
            "lasting_days": self.lasting_days if timed else None,
        }


async def passages(ids: QueryBuilder) -> dict[int, Passage]:
    """By stage, of the opportunities that a query gives: two statements. Being won or lost is no entering."""
    stay = Table("stage_stay")
    ended = Case().when(stay.left_at.notnull(), _days(stay.left_at, stay.entered_at))
    begun = Case().when(stay.left_at.isnull(), _days(stay.entered_at, Fragment(f"'{DAY_ONE:%Y-%m-%d}'")))
    query = select_from(stay).where((stay.state == "open") & stay.opportunity_id.isin(ids)).groupby(stay.stage_id)
    query = query.select(stay.stage_id, Count(stay.opportunity_id).distinct())
    query = query.select(Count(ended), Avg(ended), Count(begun), Avg(begun))
    moved = await _moved_on(ids)
    now = (clock.now() - DAY_ONE).total_seconds() / 86400
    return {
        int(stage_id): Passage(
            entered=int(entered),
            moved_on=moved.get(int(stage_id), 0),
            stays=int(stays),
            days=None if days is None else round(float(days), 1),
            lasting=int(lasting),
            lasting_days=None if since is None else round(now - float(since), 1),
        )
        for stage_id, entered, stays, days, lasting, since in await rows(*query.get_parameterized_sql())
    }


def _days(later: Term, earlier: Term) -> Term:
    before, between, after = database().dialect.days_between()
    return Fragment(before, later, between, earlier, after)


async def _moved_on(ids: QueryBuilder) -> dict[int, int]:
    stay, later = Table("stage_stay"), Table("stage_stay").as_("later")
    here, there = Table("sales_stage").as_("here"), Table("sales_stage").as_("there")
    further = (later.state == "won") | ((later.state == "open") & (there.position > here.position))
    query = (
        select_from(stay)
        .join(later)
        .on((later.opportunity_id == stay.opportunity_id) & (later.id > stay.id))
        .join(here)
        .on(here.id == stay.stage_id)
        .join(there)
        .on(there.id == later.stage_id)
        .where((stay.state == "open") & stay.opportunity_id.isin(ids) & further)
        .groupby(stay.stage_id)
        .select(stay.stage_id, Count(stay.opportunity_id).distinct())
    )
    return {int(stage_id): int(number) for stage_id, number in await rows(*query.get_parameterized_sql())}

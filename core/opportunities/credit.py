"""To whom won opportunities are credited (赢单业绩): the member and department of the moment they were won."""

from typing import Any

from pypika_tortoise.functions import Count, Sum
from pypika_tortoise.queries import QueryBuilder, Table

from core.actor import Actor
from core.db import rows
from core.objects.access import select_from
from core.objects.labels import labels
from core.opportunities.sums import Sums, hides


async def credited(actor: Actor, ids: QueryBuilder, by: str) -> list[dict[str, Any]]:
    """[{"key": {"id","label"} or None,"count","sum"}], largest first, of the opportunities that a query gives and that
    are won now; `by` is "member" or "department". The facts are those of then (decision 33).
    """
    stay = Table("stage_stay")
    whom = stay.member_id if by == "member" else stay.department_id
    won = (stay.state == "won") & stay.left_at.isnull() & stay.opportunity_id.isin(ids)
    query = select_from(stay).where(won).groupby(whom).select(whom, Count("*"), Sum(stay.amount))
    found = [
        (key, Sums(int(number), int(total or 0))) for key, number, total in await rows(*query.get_parameterized_sql())
    ]
    known = 0 if hides(actor, "amount") else 1
    found.sort(key=lambda one: (-one[1].amount * known, -one[1].count, one[0] or 0))
    names = await labels({by: {int(key) for key, _ in found if key is not None}})
    return [
        {
            "key": None if key is None else {"id": int(key), "label": names.get((by, int(key)), "")},
            **sums.told(actor, weighing=False),
        }
        for key, sums in found
    ]

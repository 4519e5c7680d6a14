"""How a pool converts (线索转换情况): new records of a period, how many somebody followed up, what was sold to them.

Counted over what the member may open or finds in pools.
"""

from datetime import date
from typing import Any

from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core import clock
from core.actor import Actor
from core.db import database, rows
from core.errors import Invalid
from core.objects.access import select_from, visible
from core.objects.definition import ObjectDef
from core.objects.scopes import in_scope
from core.objects.spans import span
from core.pools import opportunity_figures

PERIODS = ("yesterday", "this_week", "this_month")


def days_of(period: str, first: date | None, last: date | None) -> tuple[date, date]:
    """A named period, or the days from `first` to `last`. Raises Invalid."""
    if first and last:
        if first > last:
            raise Invalid({"from": "开始日期要在结束日期之前"})
        return first, last
    if period not in PERIODS:
        raise Invalid({"period": "时间只能选昨天、本周、本月，或给出起止日期"})
    return span(period)


async def figures(
    actor: Actor, definition: ObjectDef, group_id: int | None, first: date, last: date
) -> list[dict[str, Any]]:
    """[{"key", "label", "value", "unit"}]; a rate of nothing is None."""
    table = Table(definition.table)
    only: Criterion = visible(actor, definition, table=table) | in_scope(
        actor, definition, definition.scopes["pool"], table
    )
    bind = database().dialect.bind
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    only = only & (table.created_at >= bind(start)) & (table.created_at < bind(end))
    if group_id is not None:
        only = only & (table.pool_group_id == group_id)
    query = select_from(table).select(Count("*"), Count(table.last_follow_at)).where(only)
    [(new, touched)] = await rows(*query.get_parameterized_sql())
    return [
        {"key": "new", "label": f"新建{definition.label}", "value": int(new), "unit": "条"},
        {"key": "followed", "label": "已跟进", "value": int(touched), "unit": "条"},
        {
            "key": "followed_rate",
            "label": f"{definition.label}跟进率",
            "value": round(100 * int(touched) / new, 1) if new else None,
            "unit": "%",
        },
        *await opportunity_figures.figures(actor, definition, select_from(table).select(table.id).where(only), new),
    ]

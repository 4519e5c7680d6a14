"""What came of a pool's new records (线索转化漏斗): opportunities made at their conversion or later, and those won.

Only opportunities that the member may open are counted (decision 14), so that no sum tells of others.
"""

from typing import Any

from pypika_tortoise.functions import Count, Sum
from pypika_tortoise.queries import QueryBuilder, Table

from core.actor import Actor
from core.db import rows
from core.objects.access import select_from, visible
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.values import money_text

Figure = dict[str, Any]


async def figures(actor: Actor, definition: ObjectDef, records: QueryBuilder, new: int) -> list[Figure]:
    """Figures of the opportunities of the `records`, which are `new` in number; none for whom a role closes
    opportunities, and no money for whom it hides amounts.
    """
    opportunity = object_named("opportunity")
    if actor.reach(opportunity.key, "read") == "none" or actor.hides(opportunity.key, definition.key):
        return []
    made, amount, won, won_amount = await _made_and_won(actor, opportunity, f"{definition.key}_id", records)
    counted = [
        _count("opportunities", "新建商机", made),
        _rate("opportunity_rate", f"{definition.label}到商机转化率", made, new),
        _count("won", "成单", won),
        _rate("won_rate", "商机到成单转化率", won, made),
    ]
    if actor.hides(opportunity.key, "amount"):
        return counted
    sums = [
        _money("opportunity_amount", "新建商机金额", amount),
        _average("opportunity_average", "商机平均金额", amount, made),
        _money("won_amount", "成单金额", won_amount),
        _average("won_average", "成单平均金额", won_amount, won),
    ]
    return [counted[0], sums[0], counted[1], sums[1], counted[2], sums[2], counted[3], sums[3]]


async def _made_and_won(
    actor: Actor, opportunity: ObjectDef, column: str, records: QueryBuilder
) -> tuple[int, int, int, int]:
    """How many there are and for how much, and how many of them are won and for how much."""
    table = Table(opportunity.table)
    only = visible(actor, opportunity, table=table) & table[column].isin(records)
    query = select_from(table).select(table.state, Count("*"), Sum(table.amount)).where(only).groupby(table.state)
    found = {row[0]: (int(row[1]), int(row[2] or 0)) for row in await rows(*query.get_parameterized_sql())}
    won = found.get("won", (0, 0))
    return sum(one[0] for one in found.values()), sum(one[1] for one in found.values()), *won


def _count(key: str, label: str, value: int) -> Figure:
    return {"key": key, "label": label, "value": value, "unit": "个"}


def _rate(key: str, label: str, part: int, whole: int) -> Figure:
    return {"key": key, "label": label, "value": round(100 * part / whole, 1) if whole else None, "unit": "%"}


def _money(key: str, label: str, fen: int) -> Figure:
    return {"key": key, "label": label, "value": money_text(fen), "unit": "元"}


def _average(key: str, label: str, fen: int, count: int) -> Figure:
    """Half-up to fen; of nothing there is none."""
    value = money_text((2 * fen + count) // (2 * count)) if count else None
    return {"key": key, "label": label, "value": value, "unit": "元"}

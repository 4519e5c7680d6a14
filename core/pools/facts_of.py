"""The facts that recycling looks at (回收依据), read for many records with one statement a chunk.

What cannot lose its record within the horizon is left out by the same statement; the pure function then decides about
everything that is read, so that the statement may only ever leave out too little.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pypika_tortoise.enums import Order
from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, ValueWrapper

from core import clock
from core.actor import SYSTEM
from core.db import database, rows
from core.objects.access import NOTHING, select_from
from core.objects.columns import column_of
from core.objects.definition import ObjectDef
from core.objects.filters import compiled
from core.pools import opportunity_facts
from core.pools.exemptions import EXEMPTIONS
from core.pools.recycling import Facts, Rule

CHUNK = 20_000


@dataclass(frozen=True)
class Asked:
    """Which records are read: those of a group that somebody has, or single ones; by rules, or all of them."""

    definition: ObjectDef
    rules: tuple[Rule, ...]
    group_id: int | None = None
    ids: tuple[int, ...] = ()
    until: date | None = None

    @property
    def table(self) -> Table:
        return Table(self.definition.table)


async def owned_records(definition: ObjectDef, group_id: int) -> int:
    """How many records of a group somebody has."""
    table = Table(definition.table)
    only = _within(Asked(definition, (), group_id), table)
    return int((await rows(*select_from(table).select(Count("*")).where(only).get_parameterized_sql()))[0][0])


async def facts_of(asked: Asked) -> AsyncIterator[list[Facts]]:
    """The facts in chunks, by id."""
    table, last = asked.table, 0
    only, fields, checks = _within(asked, table), _fields(asked.rules), _checks(asked.rules)
    sold = opportunity_facts.asked_for(condition for rule in asked.rules for condition in rule.conditions)
    columns: list[Any] = [
        table.id, table.owner_id, table.pool_group_id, table.owned_since, table.created_at, table.last_follow_at,
        table.returns, *(one.rows(asked.definition, table) for one in EXEMPTIONS),
        *(column_of(asked.definition, key, table).term for key in fields),
        *(_compiled(asked.definition, where, table) for _, where in checks),
        *(opportunity_facts.columns(asked.definition, table) if sold else ()),
    ]  # fmt: skip
    read = _reader(fields, tuple(place for place, _ in checks), sold)
    while True:
        query = select_from(table).select(*columns).where(only & (table.id > last))
        found = await rows(*query.orderby(table.id, order=Order.asc).limit(CHUNK).get_parameterized_sql())
        if found:
            yield [read(row) for row in found]
        if len(found) < CHUNK:
            return
        last = found[-1][0]


def _fields(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    wanted = [c["field"] for rule in rules for c in rule.conditions if c["kind"] == "not_reached"]
    return tuple(dict.fromkeys(wanted))


def _checks(rules: tuple[Rule, ...]) -> list[tuple[tuple[int, int], Any]]:
    """((rule id, position), filter) of every field condition."""
    return [
        ((rule.id, position), condition["where"])
        for rule in rules
        for position, condition in enumerate(rule.conditions)
        if condition["kind"] == "field"
    ]


def _compiled(definition: ObjectDef, where: Any, table: Table) -> Criterion:
    return compiled(SYSTEM, definition, where, table) or NOTHING


def _reader(fields: tuple[str, ...], places: tuple[tuple[int, int], ...], sold: bool) -> Callable[[Any], Facts]:
    day = _days()
    exemptions = [(7 + n, one.reason) for n, one in enumerate(EXEMPTIONS)]
    named = [(7 + len(EXEMPTIONS) + n, key) for n, key in enumerate(fields)]
    flagged = [(7 + len(EXEMPTIONS) + len(fields) + n, place) for n, place in enumerate(places)]

    def read(row: Any) -> Facts:
        since = day(row[3] or row[4])
        return Facts(
            row[0],
            row[1],
            row[2],
            since,
            day(row[5]) if row[5] else None,
            opportunity=sold and opportunity_facts.has_had(row[-2], row[-1], since),
            returns=row[6],
            values={key: row[n] for n, key in named},
            fits=frozenset(place for n, place in flagged if row[n]),
            exempt=tuple(reason for n, reason in exemptions if row[n]),
        )

    return read


def _days() -> Callable[[Any], date]:
    """The company's day of a moment as the driver gives it; most moments are of few hours, so these are kept."""
    known: dict[Any, date] = {}
    text = database().dialect.name == "sqlite"

    def day(moment: Any) -> date:
        hour = moment[:16] if text else moment.replace(second=0, microsecond=0)
        if (found := known.get(hour)) is None:
            exact = datetime.fromisoformat(hour).replace(tzinfo=UTC) if text else hour
            found = known[hour] = clock.local(exact).date()
        return found

    return day


# -- which records ---------------------------------------------------------------------------------------------------


def _within(asked: Asked, table: Table) -> Criterion:
    only: Criterion = table.deleted_at.isnull() & table.owner_id.notnull()
    if asked.group_id is not None:
        only = only & (table.pool_group_id == asked.group_id)
    if asked.ids:
        only = only & table.id.isin(list(asked.ids))
    if asked.until is None:
        return only
    losing: Criterion = NOTHING
    for rule in asked.rules:
        losing = losing | _may_fall(asked.definition, rule, asked.until, table)
    return only & losing


def _may_fall(definition: ObjectDef, rule: Rule, until: date, table: Table) -> Criterion:
    """Records that a rule can take by a day; never fewer than the pure function says."""
    all_of: Criterion = table.id.notnull()
    for condition in rule.conditions:
        all_of = all_of & _may_hold(definition, condition, until, table)
    return all_of


def _may_hold(definition: ObjectDef, condition: Any, until: date, table: Table) -> Criterion:
    if condition["kind"] == "returns":
        enough: Criterion = table.returns >= condition["at_least"]
        return enough
    if condition["kind"] == "field":
        return _compiled(definition, condition["where"], table)
    edge = ValueWrapper(database().dialect.bind(clock.day_bounds(until - timedelta(days=condition["days"]))[1]))
    since: Criterion = (table.owned_since < edge) | (table.owned_since.isnull() & (table.created_at < edge))
    if condition["kind"] == "idle":
        return since & ((table.last_follow_at < edge) | table.last_follow_at.isnull())
    if condition["kind"] == "not_reached":
        column = column_of(definition, condition["field"], table)
        return since & (column.term.isin(list(condition["values"])).negate() | column.term.isnull())
    return since

"""One page of a list, looked for along each grant by itself (分路查找).

What a member may see comes from several grants: own records, a team's, a pool's. No index serves them all, but each has
its own. So every grant gives its first rows, and the page is chosen from those: that costs what a page costs, however
many rows there are. What the condition means stays with `access.grants`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypika_tortoise.context import SqlContext
from pypika_tortoise.enums import Order
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Parameterizer, Term

from core.db import database
from core.objects.access import any_of


class Unindexed(Table):
    """The table that a page is fetched from: by id alone, on SQLite by telling its planner so."""

    def get_sql(self, ctx: SqlContext) -> str:
        return f"{super().get_sql(ctx)}{database().dialect.by_id_alone}"


@dataclass(frozen=True)
class Branched:
    """A condition that holds for at least the first `limit` rows in order of all that fulfil `only` and some grant."""

    table: Table
    granted: tuple[Criterion, ...]
    only: Criterion
    term: Term | None
    direction: Order
    limit: int

    @cached_property
    def sql(self) -> tuple[str, list[Any]]:
        """Its text and bound values, as `frames.Written` gives them."""
        bound, ctx = writing()
        order = [] if self.term is None else [f"{self.term.get_sql(ctx)} {self.direction.value}"]
        order.append(f"{self.table.id.get_sql(ctx)} {self.direction.value}")
        branches = [
            ((self.only & one).get_sql(ctx), bound.create_param(self.limit).get_sql(ctx)) for one in self.granted
        ]
        name = self.table.get_table_name()
        return database().dialect.first_of_each(name, branches, ", ".join(order)), bound.values


def counted(table: Table, granted: tuple[Criterion, ...], only: Criterion, most: int) -> tuple[str, list[Any]]:
    """A statement that counts the rows of all grants, each row once; of every grant at most `most`."""
    bound, ctx = writing()
    branches = []
    for place, one in enumerate(granted):
        text = (only & one).get_sql(ctx)
        before = any_of(granted[:place]).get_sql(ctx) if place else ""
        branches.append((text, before, bound.create_param(most).get_sql(ctx)))
    return database().dialect.sum_of_each(table.get_table_name(), branches), bound.values


def writing() -> tuple[Parameterizer, SqlContext]:
    """Where bound values gather while a condition is written, and how it is written."""
    query: Any = database().tortoise.connections.get("default").query_class
    bound = Parameterizer()
    return bound, query.SQL_CONTEXT.copy(parameterizer=bound, with_namespace=True, subquery=True)

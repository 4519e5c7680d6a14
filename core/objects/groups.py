"""What a list asks for, side by side by the values of one field (分栏): the first rows of every group.

Whoever sees rows by several grants has them gathered along the index of each; otherwise every group is looked for in
order along an index that begins with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypika_tortoise.enums import Order
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term

from core.db import database, rows
from core.objects.branches import Branched, Unindexed, writing
from core.objects.definition import ObjectDef
from core.objects.frames import Condition
from core.objects.paging import Paging
from core.objects.query import VERSION, Asked, Page, page_statement, shape
from core.objects.terms import Fragment


def gathered(asked: Asked, only: Criterion) -> tuple[Table, Criterion]:
    """What to select from, and the condition of all rows that fulfil `only` and some grant of those asked for."""
    if not asked.branches:
        return asked.table, only
    table = asked.table
    first, between, end = database().dialect.all_of_each(table.get_table_name())
    parts: list[str | Term] = [table.id, first, only & asked.branches[0]]
    for one in asked.branches[1:]:
        parts += [between, only & one]
    return Unindexed(table.get_table_name()), Fragment(*parts, end)


async def first_of_each(
    definition: ObjectDef, asked: Asked, only: Criterion, by: str, groups: Sequence[int], limit: int, *columns: str
) -> dict[int, Page]:
    """The first rows of each group in the order asked for, with their `_version`: one statement. `only` narrows
    `asked.only`; `by` is a reference among the columns. The cursor of a page goes on in the list of its group alone.
    """
    if not groups:
        return {}
    paging = Paging(asked.actor, definition, asked.table, asked.sort)
    form = shape(asked.actor, definition, columns)
    term, place = paging.column.term, form.names.index(by)
    group, most = asked.table[definition.columns[by]], limit + 1
    zone: Condition
    if asked.branches:
        zone = Firsts(*gathered(asked, only), group, term, paging.direction, most)
    else:
        zones = (term.notnull(), term.isnull()) if paging.column.nullable else (term.notnull(),)
        parts = tuple((group == one) & zone for one in groups for zone in zones)
        zone = Branched(asked.table, parts, only, term, paging.direction, most)
    found = await rows(*page_statement(form, paging, zone, term, 2 * most * len(groups), by_id=True))
    found.sort(key=lambda row: row[len(row) - 1] is None)
    pages: dict[int, Page] = {}
    for one in groups:
        theirs = [row for row in found if row[place] == one]
        items = [{**form.record(row), VERSION: row[1]} for row in theirs[:limit]]
        following = paging.cursor(theirs[limit - 1]) if len(theirs) > limit else None
        pages[one] = Page(items, following, None)
    return pages


@dataclass(frozen=True)
class Firsts:
    """A condition that holds for the first `limit` rows of each group among those of `only`."""

    table: Table
    only: Criterion
    group: Term
    term: Term
    direction: Order
    limit: int

    @cached_property
    def sql(self) -> tuple[str, list[Any]]:
        """Its text and bound values, as `frames.Written` gives them."""
        bound, ctx = writing()
        term, identity = self.term.get_sql(ctx), self.table.id.get_sql(ctx)
        order = f"{term} IS NULL, {term} {self.direction.value}, {identity} {self.direction.value}"
        name, only = self.table.get_table_name(), self.only.get_sql(ctx)
        most = bound.create_param(self.limit).get_sql(ctx)
        return database().dialect.first_of_groups(name, self.group.get_sql(ctx), only, order, most), bound.values

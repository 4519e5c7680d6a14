"""Order and keyset paging of a list (排序与翻页): one sortable field and the id.

Paging is by key, never by offset: a page deep in the list costs what the first one costs. Rows without a value in the
sorted field come last, in a zone of their own.
"""

import base64
from typing import Any

import orjson
from pypika_tortoise.enums import Order
from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion, NullValue, Term, ValueWrapper
from pypika_tortoise.terms import Tuple as RowValue

from core.actor import Actor
from core.errors import Invalid
from core.objects import custom
from core.objects.columns import column_of
from core.objects.definition import ObjectDef
from core.objects.values import storable


class Paging:
    """The order of one list. Raises Invalid for a field that cannot be sorted by or is hidden."""

    def __init__(self, actor: Actor, definition: ObjectDef, table: Table, sort: str) -> None:
        key, self.descending = sort.removeprefix("-"), sort.startswith("-")
        face = custom.all_faces(definition).get(key)
        if face is None or not face.sortable or actor.hides(definition.key, key):
            raise Invalid({"sort": f"不能按「{storable(key[:40])}」排序"})
        self.sort, self.object, self.table = sort, definition.key, table
        self.column = column_of(definition, key, table)
        self.direction = Order.desc if self.descending else Order.asc

    def zones(self, only: Criterion, cursor: str) -> list[tuple[Criterion, Term | None]]:
        """(condition, sorted column) of the queries that follow each other after the cursor: rows with a value,
        then, where the field may be empty, rows without one.
        """
        zone, after = self._after(cursor)
        term, nullable = self.column.term, self.column.nullable
        some = only & term.notnull() if nullable else only
        none = only & term.isnull()
        if zone == "null":
            return [(none & after if after else none, None)]
        return [(some & after if after else some, term), *([(none, None)] if nullable else [])]

    def apply(self, query: QueryBuilder, term: Term | None, limit: int) -> QueryBuilder:
        """The query ordered, with the sorted value as its last column."""
        query = query.select((term if term is not None else NullValue()).as_("sort_value"))
        if term is not None:
            query = query.orderby(term, order=self.direction)
        return query.orderby(self.table.id, order=self.direction).limit(limit)

    def cursor(self, row: Any) -> str:
        """Where the page after this row begins."""
        value = self.column.kept(row[len(row) - 1])
        content = [self.object, self.sort, "null" if value is None else "set", value, row[0]]
        return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")

    def _after(self, cursor: str) -> tuple[str, Criterion | None]:
        if not cursor:
            return "set", None
        object_key, sort, zone, value, last_id = _opened(cursor)
        if (object_key, sort) != (self.object, self.sort):
            raise Invalid({"cursor": "翻页位置属于另一个列表，从第一页重新看"})
        if zone == "null":
            last = ValueWrapper(last_id)
            return zone, self.table.id < last if self.descending else self.table.id > last
        try:
            bound = self.column.brought_back(value)
        except ValueError:
            raise _torn() from None
        left = RowValue(self.column.term, self.table.id)
        right = RowValue(ValueWrapper(bound), ValueWrapper(last_id))
        return "set", left < right if self.descending else left > right


def _opened(cursor: str) -> list[Any]:
    try:
        content = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise _torn() from None
    if not isinstance(content, list) or len(content) != 5 or content[2] not in ("set", "null"):
        raise _torn()
    if isinstance(content[4], bool) or not isinstance(content[4], int) or abs(content[4]) >= 2**63:
        raise _torn()
    return content


def _torn() -> Invalid:
    return Invalid({"cursor": "翻页位置不对，从第一页重新看"})

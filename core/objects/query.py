"""The one place that reads lists and single records (查询): visibility, filter, search, order, page, labels.

Rows come as plain dicts in the contract's shape, straight from the driver.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import count as count_from
from typing import Any

import orjson
from pypika_tortoise.functions import Count
from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term, ValueWrapper

from core.actor import Actor
from core.db import database, rows
from core.errors import Invalid, NotFound
from core.objects import custom
from core.objects.access import NOTHING, living, select_from, visible
from core.objects.batches import of_one_batch
from core.objects.branches import Branched, Unindexed, counted
from core.objects.definition import ObjectDef, Scope
from core.objects.fields import Face
from core.objects.filters import compiled
from core.objects.frames import Condition, Written, frame, made
from core.objects.paging import Paging
from core.objects.registry import object_named
from core.objects.saved_views import chosen_view
from core.objects.scopes import along, below, in_scope, looked_at, scope_of
from core.objects.sight import FEW, MOST_ID, open_ids
from core.objects.terms import Bound, Fragment, escaped, like
from core.objects.values import given, giver
from core.text.search import query_tokens

CANDIDATES = 2000
COUNTED = 10_000
MOST = 200
LONGEST_Q = 100
VERSION = "_version"


@dataclass(frozen=True)
class Listing:
    """What a list asks for; empty means the object's default.

    `beneath` is (reference field, id) of a parent that the caller has found visible: its children are, by that alone.
    """

    view: str = ""
    q: str = ""
    where: Any = None
    sort: str = ""
    cursor: str = ""
    limit: int = 50
    columns: tuple[str, ...] = ()
    beneath: tuple[str, int] | None = None


@dataclass(frozen=True)
class Page:
    items: list[dict[str, Any]]
    next: str | None
    total: int | None
    capped: bool = False


@dataclass(frozen=True)
class Asked:
    """What a list asks for, compiled: as whom its fields are read, its rows and their order."""

    actor: Actor
    table: Table
    only: Criterion
    sort: str
    branches: tuple[Criterion, ...]
    scope: Scope | None
    capped: bool


@dataclass(frozen=True)
class Shape:
    """Which columns a query selects and how a row becomes a flat record."""

    definition: ObjectDef
    faces: dict[str, Face]
    own: tuple[str, ...]
    extra: tuple[str, ...] = ()

    def select(self, table: Table, only: Criterion) -> QueryBuilder:
        columns: list[Any] = [table.id, table.version, *(self._column(table, key) for key in self.own)]
        joins: list[tuple[Table, str, str]] = []
        for key in self.own:
            if (face := self.faces[key]).kind == "reference":
                above = object_named(face.to)
                joins.append((Table(above.table).as_(f"r_{key}"), self.definition.columns[key], above.title))
        query = built_in_place(table).where(only)
        for other, column, _ in joins:
            query = query.left_join(other).on(other.id == table[column])
        columns += [other[title] for other, _, title in joins]
        return query.select(*columns, table.custom) if self.extra else query.select(*columns)

    def _column(self, table: Table, key: str) -> Any:
        column = table[self.definition.columns[key]]
        around = database().dialect.moment_text if self.faces[key].kind == "datetime" else None
        return Fragment(around[0], column, around[1]) if around else column

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys of a row by position, as far as they are the record's own; the version is nobody's."""
        return ("id", VERSION, *self.own)

    @cached_property
    def converted(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """The own fields whose columns are not JSON as they come."""
        ready = database().dialect.moment_text
        found: list[tuple[str, Callable[[Any], Any]]] = []
        for key in self.own:
            timed = self.faces[key].kind == "datetime"
            give = (None if ready else _moment) if timed else giver(self.faces[key])
            found += [(key, give)] if give else []
        return found

    @cached_property
    def labelled(self) -> list[tuple[str, int]]:
        """The references, each with the place of its label in a row."""
        references = [key for key in self.own if self.faces[key].kind == "reference"]
        return list(zip(references, count_from(2 + len(self.own)), strict=False))

    def record(self, row: Any) -> dict[str, Any]:
        """A row, by position: id, version, own columns, labels of the references, custom."""
        record: dict[str, Any] = dict(zip(self.names, row, strict=False))
        del record[VERSION]
        for key, give in self.converted:
            if (value := record[key]) is not None:
                record[key] = give(value)
        for key, place in self.labelled:
            if (value := record[key]) is not None:
                record[key] = {"id": value, "label": row[place] or ""}
        if self.extra:
            stored = row[2 + len(self.own) + len(self.labelled)]
            values = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
            record.update({key: given(self.faces[key], values.get(key)) for key in self.extra})
        return record


def _moment(text: str) -> str:
    return text.replace(" ", "T", 1)


def built_in_place(source: Table | QueryBuilder) -> QueryBuilder:
    """A query that each step changes instead of copying: half the cost of building one. It must not be shared."""
    query = select_from(source)
    query.immutable = False
    return query


def shape(actor: Actor, definition: ObjectDef, columns: tuple[str, ...] = ()) -> Shape:
    """All fields the actor may see, or the chosen ones among them; an unknown one is refused."""
    plain = not actor.hidden and not custom.custom_faces(definition.key)
    key = (database().dialect.name, definition.key, columns)
    if plain and (kept := _shapes.get(key)):
        return kept
    made = _shaped(actor, definition, columns)
    if plain:
        if len(_shapes) >= MOST_SHAPES:
            _shapes.clear()
        _shapes[key] = made
    return made


MOST_SHAPES = 500
_shapes: dict[tuple[str, str, tuple[str, ...]], Shape] = {}  # of those who see every built-in field


def _shaped(actor: Actor, definition: ObjectDef, columns: tuple[str, ...]) -> Shape:
    faces = custom.all_faces(definition)
    allowed = [key for key in faces if not actor.hides(definition.key, key)]
    if unknown := [key for key in columns if key not in allowed]:
        raise Invalid({"columns": f"没有「{'、'.join(unknown)[:60]}」这一列，或你看不到"})
    chosen = [key for key in (columns or allowed) if key != "id"]
    return Shape(
        definition,
        faces,
        own=tuple(key for key in chosen if key in definition.faces),
        extra=tuple(key for key in chosen if key not in definition.faces),
    )


async def search(actor: Actor, definition: ObjectDef, listing: Listing) -> Page:
    """One page of the rows the actor may see: one statement, one more where rows without a value in the sorted field
    follow, and on a first page that does not hold them all the count.

    Raises Invalid for a filter, order, column or cursor that does not fit.
    """
    asked = await asked_for(actor, definition, listing, branching=True)
    actor, table, only, branches = asked.actor, asked.table, asked.only, asked.branches
    paging = Paging(actor, definition, table, asked.sort)
    limit = max(1, min(listing.limit, MOST))
    form = shape(actor, definition, listing.columns)
    found: list[Any] = []
    whole = Written(only)
    for condition, term in paging.zones(only, listing.cursor):
        if wanted := limit + 1 - len(found):
            zone: Condition = whole if condition is only else Written(condition)
            if branches:
                zone = Branched(table, branches, condition, term, paging.direction, wanted)
            found += await rows(*page_statement(form, paging, zone, term, wanted, by_id=bool(branches)))
    total = None if listing.cursor else len(found)
    if total is not None and total > limit:
        total = await count(table, whole, branches)
    following = paging.cursor(found[limit - 1]) if len(found) > limit else None
    items = [form.record(row) for row in found[:limit]]
    if asked.scope:
        await _mark(actor, definition, asked.scope, items)
    return Page(items, following, total, capped=asked.capped)


async def asked_for(actor: Actor, definition: ObjectDef, listing: Listing, *, branching: bool = False) -> Asked:
    """The rows that view, filter and text ask for, among those the actor may see; the same for lists and for sums.

    With `branching` the rows may be left to `branches`, one for each grant. Raises Invalid.
    """
    actor.needs(definition.key, "read", definition.label)
    table, q = (Unindexed if of_one_batch(listing.where) else Table)(definition.table), listing.q.strip()
    view = await chosen_view(actor, definition, listing.view)
    scope = scope_of(definition, listing.view)
    branches = () if scope or q or listing.beneath or not branching else along(actor, definition, listing.where, table)
    if listing.beneath:
        only = below(definition, *listing.beneath, table)
    else:
        actor, only = (actor, living(table)) if branches else looked_at(actor, definition, scope, listing.where, table)
    for where in (view.where if view else None, listing.where):
        if (condition := compiled(actor, definition, where, table)) is not None:
            only = only & condition
    tokens = query_tokens(q) if q else []
    if q:
        only = only & _found(actor, definition, q, tokens, table)
    sort = listing.sort or (view.sort if view else "") or default_order(actor, definition)
    return Asked(actor, table, only, sort, branches, scope, capped=bool(tokens))


async def _mark(actor: Actor, definition: ObjectDef, scope: Scope, items: list[dict[str, Any]]) -> None:
    """Items of a scope say so: their record need not open."""
    for item in items:
        item["_scope"] = scope.key
    if scope.marks and items:
        await scope.marks(actor, definition, items)


def page_statement(
    form: Shape, paging: Paging, zone: Condition, term: Term | None, limit: int, *, by_id: bool
) -> tuple[str, list[Any]]:
    """The statement of a page; `by_id` says that the zone names its rows by their ids."""
    by_id = by_id or isinstance(paging.table, Unindexed)
    table = (Unindexed if by_id else Table)(form.definition.table)

    def build(only: Criterion, most: int) -> QueryBuilder:
        return paging.apply(form.select(table, only), term, most)

    key = paging.sort.removeprefix("-")
    if key not in form.definition.faces:  # the kind of a custom field may change
        return made(build).filled(zone, limit)
    known = ("page", form.definition.key, form.own, bool(form.extra), paging.sort, term is None, by_id)
    return frame(known, build).filled(zone, limit)


def default_order(actor: Actor, definition: ObjectDef) -> str:
    """The object's order; by age for someone who may not see the field it sorts by."""
    return "-id" if actor.hides(definition.key, definition.order.removeprefix("-")) else definition.order


async def count(table: Table, only: Written, branches: tuple[Criterion, ...] = ()) -> int | None:
    """How many rows, along the branches where there are some; None beyond 10,000."""

    def build(where: Criterion, most: int) -> QueryBuilder:
        return built_in_place(built_in_place(table).select(table.id).where(where).limit(most)).select(Count("*"))

    most = COUNTED + 1
    if branches:
        statement = counted(table, branches, only.condition, most)
    else:
        statement = frame(("count", str(table)), build).filled(only, most)
    number = int((await rows(*statement))[0][0])
    return number if number <= COUNTED else None


def matching(definition: ObjectDef, tokens: list[str], table: Table) -> Criterion:
    """Rows whose search tokens hold all of the query's, among the newest 2,000 that do."""
    dialect = database().dialect
    if not definition.searched:
        raise Invalid({"q": f"{definition.label}不能按文字搜索，用筛选来找"})
    if not tokens:
        return NOTHING
    before, _, after = dialect.search_candidates(definition.table, 0, CANDIDATES).partition(
        "?" if dialect.name == "sqlite" else "$0"
    )
    return Fragment(table.id, f" IN ({before}", Bound(dialect.search_query(tokens)), f"{after})")


def _found(actor: Actor, definition: ObjectDef, q: str, tokens: list[str], table: Table) -> Criterion:
    """Rows that a text finds. The token table mixes all fields: whoever may not see one of them searches the others."""
    seen = [key for key in definition.searched if not actor.hides(definition.key, key)]
    if len(seen) == len(definition.searched):
        return matching(definition, tokens, table)
    word = "LIKE" if database().dialect.name == "sqlite" else "ILIKE"
    found: Criterion = NOTHING
    for key in seen:
        found = found | like(table[definition.columns[key]], f"%{escaped(q[:LONGEST_Q])}%", word)
    return found


async def record(actor: Actor, definition: ObjectDef, record_id: int, verb: str = "read") -> dict[str, Any]:
    """One flat record with its `_version`, or NotFound when it does not exist or is invisible for the verb."""
    if not 0 < record_id < MOST_ID:
        raise NotFound()
    table = Table(definition.table)
    form = shape(actor, definition)
    only = visible(actor, definition, verb, table=table) & (table.id == ValueWrapper(record_id))
    sql, values = form.select(table, only).get_parameterized_sql()
    found = await rows(sql, values)
    if not found:
        raise NotFound()
    return {**form.record(found[0]), "_version": found[0][1]}


async def visible_ids(actor: Actor, definition: ObjectDef, ids: list[int], verb: str = "read") -> set[int]:
    """Those of the ids that the actor may `verb`."""
    if len(ids) <= FEW:
        return await open_ids(actor, definition, ids, verb)
    table = Table(definition.table)
    return await _ids_where(table, visible(actor, definition, verb, table=table), ids)


async def listed_ids(actor: Actor, definition: ObjectDef, ids: list[int], scope: str) -> set[int]:
    """Those of the ids that the actor finds in a scope, whether or not the records open."""
    table = Table(definition.table)
    return await _ids_where(table, in_scope(actor, definition, definition.scopes[scope], table), ids)


async def _ids_where(table: Table, rule: Criterion, ids: list[int]) -> set[int]:
    possible = [one for one in ids if 0 < one < MOST_ID]
    if not possible:
        return set()
    only = rule & table.id.isin(possible)
    sql, values = select_from(table).select(table.id).where(only).get_parameterized_sql()
    return {int(row[0]) for row in await rows(sql, values)}


async def label_of(definition: ObjectDef, record_id: int) -> str:
    """The title of a record, for messages to people who may see it already."""
    table = Table(definition.table)
    sql, values = (
        select_from(table).select(table[definition.title]).where(table.id == record_id).get_parameterized_sql()
    )
    found = await rows(sql, values)
    return str(found[0][0]) if found else ""

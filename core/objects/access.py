"""Who may see or change which rows (可见范围): one SQL condition per object and verb, and no second truth.

Used for lists, single reads, writes, exports, search, sums and chat. The rule: owner, the owner's superiors, what the
role's reach adds, what behaviours grant (a team, a pool), whoever sees a parent record, or another that opens it.
"""

from collections.abc import Callable, Sequence

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term

from core.actor import Actor
from core.db import database
from core.dialect import PEOPLE_BELOW
from core.objects.definition import ObjectDef, Way
from core.objects.registry import object_named
from core.objects.terms import Bound, Fragment, Whole

NOTHING = Fragment("1=0")
AUTHORS = ("update", "delete", "assign")  # what no parent opens of an authored record


def select_from(table: Table | QueryBuilder) -> QueryBuilder:
    """A query in the current database's flavour."""
    from_connection: type = database().tortoise.connections.get("default").query_class
    return from_connection.from_(table)  # type: ignore[attr-defined, no-any-return]


def visible(actor: Actor, definition: ObjectDef, verb: str = "read", *, table: Table | None = None) -> Criterion:
    """The rows of an object that an actor may `verb`, never those in the recycle bin."""
    table = table or Table(definition.table)
    granted = grants(actor, definition, verb, table, each_parent)
    return living(table) if granted is None else living(table) & any_of(granted)


def living(table: Table) -> Criterion:
    """Not in the recycle bin."""
    outside: Criterion = table.deleted_at.isnull()
    return outside


def any_of(granted: Sequence[Criterion]) -> Criterion:
    rule = granted[0]
    for more in granted[1:]:
        rule = rule | more
    return rule


Parent = Callable[[Actor, ObjectDef, str, Term], Criterion]


def grants(actor: Actor, definition: ObjectDef, verb: str, table: Table, parent: Parent) -> list[Criterion] | None:
    """What opens rows to an actor, each by itself; None means every living row.

    `parent` says how the rows of a visible parent are found: `each_parent` looks at the parent of each row,
    `all_parents` gathers the visible parents first. They mean the same and cost differently.
    """
    if definition.public and verb == "read":
        return None
    reach = actor.reach(definition.key, verb)
    if reach == "all":
        return None
    if reach == "none":
        return [NOTHING]
    granted: list[Criterion] = []
    if definition.owned:
        granted.append(owned_by(actor, table, reach))
    granted += [more for grant in definition.grants if (more := grant(actor, definition, verb, table)) is not None]
    for key in () if definition.authored and verb in AUTHORS else definition.parents:
        granted.append(_through_parent(actor, definition, key, verb, table, parent))
    granted += [_by_way(actor, way, table, parent) for way in definition.ways if verb == "read"]
    return granted or [NOTHING]


def owned_by(actor: Actor, table: Table, reach: str) -> Criterion:
    """The owner condition of a reach: own, team (me and everyone below me) or department (with its parts)."""
    if reach == "department" and actor.department_ids:
        people = Table("member")
        members = select_from(people).select(people.id).where(people.department_id.isin(actor.department_ids))
        return table.owner_id.isin(members) | _team(actor, table)
    if reach == "own":
        return table.owner_id == actor.id
    return _team(actor, table)


def _team(actor: Actor, table: Table) -> Criterion:
    if not actor.leads_people:
        return table.owner_id == actor.id
    return below(table.owner_id, actor)


def below(column: Term, actor: Actor) -> Criterion:
    """Members that are the actor or stand below; the text is fixed, for building it took longer than running it."""
    return Fragment(column, f" IN ({PEOPLE_BELOW}", Bound(actor.id), ")")


def _through_parent(
    actor: Actor, definition: ObjectDef, key: str, verb: str, table: Table, parent: Parent
) -> Criterion:
    """Whoever may open the parent sees its children (decision 31), whoever may change it changes them."""
    above, reference = object_named(definition.faces[key].to), table[f"{key}_id"]
    rule = parent(actor, above, verb, reference)
    for grant in above.child_grants:
        if (more := grant(actor, above, definition, verb, reference)) is not None:
            rule = rule | more
    return rule


def _by_way(actor: Actor, way: Way, table: Table, parent: Parent) -> Criterion:
    """Whoever reads what a living row of the way goes through reads the record that the row names."""
    between = object_named(way.object)
    rows, above = Table(between.table), object_named(between.faces[way.through].to)
    named = rows[f"{way.field}_id"]
    open_ones = living(rows) & parent(actor, above, "read", rows[f"{way.through}_id"])
    if parent is all_parents:
        return table.id.isin(select_from(rows).select(named).where(open_ones))
    return Fragment("EXISTS (", Whole(select_from(rows).select(rows.id).where(open_ones & (named == table.id))), ")")


def each_parent(actor: Actor, above: ObjectDef, verb: str, reference: Term) -> Criterion:
    """The parent that a row names is visible: for few rows, however many parents there are."""
    rows = Table(above.table)
    wanted = visible(actor, above, verb, table=rows) & (rows.id == reference)
    return Fragment("EXISTS (", Whole(select_from(rows).select(rows.id).where(wanted)), ")")


def all_parents(actor: Actor, above: ObjectDef, verb: str, reference: Term) -> Criterion:
    """The row names one of the visible parents: for many rows, where few parents are visible."""
    rows = Table(above.table)
    granted = grants(actor, above, verb, rows, all_parents)
    if granted is None:
        return reference.isin(select_from(rows).select(rows.id).where(living(rows)))
    return any_of([reference.isin(select_from(rows).select(rows.id).where(living(rows) & one)) for one in granted])

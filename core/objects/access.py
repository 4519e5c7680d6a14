"""Who may see or change which rows (可见范围): one SQL condition per object and verb, and no second truth.

Used for lists, single reads, writes, exports, search, sums and chat. The rule: owner, the owner's superiors, what the
role's reach adds, what behaviours grant (a team, a pool), and whoever sees a parent record.
"""

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term

from core.actor import Actor
from core.db import database
from core.dialect import PEOPLE_BELOW
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.terms import Bound, Fragment

NOTHING = Fragment("1=0")
AUTHORS = ("update", "delete", "assign")  # what no parent opens of an authored record


def select_from(table: Table | QueryBuilder) -> QueryBuilder:
    """A query in the current database's flavour."""
    from_connection: type = database().tortoise.connections.get("default").query_class
    return from_connection.from_(table)  # type: ignore[attr-defined, no-any-return]


def visible(actor: Actor, definition: ObjectDef, verb: str = "read", *, table: Table | None = None) -> Criterion:
    """The rows of an object that an actor may `verb`, never those in the recycle bin."""
    table = table or Table(definition.table)
    living: Criterion = table.deleted_at.isnull()
    rule = _rule(actor, definition, verb, table)
    return living if rule is None else living & rule


def _rule(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """None means every row."""
    if definition.public and verb == "read":
        return None
    reach = actor.reach(definition.key, verb)
    if reach == "all":
        return None
    if reach == "none":
        return NOTHING
    granted: list[Criterion] = []
    if definition.owned:
        granted.append(owned_by(actor, table, reach))
    granted += [more for grant in definition.grants if (more := grant(actor, definition, verb, table)) is not None]
    for parent in () if definition.authored and verb in AUTHORS else definition.parents:
        granted.append(_through_parent(actor, definition, parent, verb, table))
    if not granted:
        return NOTHING
    rule = granted[0]
    for more in granted[1:]:
        rule = rule | more
    return rule


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


def _through_parent(actor: Actor, definition: ObjectDef, parent: str, verb: str, table: Table) -> Criterion:
    """Whoever may open the parent sees its children (decision 31), whoever may change it changes them."""
    above = object_named(definition.faces[parent].to)
    rows, reference = Table(above.table), table[f"{parent}_id"]
    rule: Criterion = reference.isin(select_from(rows).select(rows.id).where(visible(actor, above, verb, table=rows)))
    for grant in above.child_grants:
        if (more := grant(actor, above, definition, verb, reference)) is not None:
            rule = rule | more
    return rule

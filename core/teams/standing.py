"""What the team of a record lets its members see and change, as SQL conditions (团队可见范围)."""

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.db import database
from core.dialect import MAY_EDIT, TEAM_OF
from core.objects.access import select_from
from core.objects.definition import ObjectDef
from core.objects.terms import Bound, Fragment
from core.teams.powers import CHANGED_WITH_POWER, NEEDED


def team_grant(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """Every member of the team reads; who may edit also changes. Only the member: superiors of members see nothing
    by it. Deleting and assigning stay with the owner.
    """
    if verb not in ("read", "update"):
        return None
    only = f" AND {MAY_EDIT}" if verb == "update" else ""
    return Fragment(table.id, f" IN ({TEAM_OF}", Bound(actor.id), ' AND "object"=', Bound(definition.key), f"{only})")


def child_grant(
    actor: Actor, definition: ObjectDef, child: ObjectDef, verb: str, reference: Criterion
) -> Criterion | None:
    """Children that a collaborator changes by a power of their own kind, without the right to edit the record."""
    if verb != "update" or child.key not in CHANGED_WITH_POWER:
        return None
    rows = Table("team_member")
    before, between, after = database().dialect.holds_any()
    wanted = database().dialect.wanted_of([NEEDED[child.key]])
    holds = Fragment(before, rows.powers, between, Bound(wanted), after)
    return reference.isin(_mine(actor, definition, rows).where(holds))


def _mine(actor: Actor, definition: ObjectDef, rows: Table) -> QueryBuilder:
    return (
        select_from(rows).select(rows.record_id).where((rows.member_id == actor.id) & (rows.object == definition.key))
    )

"""Shared (共享、协作): beside its owner a record has a team of followers and collaborators (decisions 9 and 30)."""

from collections.abc import Callable
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term
from tortoise.models import Model

from core.actor import Actor
from core.objects import deeds
from core.objects.access import select_from
from core.objects.definition import Beside, FilterField, ObjectDef, Values
from core.objects.fields import Face
from core.objects.registry import definition_of
from core.teams.below import may_add
from core.teams.passing import TRANSFER_COLLABORATOR
from core.teams.sharing import SHARING, keep_collaborators
from core.teams.standing import child_grant, team_grant
from core.teams.team import TeamMember
from core.teams.transfer import transfer_of


async def owner_is_no_row(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """Whoever becomes the owner leaves the team."""
    if "owner" in before and record.owner_id:
        key = definition_of(record).key
        for row in await TeamMember.filter(object=key, record_id=record.id, member_id=record.owner_id):
            await deeds.dropped(row)


def on_team(definition: ObjectDef, table: Table, whom: Callable[[Term], Criterion] | None) -> Criterion:
    """Records with one of these members on their team."""
    tie = Table("team_member")
    records = select_from(tie).select(tie.record_id).where(tie.object == definition.key)
    found: Criterion = table.id.isin(records if whom is None else records.where(whom(tie.member_id)))
    return found


class Shared(Model):
    behaviour_shared = True
    behaviour_actions: tuple[Any, ...] = (*SHARING, TRANSFER_COLLABORATOR, transfer_of)
    behaviour_besides = (Beside("collaborators", Face("协作人", "references", to="member"), keep_collaborators),)
    behaviour_grants: tuple[Any, ...] = (team_grant,)
    behaviour_child_grants = (child_grant,)
    behaviour_child_rules = (may_add,)
    behaviour_after: tuple[Any, ...] = (owner_is_no_row,)
    behaviour_filters = (("team", FilterField(Face("参与人", "reference", to="member"), on_team)),)

    class Meta:
        abstract = True

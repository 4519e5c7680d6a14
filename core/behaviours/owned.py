"""Owned (负责人): a record belongs to one member; the owner's superiors see and change what the team owns."""

from typing import Any

from tortoise.models import Model

from core.actor import Actor
from core.errors import Invalid, NotAllowed
from core.objects.definition import ObjectDef, Values
from core.objects.fields import reference
from core.objects.query import visible_ids
from core.org.recipients import recipient
from core.teams.below import tell_the_other_side
from core.teams.news import tell_assigned


async def may_name_owner(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Giving a record away takes the right to assign it, and someone who can still work with it."""
    if "owner" not in values:
        return
    if record is not None and record.id not in await visible_ids(actor, definition, [record.id], "assign"):
        raise NotAllowed(f"你可以修改这条{definition.label}，但不能换负责人。要换，找负责人或他的上级")
    if values["owner"] is None and record is not None and record.owner_id is not None:
        raise Invalid({"owner": "负责人不能空着，要给别人就换一个人"})
    if values["owner"] not in (None, actor.id):
        await recipient(values["owner"], "owner")


async def tell_of_change(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """An owner who was changed by the form is told like one who was assigned."""
    if verb == "update" and "owner" in before and record.owner_id:
        await tell_assigned(actor, record, before["owner"])


class Owned(Model):
    owner = reference("负责人", "member", "Member", sortable=False)

    behaviour_asking: tuple[Any, ...] = (may_name_owner,)
    behaviour_after: tuple[Any, ...] = (tell_of_change,)

    class Meta:
        abstract = True


class Authored(Model):
    """What somebody wrote (跟进): a parent opens it for reading, only its author and those above change it."""

    behaviour_authored = True
    behaviour_after: tuple[Any, ...] = (tell_the_other_side,)

    class Meta:
        abstract = True

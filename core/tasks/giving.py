"""Giving tasks to somebody (派任务): what the author keeps of a task, and to whom one may be given."""

from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.behaviours.about import SUBJECTS
from core.errors import Invalid, NotAllowed
from core.objects.definition import ObjectDef, Values
from core.objects.query import label_of, visible_ids
from core.objects.registry import object_named
from core.org.actor import actor_by_id


def author_grant(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """Whoever gave a task keeps it in view and in hand."""
    given: Criterion = table.author_id == actor.id
    return given


def has_the_say(actor: Actor, task: Any) -> bool:
    """Whether the task is not merely to be done: others gave it to whoever has not."""
    return actor.admin or task.owner_id != actor.id or task.author_id in (None, actor.id)


async def sees_its_subject(actor: Actor, definition: ObjectDef, task: Any, values: Values) -> None:
    """Whoever is to do a task must see what it is about. Raises Invalid at the assignee."""
    if not values.keys() & {"owner", *SUBJECTS}:
        return
    about = {key: values.get(key, getattr(task, f"{key}_id", None)) for key in SUBJECTS}
    owner_id = values.get("owner", getattr(task, "owner_id", None))
    if owner_id not in (None, actor.id):
        await may_receive(owner_id, about, "owner")


async def may_receive(member_id: int, about: Values, field: str) -> None:
    """Raises Invalid at `field` with what has to be done first. One statement for each record, and the member's."""
    receiver = await actor_by_id(member_id)
    for key, record_id in about.items():
        definition = object_named(key)
        if receiver and record_id and record_id not in await visible_ids(receiver, definition, [record_id]):
            named = f"{definition.label}「{(await label_of(definition, record_id))[:40]}」"
            raise Invalid({field: f"{receiver.name}看不到{named}，先{_opened(definition)}给他，再派这个任务"})


def _opened(definition: ObjectDef) -> str:
    """What makes a record visible to somebody: its own team, or that of the record it belongs to."""
    if definition.shared:
        return f"把这个{definition.label}共享"
    above = next(object_named(definition.faces[key].to) for key in definition.parents)
    return f"把它所属的{above.label}共享"


async def kept_for_its_author(actor: Actor, task: Any, verb: str, before: Values) -> None:
    """A task that somebody else gave is not deleted by whoever should do it. Raises NotAllowed."""
    if verb == "delete" and not has_the_say(actor, task):
        raise NotAllowed("别人派给你的任务不能删除。做不了就写反馈，请派出人取消")

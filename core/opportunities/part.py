"""What belongs to an opportunity alone (商机的组成): lines, people, proposals. It stays as it is once that ended."""

from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.models import Model

from core.actor import Actor
from core.errors import Invalid
from core.objects.definition import ObjectDef, Values
from core.objects.fields import reference
from core.objects.registry import definition_of, object_named
from core.opportunities.staying_true import refuse_closed

Ask = Callable[[Actor, ObjectDef, Any, Values], Awaitable[None]]


async def opportunity_of(part: Any) -> Any:
    """The opportunity of a part, held against other writers; None when it is gone."""
    opportunities = object_named("opportunity").model.select_for_update()
    return await opportunities.get_or_none(id=part.opportunity_id, deleted_at=None)


async def only_while_open(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Raises Conflict for a part of a closed opportunity."""
    for opportunity_id in {record.opportunity_id if record else None, values.get("opportunity")} - {None}:
        opportunities = object_named("opportunity").model.select_for_update()
        opportunity = await opportunities.get_or_none(id=opportunity_id, deleted_at=None)
        if opportunity is not None:
            refuse_closed(opportunity)


async def stays_once_closed(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """Taking a part away is a change too, unless it goes and comes with the whole. Raises Conflict."""
    if verb in ("delete", "restore"):
        opportunity = await opportunity_of(record)
        if opportunity is not None:
            refuse_closed(opportunity)


def once_each(key: str, sentence: str) -> Ask:
    """What `key` refers to stands in an opportunity once; Invalid with the sentence for a second time. The opportunity
    is held: two at once wait.
    """

    async def ask(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
        named = values.get(key) or (getattr(record, f"{key}_id") if record else None)
        opportunity_id = values.get("opportunity") or (record.opportunity_id if record else None)
        there = {f"{key}_id": named, "opportunity_id": opportunity_id, "deleted_at": None}
        if await definition.model.filter(**there).exclude(id=record.id if record else 0).exists():
            raise Invalid({key: sentence})

    return ask


def asked_again(ask: Ask, key: str) -> Any:
    """`ask` once more of a new part: rows of one file are all looked at before the first of them is written."""

    async def again(actor: Actor, record: Any, verb: str, before: Values) -> None:
        if verb == "create":
            await ask(actor, definition_of(record), record, {key: getattr(record, f"{key}_id")})

    return again


class PartOfOpportunity(Model):
    opportunity = reference("商机", "opportunity", "Opportunity", required=True)
    opportunity_id: int

    behaviour_asking: tuple[Any, ...] = (only_while_open,)
    behaviour_after: tuple[Any, ...] = (stays_once_closed,)

    class Meta:
        abstract = True

"""Transfer of ownership (转移给他人): another owner, with the related business that was chosen; nothing is reset."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.objects.definition import Action, ObjectDef, Values
from core.objects.fields import Face, Option
from core.objects.query import visible_ids
from core.objects.registry import definition_of, object_named
from core.objects.writing import write
from core.org.recipients import recipient
from core.teams.joining import join, must_manage
from core.teams.news import tell_assigned
from core.teams.related import children, goes_along, related_to

STAY = (Option("follower", "留下，只看和跟进", "blue"), Option("editor", "留下，可以修改", "teal"))
MOVING = ("private", "claimed")


def can_move(actor: Actor, record: Any) -> bool:
    """It has an owner, and no pool, discard, freeze or conversion holds it."""
    return record.owner_id is not None and getattr(record, "pool_state", "private") in MOVING


async def transfer(actor: Actor, record: Any, values: Values) -> None:
    """Record and related business go to the new owner in one batch; the former one may stay in the team."""
    definition, to, former = definition_of(record), await recipient(values["to"]), record.owner_id
    await must_manage(actor, definition, record.id)  # again, under the lock: somebody may have been first
    if to.id == former:
        raise Conflict(f"现在就是{to.name}负责，不用转移")
    for kind in related_to(definition):
        child_definition = object_named(kind.object)
        for child in await children(kind, [record.id], held=True) if kind.object in values["related"] else []:
            if goes_along(kind, child, former):
                await write(actor, child_definition, child, {"owner": to.id}, "transfer")
    changed: Values = {"owner": to.id}
    if "owned_since" in definition.faces:
        changed["owned_since"] = clock.now()
    if values["advice"] and "advice" in definition.faces:
        changed["advice"] = values["advice"]
    await write(actor, definition, record, changed, "transfer", note=values["advice"])
    if values["stay"]:
        await join(actor, definition, record.id, former, "follower", can_edit=values["stay"] == "editor")
    await tell_assigned(actor, record, former, values["advice"])


def transfer_of(definition: ObjectDef) -> Action:
    """The action with the related business that this object has."""
    options = tuple(Option(kind.object, object_named(kind.object).label) for kind in related_to(definition))
    return Action(
        "transfer",
        "转移",
        transfer,
        verb="assign",
        when=can_move,
        refusal="公海里、已废弃、已冻结或已转换的记录不能转移",
        input={
            "to": Face("转移给", "reference", required=True, to="member"),
            "related": Face("一起转移", "choices", options=options),
            "stay": Face("原负责人", "choice", options=STAY),
            "advice": Face("给新负责人的话", "text", max_length=400),
        },
        batch=True,
        deed="transfer",
    )


async def transfer_plan(actor: Actor, definition: ObjectDef, ids: list[int]) -> dict[str, Any]:
    """What a transfer of these records would take along. For one record only kinds that it has, for several all."""
    open_to = await visible_ids(actor, definition, ids, "assign")
    records: list[Any] = await definition.model.filter(id__in=sorted(open_to))
    owners = {record.id: record.owner_id for record in records}
    kinds = []
    for kind in related_to(definition):
        found = await children(kind, list(owners))
        moving = sum(goes_along(kind, child, owners[getattr(child, f"{kind.field}_id")]) for child in found)
        if found or len(ids) > 1:
            kinds.append(
                {
                    "object": kind.object,
                    "label": object_named(kind.object).label,
                    "count": len(found),
                    "moving": moving,
                    "staying": len(found) - moving,
                    "ticked": True,
                }
            )
    return {"related": kinds, "records": len(owners)}

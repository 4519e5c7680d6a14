"""perform(): the one gate through which every action of every object goes (操作入口).

Chat buttons, pages, API and batches all come here: visibility first (404), then permission (403), then the record's
condition (409), then the input (422), then one `work()`.
"""

from typing import Any

from core.actor import Actor
from core.errors import Conflict, CrmError, Invalid, NotFound
from core.ids import token as new_id
from core.objects import custom, deeds
from core.objects.definition import Action, ObjectDef, Values
from core.objects.fields import Face, again
from core.objects.query import listed_ids, visible_ids
from core.objects.registry import object_named
from core.objects.values import Wrong, blank, taken
from core.objects.writing import locked
from core.work import work


async def perform(actor: Actor, definition: ObjectDef, record_id: int, key: str, values: Values | None = None) -> Any:
    """Does an action to one record and returns what the action returns."""
    async with work():
        action = definition.action_by_key.get(key)
        if action is None:
            found = await _found(actor, definition, record_id, "")
            raise NotFound(f"{definition.label}没有这个操作") if found else NotFound()
        instance = await _instance(actor, definition, record_id, action)
        if not action.when(actor, instance):
            raise Conflict(action.refusal)
        result = await action.run(actor, instance, await checked_input(actor, definition, action, values or {}))
        if action.deed:
            await deeds.did(actor, action.deed, definition, record_id, str(getattr(instance, definition.title)))
        return result


async def perform_many(
    actor: Actor, definition: ObjectDef, ids: list[int], key: str, values: Values | None = None
) -> list[dict[str, Any]]:
    """The same action on many records, each its own piece of work of one batch; answers per id."""
    action = definition.action_by_key.get(key)
    if action is None:
        raise NotFound(f"{definition.label}没有这个操作")
    if not action.batch:
        raise Invalid({"action": "这个操作不能批量做"})
    results: list[dict[str, Any]] = []
    done, batch = 0, new_id(12)
    for record_id in ids:
        try:
            given = action.nth(values or {}, done) if action.nth else values
            async with work(batch):
                await perform(actor, definition, record_id, key, given)
                await deeds.did_in_batch(actor, definition, record_id, action)
            done += 1
            results.append({"id": record_id, "ok": True})
        except CrmError as error:
            results.append({"id": record_id, "ok": False, "status": error.status, "detail": error.message})
    return results


async def _found(actor: Actor, definition: ObjectDef, record_id: int, reach: str) -> bool:
    """Whether the actor knows the record at all: it opens, or it stands in the list that the action is for."""
    if record_id in await visible_ids(actor, definition, [record_id]):
        return True
    return reach in definition.scopes and record_id in await listed_ids(actor, definition, [record_id], reach)


async def _instance(actor: Actor, definition: ObjectDef, record_id: int, action: Action) -> Any:
    """Raises NotFound before NotAllowed."""
    if action.reach == "edit":
        return await locked(actor, definition, record_id, action.verb)
    if not await _found(actor, definition, record_id, action.reach):
        raise NotFound()
    actor.needs(definition.key, action.verb, definition.label)
    return await definition.model.select_for_update().get(id=record_id)


async def checked_input(actor: Actor, definition: ObjectDef, action: Action, values: Values) -> Values:
    """The action's input as stored values; all problems at once. What it refers to must be visible to the actor."""
    problems, cleaned = {}, {}
    inputs = input_faces(definition, action)
    for key in values.keys() - inputs.keys():
        problems[key[:60]] = "这个操作不需要这一项"
    for key, face in inputs.items():
        try:
            cleaned[key] = taken(face, values.get(key))
            if face.required and blank(cleaned[key]):
                problems[key] = f"{face.label}还没填"
        except Wrong as wrong:
            problems[key] = wrong.message
    for key in await _out_of_sight(actor, inputs, {key: cleaned[key] for key in cleaned.keys() - problems.keys()}):
        problems[key] = f"{inputs[key].label}里没有这一条，或你看不到"
    if problems:
        raise Invalid(problems)
    return cleaned


def input_faces(definition: ObjectDef, action: Action) -> dict[str, Face]:
    """What an action asks for. A choice that is called like a field and names no options has those of the field, as the
    company wants them now.
    """
    fields = custom.all_faces(definition)
    return {
        key: again(face, options=tuple(option for option in fields[key].options if not option.retired))
        if face.kind in ("choice", "choices") and not face.options and key in fields
        else face
        for key, face in action.input.items()
    }


async def _out_of_sight(actor: Actor, inputs: dict[str, Face], values: Values) -> list[str]:
    """The inputs that refer to what the actor does not see; one statement for each object that is referred to."""
    named = {key: _ids(values[key]) for key in inputs if key in values and inputs[key].to}
    wanted: dict[str, set[int]] = {}
    for key, ids in named.items():
        wanted.setdefault(inputs[key].to, set()).update(ids)
    seen = {to: await visible_ids(actor, object_named(to), sorted(ids)) for to, ids in wanted.items()}
    return [key for key, ids in named.items() if not ids <= seen[inputs[key].to]]


def _ids(value: Any) -> set[int]:
    return {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)}


async def open_actions(actor: Actor, definition: ObjectDef, instance: Any, editable: bool) -> list[str]:
    """The keys of the actions that this actor may do to this record now. One statement for each verb but update."""
    actions = list(definition.action_by_key.values())
    open_verbs = {"update"} if editable else set()
    for verb in sorted({action.verb for action in actions if action.reach == "edit"} - {"update"}):
        if await visible_ids(actor, definition, [instance.id], verb):
            open_verbs.add(verb)
    return [
        action.key
        for action in actions
        if (action.verb in open_verbs or action.reach != "edit")
        and actor.reach(definition.key, action.verb) != "none"
        and action.when(actor, instance)
    ]

"""Creating, changing and deleting records of any object (写入): checks, then row, keys, tokens and history as one.

Everything runs inside `work()`. The last write wins unless the caller names the version it read (`seen`).
"""

from collections.abc import Collection, Iterable
from copy import copy
from typing import Any

from core import clock
from core.actor import Actor
from core.db import database, execute
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from core.objects import custom, deeds, history
from core.objects.asked_once import once
from core.objects.binning import into_bin
from core.objects.choosing import asked_for, retired_among, unfitting
from core.objects.definition import Beside, ObjectDef, Values
from core.objects.duplicates import write_keys
from core.objects.hanging import hanging_on
from core.objects.query import record, visible_ids
from core.objects.registry import object_named
from core.objects.sight import seen_and_allowed
from core.objects.values import Wrong, blank, json_stored, storable, taken
from core.text.search import tokens as search_tokens
from core.work import current_work


async def create(actor: Actor, definition: ObjectDef, values: Values) -> Any:
    """A new record, owned by the actor unless the values name another owner. Raises Invalid, Conflict, NotAllowed."""
    current_work()
    instance, along = await drafted(actor, definition, values)
    await instance.save()
    await refuse_gone_parents(definition, instance, definition.above)
    await reindex(actor, definition, instance)
    await history.remember(actor, definition, instance.id, "create", {}, first_values(definition, instance))
    for beside, value in along.items():
        await beside.keep(actor, instance, value)
    await follow(actor, definition, instance, "create", {})
    return instance


async def drafted(
    actor: Actor, definition: ObjectDef, values: Values, *, coming: Collection[str] = ()
) -> tuple[Any, dict[Beside, Any]]:
    """A new record that is checked, completed and not yet written, and what its form brought along beside it.

    `coming` are fields that the caller fills in before it is written.
    """
    actor.needs(definition.key, "create", definition.label)
    if not definition.creatable:
        raise Invalid({"": f"{definition.label}不能这样新建"})
    for accept in definition.accepts:
        values = await accept(actor, dict(values))
    along = {beside: values[beside.key] for beside in definition.besides if beside.key in values}
    values = {key: value for key, value in values.items() if key not in definition.beside_keys}
    columns, extra = await cleaned(actor, definition, values, None)
    if definition.owned and "owner" not in columns:
        columns["owner"] = actor.id or None
    for ask in definition.asking:
        await ask(actor, definition, None, columns)
    await _refuse_wrong(definition, {**_blank(definition), **columns, **extra}, {**columns, **extra}, None, coming)
    now = clock.now()
    given = {"created_at": now, "updated_at": now, "custom": custom.stored(extra)}
    instance = _new(definition, {**_by_attribute(definition, columns), **given})
    for complete in definition.completing:
        await complete(actor, instance)
    await ask_parents(actor, definition, {key: getattr(instance, f"{key}_id") for key in definition.above})
    for settle in definition.settling:
        settle(instance)
    return instance, along


def first_values(definition: ObjectDef, instance: Any) -> Values:
    """What a new record's history begins with: everything that is filled in."""
    filled = {key: value for key, value in stored_values(definition, instance).items() if not blank(value)}
    return {**filled, **instance.custom}


async def ask_parents(actor: Actor, definition: ObjectDef, parents: Values) -> None:
    """Whether the actor may add below the records that a new or moved record refers to."""
    for key, record_id in parents.items():
        above = object_named(definition.faces[key].to)
        for rule in above.child_rules if record_id else ():
            await rule(actor, above, record_id, definition)


async def refuse_gone_parents(definition: ObjectDef, instance: Any, parents: Iterable[str]) -> None:
    """A record was just written below these. Where several write at once a parent may have gone since it was looked at:
    writing waited for that, so it is seen now. Raises Conflict.
    """
    if database().dialect.name == "sqlite":
        return
    for key in parents:
        face, record_id = definition.faces[key], getattr(instance, f"{key}_id")
        if record_id and not await object_named(face.to).model.exists(id=record_id, deleted_at=None):
            raise Conflict(f"{face.label}刚刚被删除或合并，刷新后再看")


async def update(
    actor: Actor, definition: ObjectDef, record_id: int, values: Values, *, seen: int | None = None
) -> Any:
    """The record with the values changed. Raises NotFound, NotAllowed, Invalid, Conflict; for an old `seen` Stale."""
    current_work()
    instance = await locked(actor, definition, record_id, "update")
    if seen is not None and seen != instance.version:
        current = await record(actor, definition, record_id)
        raise Stale("这条记录刚被别人改过，看看两个版本再决定", current=current, yours=values)
    changed = await changes(actor, definition, instance, values)
    if changed:
        await write(actor, definition, instance, changed, "update")
        await refuse_gone_parents(definition, instance, changed.keys() & set(definition.above))
    if definition.doubted and set(values) & set(instance.doubtful):
        instance.doubtful = [key for key in instance.doubtful if key not in values]  # given again means confirmed
        await instance.save(update_fields=["doubtful"])
    return instance


async def changes(actor: Actor, definition: ObjectDef, instance: Any, values: Values) -> Values:
    """What the values change in a record, checked and as stored. Raises like `update()`, except for hard keys."""
    columns, extra = await cleaned(actor, definition, values, instance)
    before = {**stored_values(definition, instance), **instance.custom}
    merged = {**before, **columns, **extra}
    await _refuse_wrong(definition, merged, {**columns, **extra}, instance)
    changed = {key: value for key, value in {**columns, **extra}.items() if not _same(before.get(key), value)}
    for ask in definition.asking:
        await ask(actor, definition, instance, changed)
    await ask_parents(actor, definition, {key: changed[key] for key in definition.above if key in changed})
    return changed


async def write(
    actor: Actor, definition: ObjectDef, instance: Any, changed: Values, verb: str, *, note: str = ""
) -> None:
    """Writes checked values of a locked record: columns, custom fields, keys, tokens and one history row."""
    before = {**stored_values(definition, instance), **instance.custom}
    builtin = {key: value for key, value in changed.items() if key in definition.faces}
    for attribute, value in _by_attribute(definition, builtin).items():
        setattr(instance, attribute, value)
    instance.custom = custom.stored({**instance.custom, **{k: v for k, v in changed.items() if k not in builtin}})
    instance.version += 1
    instance.updated_at = clock.now()
    settled = [column for settle in definition.settling for column in settle(instance)]
    fields = [*_by_attribute(definition, builtin), *settled, "custom", "version", "updated_at"]
    await instance.save(update_fields=list(dict.fromkeys(fields)))
    await reindex(actor, definition, instance, changed.keys())
    former = {key: before.get(key) for key in changed}
    await history.remember(actor, definition, instance.id, verb, former, changed, note)
    await follow(actor, definition, instance, verb, former)


async def follow(actor: Actor, definition: ObjectDef, instance: Any, verb: str, before: Values) -> None:
    """Lets the behaviours and the object do what a written record means elsewhere."""
    for after in definition.following:
        await after(actor, instance, verb, before)


async def delete(actor: Actor, definition: ObjectDef, record_id: int) -> None:
    """Moves a record to the recycle bin, and what belongs only to it; their keys become free. Raises as `locked`."""
    current_work()
    await delete_locked(actor, definition, await locked(actor, definition, record_id, "delete"))


async def delete_locked(actor: Actor, definition: ObjectDef, instance: Any) -> None:
    """The same for a record that is held already."""
    if definition.kept:
        raise NotAllowed(definition.kept)
    along = await hanging_on(definition, [instance.id])
    await into_bin(actor, definition, [instance.id])
    title = str(getattr(instance, definition.title))
    for key, ids in along.items():
        root, note = (definition.key, instance.id), f"随{definition.label}「{title[:60]}」一起删除"
        await into_bin(actor, object_named(key), ids, root=root, note=note)
    instance.deleted_at = clock.now()
    instance.version += 1
    await follow(actor, definition, instance, "delete", {})
    await deeds.did(actor, "delete", definition, instance.id, title)


async def locked(actor: Actor, definition: ObjectDef, record_id: int, verb: str) -> Any:
    """The ORM instance, held against other writers. Invisible is NotFound before anything else is looked at."""
    seen, allowed = await seen_and_allowed(actor, definition, record_id, verb)
    if not seen:
        raise NotFound()
    actor.needs(definition.key, verb, definition.label)
    if not allowed:
        raise NotAllowed(f"这条{definition.label}不归你管，你不能改。要改，先找负责人")
    instance = await definition.model.select_for_update().get_or_none(id=record_id, deleted_at=None)
    if instance is None:
        raise NotFound()
    return instance


async def cleaned(actor: Actor, definition: ObjectDef, values: Values, instance: Any) -> tuple[Values, Values]:
    """Values as stored: (built-in by field key, custom by key). All problems at once, by field."""
    faces = custom.all_faces(definition)
    problems: dict[str, str] = {}
    builtin: Values = {}
    extra: Values = {}
    for key, value in values.items():
        face = faces.get(key)
        if face is None or actor.hides(definition.key, key):
            problems[storable(key[:60])] = f"没有「{storable(key[:40])}」这个字段"
        elif (face.readonly and not (face.at_creation and instance is None)) or actor.locks(definition.key, key):
            problems[key] = f"{face.label}不能直接修改"
        else:
            try:
                stored = taken(face, value)
                if sentence := retired_among(face, stored, _before(definition, instance, key)):
                    problems[key] = sentence
                elif key in definition.faces:
                    builtin[key] = _or_default(definition, key, stored)
                else:
                    extra[key] = json_stored(stored)
            except Wrong as wrong:
                problems[key] = wrong.message
    problems |= await _unknown_references(actor, definition, builtin, instance)
    if problems:
        raise Invalid(problems)
    return builtin, extra


def _before(definition: ObjectDef, instance: Any, key: str) -> Any:
    if instance is None:
        return None
    return getattr(instance, definition.columns[key]) if key in definition.faces else instance.custom.get(key)


def _same(before: Any, value: Any) -> bool:
    return before == value or (blank(before) and blank(value))


def _or_default(definition: ObjectDef, key: str, value: Any) -> Any:
    """A column that cannot be empty (a yes or no, a count) goes back to what it began with."""
    column = definition.model._meta.fields_map[key]
    return column.default if value is None and not column.null else value


async def _unknown_references(actor: Actor, definition: ObjectDef, builtin: Values, instance: Any) -> dict[str, str]:
    """A reference must name a record that the actor may see; one that stays as it is may stay."""
    problems = {}
    for key, value in builtin.items():
        face = definition.faces[key]
        if face.kind == "reference" and value is not None:
            unchanged = instance is not None and getattr(instance, f"{key}_id") == value
            if not unchanged and not await _sees(actor, object_named(face.to), value):
                problems[key] = f"{face.label}里没有这一条，或你看不到"
    return problems


async def _sees(actor: Actor, definition: ObjectDef, record_id: int) -> bool:
    async def looked() -> bool:
        return record_id in await visible_ids(actor, definition, [record_id])

    return await once(seen_by(actor, definition, record_id), looked)


def seen_by(actor: Actor, definition: ObjectDef, record_id: int) -> tuple[str, int, str, int]:
    """The name under which an answer to "does the actor see this record" is kept."""
    return ("sees", actor.id, definition.key, record_id)


async def refuse_incomplete(definition: ObjectDef, instance: Any) -> None:
    """Asks for everything that a form must fill in, also what nobody touched. Raises Invalid."""
    held = {**stored_values(definition, instance), **instance.custom}
    await _refuse_wrong(definition, held, held, None)


async def _refuse_wrong(
    definition: ObjectDef, merged: Values, given: Values, instance: Any, coming: Collection[str] = ()
) -> None:
    """Required fields and the object's own checks. A change is only asked for what it touches: what was saved empty
    before it was required may stay so."""
    faces = custom.all_faces(definition)
    problems = {
        key: f"{face.label}还没填"
        for key, face in faces.items()
        if face.required
        and key not in coming
        and blank(merged.get(key))
        and (instance is None or (key in given and not blank(_before(definition, instance, key))))
        and asked_for(faces, key, merged)
    }
    problems |= unfitting(faces, merged, set(given))
    for check in definition.checks:
        problems |= {key: text for key, text in check(merged).items() if key not in problems}
    if problems:
        raise Invalid(problems)


def stored_values(definition: ObjectDef, instance: Any) -> Values:
    """The built-in fields of an instance as stored, by field key, without the system's own."""
    return {key: getattr(instance, column) for key, column in definition.own_columns}


def _by_attribute(definition: ObjectDef, values: Values) -> Values:
    return {definition.columns[key]: value for key, value in values.items()}


_blanks: dict[type, tuple[Values, list[str], Values]] = {}


def _blank(definition: ObjectDef) -> Values:
    """What a new record holds where nothing is given: to be read, not changed."""
    return _empty(definition)[2]


def _new(definition: ObjectDef, values: Values) -> Any:
    """A new instance with values as stored, a copy of an empty one: the model would look at every default again."""
    instance = definition.model.__new__(definition.model)
    attributes, changeable, _ = _empty(definition)
    vars(instance).update(attributes)
    vars(instance).update({key: copy(attributes[key]) for key in changeable})
    vars(instance).update(values)
    return instance


def _empty(definition: ObjectDef) -> tuple[Values, list[str], Values]:
    """(attributes of an empty instance without its relations, which are lists and dicts, its stored values)."""
    if definition.model not in _blanks:
        empty = definition.model()
        relations = {f"_{key}" for key in definition.model._meta.fk_fields}
        attributes = {key: value for key, value in vars(empty).items() if key not in relations}
        changeable = [key for key, value in attributes.items() if isinstance(value, list | dict)]
        _blanks[definition.model] = attributes, changeable, stored_values(definition, empty)
    return _blanks[definition.model]


async def reindex(actor: Actor, definition: ObjectDef, instance: Any, changed: Collection[str] | None = None) -> None:
    """Search tokens and duplicate keys of a record, in its own transaction; `changed` fields that are not searched
    leave its tokens as they are.
    """
    if definition.all_keys:
        held = stored_values(definition, instance) if definition.holds_keys(instance) else {}
        await write_keys(actor, definition, instance.id, held)
    if definition.searched and (changed is None or not set(definition.searched).isdisjoint(changed)):
        found = tokens_of(definition, instance)
        dialect = database().dialect
        forget, add = dialect.search_write(definition.table)
        await execute(forget, [instance.id])
        await execute(add, [instance.id, dialect.search_tokens(found)])


def tokens_of(definition: ObjectDef, instance: Any) -> list[str]:
    """The search tokens of a record: its searchable texts and its numbers."""
    texts = [k for k in definition.searched if definition.faces[k].kind != "phone"]
    phones = [k for k in definition.searched if definition.faces[k].kind == "phone"]
    return search_tokens([getattr(instance, key) for key in texts], [getattr(instance, key) for key in phones])

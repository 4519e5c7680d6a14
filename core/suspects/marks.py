"""Who else may be the same as a record (重复提示): how many for the records of a list, and who they are for one.

Within an object the company's criteria decide and what the search of suspects found; across objects a lead's mobile is
a contact's and its company an account's. Others count and are shown whether or not the member may see them, masked
then (decision 10); what somebody dismissed is no longer told.
"""

from collections import defaultdict
from typing import Any

from core.actor import Actor
from core.db import database, rows
from core.dialect_keys import same_keys, same_keys_of
from core.errors import NotFound
from core.objects.definition import HardKey, ObjectDef
from core.objects.duplicates import WORDS, hidden_kinds, told
from core.objects.query import listed_ids, visible_ids
from core.objects.record_keys import chosen_keys
from core.objects.registry import object_named
from core.suspects.judging import judged
from core.suspects.pair import Suspect
from core.suspects.score import SHOWN, Verdict, across

MOST = 50
LISTED = 20
Other = tuple[str, int]
Kinds = set[tuple[str, bool]]


async def marks(actor: Actor, definition: ObjectDef, ids: list[int]) -> dict[int, int]:
    """How many others may be the same, at most `MOST` a key, for those of the records that the member can list."""
    found = await _others(actor, definition, await _listed(actor, definition, ids))
    by_name = {_pair(one, other) for one, others in found.items() for (_, other), kinds in others.items() if not kinds}
    today = await judged(definition, by_name, actor) if by_name else {}
    for one, other in [pair for pair in by_name if pair not in today or today[pair].score < SHOWN]:
        for record_id, gone in ((one, other), (other, one)):
            found.get(record_id, {}).pop((definition.key, gone), None)
    return {record_id: len(others) for record_id, others in sorted(found.items()) if others}


async def duplicates(actor: Actor, definition: ObjectDef, record_id: int) -> list[dict[str, Any]]:
    """The others, the surest first, with score, reasons and the suspected pair where the member may decide about it.
    Raises NotFound.
    """
    if not await _listed(actor, definition, [record_id]):
        raise NotFound()
    others = (await _others(actor, definition, [record_id])).get(record_id, {})
    verdicts = await _verdicts(actor, definition, record_id, others)
    pairs = await _to_decide(actor, definition, record_id)
    items: list[dict[str, Any]] = []
    for name in sorted({name for name, _ in others}):
        hits = {one: (any(hard for _, hard in kinds), "") for (of, one), kinds in others.items() if of == name}
        for one, match in await told(actor, object_named(name), hits):
            verdict = verdicts.get((name, one))
            if verdict and verdict.reasons and (others[name, one] or verdict.score >= SHOWN):
                pair = pairs.get(one) if name == definition.key and match.id is not None else None
                shown = {"score": verdict.score, "reasons": list(verdict.reasons), "suspect": pair}
                items.append({**match.to_json(), "match": verdict.reasons[0], **shown})
    return sorted(items, key=lambda item: (-item["score"], item["object"], item["id"] or 0))[:LISTED]


async def _to_decide(actor: Actor, definition: ObjectDef, record_id: int) -> dict[int, int]:
    """The suspected pairs by the other record, for a member who sees this one and not just finds it in a list."""
    if not await visible_ids(actor, definition, [record_id]):
        return {}
    return {_other(row, record_id): row.id for row in await _suspects(definition, [record_id])}


async def _verdicts(
    actor: Actor, definition: ObjectDef, record_id: int, others: dict[Other, Kinds]
) -> dict[Other, Verdict]:
    own = {one for name, one in others if name == definition.key}
    found = await judged(definition, [_pair(record_id, one) for one in own], actor)
    verdicts = {other: across(kinds) for other, kinds in others.items() if other[0] != definition.key}
    return verdicts | {(definition.key, one): found[pair] for one in own if (pair := _pair(record_id, one)) in found}


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


async def _listed(actor: Actor, definition: ObjectDef, ids: list[int]) -> list[int]:
    """Those that the member sees, or finds in a list such as a pool's."""
    seen = await visible_ids(actor, definition, ids)
    for scope in definition.scopes:
        if rest := [one for one in ids if one not in seen]:
            seen |= await listed_ids(actor, definition, rest, scope)
    return [one for one in ids if one in seen]


async def _others(actor: Actor, definition: ObjectDef, ids: list[int]) -> dict[int, dict[Other, Kinds]]:
    """By record the others, with what they share; a field that is hidden from the member tells nothing."""
    found: dict[int, dict[Other, Kinds]] = defaultdict(lambda: defaultdict(set))
    if not ids or not definition.all_keys:
        return found
    dialect, also = database().dialect, await _looked_for(actor, definition)
    bound = same_keys_of(dialect, also, definition.key, ids)
    for record_id, name, kind, hard, one in await rows(same_keys(dialect, MOST), bound) if also else ():
        if (name, one) != (definition.key, record_id):
            found[int(record_id)][(name, int(one))].add((kind, bool(hard)))
    for row in await _suspects(definition, ids):
        for record_id in {row.first_id, row.second_id} & set(ids):
            other = (definition.key, _other(row, record_id))
            if row.state == "dismissed":
                found[record_id].pop(other, None)
            else:
                found[record_id].setdefault(other, set())
    return found


async def _looked_for(actor: Actor, definition: ObjectDef) -> list[tuple[str, bool, str]]:
    """Which (kind, hard) is looked for in which object."""
    chosen = await chosen_keys(definition)
    objects = {definition.key, *(name for key in definition.all_keys for name in key.also)}
    hidden = {name: hidden_kinds(actor, object_named(name)) for name in objects}
    return [
        (key.kind, isinstance(key, HardKey), name)
        for key in definition.all_keys
        if key.kind in WORDS and not actor.hides(definition.key, key.field)
        for name in ((definition.key, *key.also) if key in chosen else key.also)
        if key.kind not in hidden[name]
    ]


async def _suspects(definition: ObjectDef, ids: list[int]) -> list[Suspect]:
    """The pairs of records, each side by its own index: asked for together, SQLite reads all pairs of the object."""
    found: dict[int, Suspect] = {}
    for one, other in (("first_id", "second_id"), ("second_id", "first_id")):
        pairs = Suspect.filter(object=definition.key, score__gte=SHOWN, **{f"{one}__in": ids})
        found |= {row.id: row for row in await pairs.order_by(one, other).limit(MOST * len(ids))}
    return sorted(found.values(), key=lambda row: row.id)


def _other(row: Suspect, record_id: int) -> int:
    return int(row.second_id if row.first_id == record_id else row.first_id)

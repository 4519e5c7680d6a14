"""The permission matrix record by record: reads, writes, actions and batches, each undone afterwards.

All pairs of person, relation, object and verb occur among the sampled cases; batches take every record.
"""

import random
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from core.db import transaction
from core.errors import CrmError
from core.objects.actions import perform_many
from core.objects.definition import ObjectDef
from core.objects.query import record
from core.objects.registry import object_named
from core.objects.writing import delete, update
from core.work import work
from tests.permissions.facts import Matrix, Person, Thing
from tests.permissions.rule import Oracle

VERBS = ("read", "update", "delete")
SETTINGS_ONLY = ("pool_group", "sales_process", "sales_stage")  # changed by settings of their own, by no form


class Undone(Exception):
    """Ends a transaction without keeping anything."""


def sampled(people: tuple[Person, ...], things: list[Thing]) -> Iterator[tuple[Person, Thing, str]]:
    """Cases until every pair of person, relation, object and verb has occurred; always the same ones."""
    cases = list(product(people, things, VERBS))
    random.Random(3).shuffle(cases)
    covered: set[Any] = set()
    for who, thing, verb in cases:
        relation = (thing.relation, thing.group.name if thing.group else "")
        parts = (("person", who.userid), ("relation", relation), ("object", thing.object), ("verb", verb))
        pairs = set(combinations(parts, 2))
        if not pairs <= covered:
            covered |= pairs
            yield who, thing, verb


def merely_to_be_done(who: Person, thing: Thing) -> bool:
    """A task from somebody else is not thrown away by whoever should do it."""
    return thing.object == "task" and thing.owner == who.userid != thing.author and not who.admin


async def status_of(actor: Any, definition: ObjectDef, record_id: int, verb: str) -> int:
    """200, or the status that the refusal has; nothing of it stays."""
    try:
        async with work():
            if verb == "read":
                await record(actor, definition, record_id)
            elif verb == "update":
                await update(actor, definition, record_id, {})
            else:
                await delete(actor, definition, record_id)
            raise Undone
    except Undone:
        return 200
    except CrmError as error:
        return error.status


async def test_single_reads_and_writes(matrix: Matrix, oracle: Oracle):
    wrong = []
    for who, thing, verb in sampled(matrix.people, matrix.things):
        definition = object_named(thing.object)
        status = await status_of(matrix.actors[who.userid], definition, thing.id, verb)
        elsewhere = (thing.object in SETTINGS_ONLY and verb != "read") or (verb == "delete" and definition.kept)
        elsewhere = elsewhere or (verb == "delete" and merely_to_be_done(who, thing))
        if not oracle.sees(who, thing):
            fits = status == 404
        elif not oracle.does(who, verb, thing) or elsewhere:
            fits = status == 403
        else:
            fits = status == 200
        if not fits:
            wrong.append(f"{who.userid} {verb} {thing!r}: {status}")
    assert not wrong, "\n".join(wrong[:40])


async def batch(matrix: Matrix, who: Person, key: str, action: str, values: dict[str, Any]) -> dict[int, int]:
    """Statuses by id of one batch over every record of an object; nothing of it stays."""
    told: list[dict[str, Any]] = []
    try:
        async with transaction():
            actor = matrix.actors[who.userid]
            told = await perform_many(actor, object_named(key), matrix.ids(key), action, values)
            raise Undone
    except Undone:
        return {one["id"]: one.get("status", 200) for one in told}


async def test_batches_of_writes(matrix: Matrix, oracle: Oracle):
    """Closing leads and assigning accounts: unknown, not allowed, not now, done."""
    wrong: list[str] = []
    to = {"members": [matrix.actors["outsider"].id]}
    ways = (("lead", "close", "update", {"reason": "暂无需求"}), ("account", "assign", "assign", to))
    for who, (key, action, verb, values) in product(matrix.people, ways):
        statuses = await batch(matrix, who, key, action, values)
        for thing in matrix.of(key):
            allowed = (200, 409) if oracle.does(who, verb, thing) else (403,)
            fits = allowed if oracle.sees(who, thing) else (404,)
            if statuses[thing.id] not in fits:
                wrong.append(f"{who.userid} {action} {thing!r}: {statuses[thing.id]}, not {fits}")
    assert not wrong, "\n".join(wrong[:40])


async def test_batches_of_claims(matrix: Matrix, oracle: Oracle):
    """What waits in one's groups becomes one's own; what stands in the list but is gone is a conflict."""
    wrong: list[str] = []
    for who in matrix.people:
        statuses = await batch(matrix, who, "lead", "claim", {})
        wrong += [
            f"{who.userid} claim {thing!r}: {statuses[thing.id]}, not {wanted}"
            for thing in matrix.of("lead")
            if statuses[thing.id] != (wanted := claiming(oracle, who, thing))
        ]
    assert not wrong, "\n".join(wrong[:40])


def claiming(oracle: Oracle, who: Person, thing: Thing) -> int:
    if not oracle.sees(who, thing) and not oracle.finds_in_pool(who, thing):
        return 404
    if oracle.reach(who, "lead", "pool") == "none":
        return 403
    waits = thing.group is not None and thing.state == "unclaimed"
    return 200 if waits and (who.admin or oracle.in_group(who, thing.group)) else 409

"""The permission matrix, way by way: for each person and object one answer gives the whole set, as the oracle says.

Lists, search, sums, reads and writes; every object of the product is in it.
"""

from collections import Counter
from typing import Any

import pytest

from core.errors import NotAllowed
from core.objects.definition import ObjectDef
from core.objects.query import Listing, search, visible_ids
from core.objects.registry import objects
from core.objects.summary import counts, summary
from tests.objects.making import listed
from tests.permissions.building import WORD
from tests.permissions.conftest import differences
from tests.permissions.facts import Matrix, Person
from tests.permissions.people import groups
from tests.permissions.records import all_things
from tests.permissions.rule import PUBLIC, Oracle

VERBS = ("update", "delete", "assign")


def closed(oracle: Oracle, who: Person, key: str) -> bool:
    """A role that may not look at an object at all is told so, instead of an empty list."""
    return oracle.reach(who, key, "read") == "none"


def test_every_object_is_in_the_matrix(oracle: Oracle):
    found = {thing.object for thing in all_things(groups("lead"), groups("account"))}
    assert found | set(PUBLIC) == set(objects())


async def test_lists_page_by_page(matrix: Matrix, oracle: Oracle):
    """In the default order, looked for grant by grant, and with a filter by the parent, looked for row by row."""
    wrong: list[str] = []
    for who in matrix.people:
        for key, definition in objects().items():
            if closed(oracle, who, key):
                continue
            ways: dict[str, dict[str, Any]] = {"pages": {"limit": 40}}
            if definition.parents:
                parent = definition.parents[0]
                either = [{"field": parent, "empty": True}, {"field": parent, "filled": True}]
                ways["filter by parent"] = {"where": {"any": either}, "limit": 200}
            for way, asked in ways.items():
                found = await listed(matrix.actors[who.userid], definition, **asked)
                wanted = oracle.seen(who, matrix.of(key))
                wrong += differences(who, f"list, {way}", matrix.of(key), set(found), wanted)
                wrong += [f"{who.userid} sees {key} {one} twice" for one, n in Counter(found).items() if n > 1]
    assert not wrong, "\n".join(wrong[:40])


async def test_lists_newest_first(matrix: Matrix, oracle: Oracle):
    """At once and in order, with their number, and without a field that a role hides."""
    wrong: list[str] = []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        for key, definition in objects().items():
            if closed(oracle, who, key):
                with pytest.raises(NotAllowed, match="找管理员"):
                    await search(actor, definition, Listing())
                continue
            page = await search(actor, definition, Listing(sort="-id", limit=200))
            wanted = sorted((thing.id for thing in oracle.seen(who, matrix.of(key))), reverse=True)
            if [item["id"] for item in page.items] != wanted or page.total != len(wanted):
                wrong.append(f"{who.userid} gets {page.total} of {key}, not {len(wanted)}, or in another order")
            shown = set().union(*page.items)
            wrong += [
                f"{who.userid} is shown {key}.{field}" for of, field in who.hidden if of == key and field in shown
            ]
    assert not wrong, "\n".join(wrong[:40])


async def test_searches(matrix: Matrix, oracle: Oracle):
    wrong: list[str] = []
    for who in matrix.people:
        for key, definition in objects().items():
            if definition.searched and key not in PUBLIC and not closed(oracle, who, key):
                found = await listed(matrix.actors[who.userid], definition, q=WORD, limit=200)
                wrong += differences(who, "search", matrix.of(key), set(found), oracle.seen(who, matrix.of(key)))
    assert not wrong, "\n".join(wrong[:40])


async def test_reads_and_writes(matrix: Matrix, oracle: Oracle):
    """`may` this verb, of those that open at all; ids that nobody has are in the question."""
    wrong: list[str] = []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        for key, definition in objects().items():
            asked = [*matrix.ids(key), 0, 10_000]
            readable = await visible_ids(actor, definition, asked)
            wrong += differences(who, "read", matrix.of(key), readable, oracle.seen(who, matrix.of(key)))
            for verb in VERBS:
                found = readable & await visible_ids(actor, definition, asked, verb)
                wrong += differences(who, verb, matrix.of(key), found, oracle.done(who, verb, matrix.of(key)))
    assert not wrong, "\n".join(wrong[:40])


async def test_sums(matrix: Matrix, oracle: Oracle):
    """How many records of each owner, and how many the view of all holds."""
    wrong: list[str] = []
    for who in matrix.people:
        for key, definition in objects().items():
            if closed(oracle, who, key):
                with pytest.raises(NotAllowed):
                    await summary(matrix.actors[who.userid], definition, Listing(), "owner", "")
            else:
                wrong += await _sums(matrix, oracle, who, definition)
    assert not wrong, "\n".join(wrong[:40])


async def _sums(matrix: Matrix, oracle: Oracle, who: Person, definition: ObjectDef) -> list[str]:
    actor, key = matrix.actors[who.userid], definition.key
    wanted = Counter(
        matrix.actors[thing.owner].name if thing.owner else "未填"
        for thing in matrix.of(key)
        if oracle.sees(who, thing)
    )
    wrong = []
    if definition.owned:
        told = await summary(actor, definition, Listing(), "owner", "")
        if {row["keys"][0]["label"]: row["count"] for row in told["rows"]} != wanted:
            wrong.append(f"{who.userid} gets other sums of {key}: {told['rows']}, not {wanted}")
    if await counts(actor, definition, ["all"]) != {"all": wanted.total()}:
        wrong.append(f"{who.userid} gets another count of {key}")
    return wrong

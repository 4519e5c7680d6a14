"""The permission matrix for what is taken back: the bin, deeds, merging, and whose former values one brings back.

Each answer is a set, compared with what the oracle says of the same facts.
"""

import random
from dataclasses import replace
from typing import Any

import pytest

from core import clock
from core.company import decide
from core.errors import CrmError, NotFound
from core.merging.chosen import choose
from core.objects.binning import Binned
from core.objects.deeds import Deed, did
from core.objects.record_keys import RecordHint
from core.objects.registry import object_named, objects
from core.suspects.listing import suspects
from core.suspects.pair import Suspect
from core.undoing.bin import bin_page
from core.undoing.deed import deed_of
from core.undoing.footprint import Footprint
from core.undoing.listing import deed_page
from core.undoing.rights import may_put_back, may_take_away
from core.undoing.yours import may_restore
from core.work import work
from tests.permissions.conftest import differences
from tests.permissions.facts import Matrix, Person, Thing
from tests.permissions.records import OWNERS
from tests.permissions.rule import PUBLIC, Oracle

PAIRS = 20  # as many as a page holds


async def put_into_the_bin(matrix: Matrix) -> list[Thing]:
    """The binned records and some more, each deleted by itself, by somebody who may not delete it any more."""
    dice = random.Random(5)
    living = [one for one in matrix.things if not one.binned and one.object not in PUBLIC]
    for thing in dice.sample([one for one in living if not objects()[one.object].kept], 60):
        thing.binned = True
        await object_named(thing.object).model.filter(id=thing.id).update(deleted_at=clock.now())
    found = [one for one in matrix.things if one.binned and one.object not in PUBLIC]
    rows = {"batch": "deleted", "at": clock.now(), "until": clock.now(), "by_id": matrix.actors["follower"].id}
    await Binned.bulk_create(
        [
            Binned(object=one.object, record_id=one.id, root_object=one.object, root_id=one.id, label=one.title, **rows)
            for one in found
        ]
    )
    return found


def restores(oracle: Oracle, who: Person, thing: Thing) -> bool:
    """Whoever might delete it if it were still living; what stands below something in the bin goes by its owner."""
    return oracle.may(who, "delete", replace(thing, binned=False))


async def test_the_bin_holds_what_one_may_delete(matrix: Matrix, oracle: Oracle):
    binned = await put_into_the_bin(matrix)
    wrong: list[str] = []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        listed = {(one["object"], one["id"]) for one in await whole_bin(actor)}
        for key in sorted({one.object for one in binned}):
            definition, some = object_named(key), [one for one in binned if one.object == key]
            wanted = [one for one in some if restores(oracle, who, one)]
            may = await may_restore(actor, definition, [one.id for one in some])
            wrong += differences(who, "restoring", some, may, wanted)
            readable = wanted if oracle.reach(who, key, "read") != "none" else []
            wrong += differences(who, "the bin", some, {one for of, one in listed if of == key}, readable)
    assert not wrong, "\n".join(wrong[:40])


async def whole_bin(actor: Any) -> list[dict[str, Any]]:
    items, before = [], None
    while True:
        page = await bin_page(actor, before=before)
        items += page.items
        if page.next is None:
            return items
        before = int(page.next)


async def test_deeds_are_listed_and_found_by_who_did_them(matrix: Matrix, oracle: Oracle):
    batches = {}
    for who in matrix.people:
        async with work() as piece:
            await did(matrix.actors[who.userid], "batch", object_named("lead"), None, "批量修改")
        batches[piece.batch] = who.userid
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        own = {batch for batch, userid in batches.items() if userid == who.userid}
        assert {one["batch"] for one in (await deed_page(actor)).items} == own
        every = {one["batch"] for one in (await deed_page(actor, everyone=True)).items}
        assert every == (set(batches) if who.admin else own)
        for batch in random.Random(who.userid).sample(sorted(batches), 4):
            if who.admin or batch in own:
                assert isinstance(await deed_of(actor, batch), Deed)
            else:
                with pytest.raises(NotFound):
                    await deed_of(actor, batch)


async def test_former_values_come_back_by_who_may_change_them_or_had_them(matrix: Matrix, oracle: Oracle):
    """Before a batch each record was somebody else's; every third one was made by it."""
    wrong: list[str] = []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        for key in sorted({one.object for one in matrix.things} - set(PUBLIC)):
            definition, things = object_named(key), [one for one in matrix.of(key) if not one.binned]
            prints = [_print(matrix, who, one) for one in things]
            found = await may_put_back(actor, definition, prints)
            wanted = [one for one in things if _puts_back(oracle, who, one)]
            wrong += differences(who, "putting back", things, found, wanted)
            made = [one for one in things if _made_by(who, one)]
            found = await may_take_away(actor, definition, prints)
            wanted = [one for one in things if one in made or oracle.does(who, "update", one)]
            wrong += differences(who, "taking away", things, found, wanted)
    assert not wrong, "\n".join(wrong[:40])


def _former(thing: Thing) -> str:
    return OWNERS[thing.id % len(OWNERS)]


def _made_by(who: Person, thing: Thing) -> bool:
    return thing.id % 3 == 0 and len(who.userid) % 2 == 0


def _print(matrix: Matrix, who: Person, thing: Thing) -> Footprint:
    by = matrix.actors[who.userid].id if _made_by(who, thing) else None
    before = {"owner": matrix.actors[_former(thing)].id}
    return Footprint(thing.object, thing.id, 1, 1, by, before=before, after={"owner": None})


def _puts_back(oracle: Oracle, who: Person, thing: Thing) -> bool:
    reach = oracle.reach(who, thing.object, "update")
    if oracle.does(who, "update", thing) or reach in ("all", "none"):
        return oracle.does(who, "update", thing) or reach == "all"
    return oracle.owns(who, reach, replace(thing, owner=_former(thing)))


async def test_pairs_are_decided_by_who_sees_both_and_merged_by_who_may_change_them(matrix: Matrix, oracle: Oracle):
    async with work():
        await decide("duplicates.match", {"lead": ["company"], "account": ["company"]})
    pairs = [pair for key in ("lead", "account") for pair in await _suspected(matrix, key)]
    wrong: list[str] = []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        for key in ("lead", "account"):
            if oracle.reach(who, key, "read") == "none":
                continue
            items = (await suspects(actor, object_named(key)))["items"]
            told = {one["id"]: (one["can_decide"], one["can_merge"]) for one in items}
            wanted = {
                number: (all(seen), _merges(oracle, who, two))
                for number, two in pairs
                if two[0].object == key and any(seen := [oracle.sees(who, one) for one in two])
            }
            wrong += [f"{who.userid} pair {key} {one}: {told.get(one)}" for one in told if told[one] != wanted.get(one)]
            wrong += [f"{who.userid} misses pair {key} {one}" for one in wanted.keys() - told.keys()]
        for _, two in random.Random(who.userid).sample(pairs, 4):
            wrong += await _chosen(matrix, oracle, who, two)
    assert not wrong, "\n".join(wrong[:40])


Two = tuple[Thing, Thing]


async def _suspected(matrix: Matrix, key: str) -> list[tuple[int, Two]]:
    """Pairs of living records that are called alike, with their numbers."""
    dice = random.Random(key)
    living = [one for one in matrix.of(key) if not one.binned]
    found = []
    for n in range(PAIRS):
        first, second = sorted(dice.sample(living, 2), key=lambda one: one.id)
        for one in (first, second):
            await RecordHint.create(object=key, kind="company", value=f"pair{n}", record_id=one.id)
        row, _ = await Suspect.get_or_create(
            {"score": 85, "found_at": clock.now()}, object=key, first_id=first.id, second_id=second.id
        )
        found.append((row.id, (first, second)))
    return found


def _merges(oracle: Oracle, who: Person, two: Two) -> bool:
    """Reads and changes both, and may delete one of them."""
    changes = all(oracle.does(who, "update", one) for one in two)
    return changes and any(oracle.does(who, "delete", one) for one in two)


async def _chosen(matrix: Matrix, oracle: Oracle, who: Person, two: Two) -> list[str]:
    """Whether the merge takes the two, the first as master."""
    try:
        await choose(matrix.actors[who.userid], object_named(two[0].object), [one.id for one in two])
        status = 200
    except CrmError as error:
        status = error.status
    allowed = all(oracle.does(who, "update", one) for one in two) and oracle.does(who, "delete", two[1])
    wanted = (200, 409) if allowed else (403,)
    if not all(oracle.sees(who, one) for one in two):
        wanted = (404,)
    return [] if status in wanted else [f"{who.userid} merges {two!r}: {status}, not {wanted}"]

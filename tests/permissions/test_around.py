"""The permission matrix around and beside a record: 360 view, pool lists, chat, and answers about what one cannot open.

An answer about an invisible record says that it is there and who follows it, never its name or its number.
"""

import re

import pytest

from bot.buttons import Buttons
from bot.chat import Chat
from bot.handlers import lookup, work
from core.errors import NotAllowed
from core.objects.around import around, related
from core.objects.duplicates import RecordHint, matches
from core.objects.query import Listing, search
from core.objects.registry import object_named
from core.outbox import Outbox
from core.settings import read_settings
from core.teams.ownership import ownership
from core.text.keys import company_keys
from core.text.mask import mask_company, mask_name
from core.work import work as piece_of_work
from tests.objects.making import listed
from tests.permissions.building import WORD
from tests.permissions.conftest import differences
from tests.permissions.facts import Matrix, Person, Thing
from tests.permissions.rule import Oracle

POOLED = ("lead", "account")
ANY_STATE = {"field": "pool_state", "filled": True}
SHOWN_IN_POOL = {
    "lead": {"id", "company", "title", "city", "status", "source"},
    "account": {"id", "name", "industry", "city", "level"},
}
OF_THE_POOL = {"pool_group", "pool_state", "entered_pool_at", "returns", "created_at", "_scope", "_applied"}


async def test_what_hangs_on_a_record(matrix: Matrix, oracle: Oracle):
    """Every visible parent shows exactly the visible children, and its timeline the visible follow-ups."""
    parents: dict[int, tuple[Thing, list[Thing]]] = {}
    for thing in matrix.things:
        for parent in thing.above.values():
            parents.setdefault(id(parent), (parent, []))[1].append(thing)
    wrong: list[str] = []
    for who in matrix.people:
        for parent, below in parents.values():
            if oracle.sees(who, parent):
                wrong += await _around(matrix, oracle, who, parent, below)
    assert not wrong, "\n".join(wrong[:40])


async def _around(matrix: Matrix, oracle: Oracle, who: Person, parent: Thing, below: list[Thing]) -> list[str]:
    definition = object_named(parent.object)
    found = await around(matrix.actors[who.userid], definition, parent.id)
    shown: dict[str, set[int]] = {
        group["object"]: {item["id"] for item in group["items"]} for group in found["related"]
    }
    shown["activity"] = {entry["id"] for entry in found["timeline"] if entry["kind"] == "activity"}
    wrong = [
        f"{who.userid} counts {group['total']} {group['object']} around {parent!r}"
        for group in found["related"]
        if group["total"] != len(group["items"])
    ]
    for other, _ in related(definition):
        things = [one for one in below if one.object == other.key]
        seen = shown.get(other.key, set())
        wrong += differences(who, f"360 of {parent!r}", things, seen, oracle.seen(who, things))
    return wrong


async def test_pool_lists(matrix: Matrix, oracle: Oracle):
    """All that is or was in one's pools, by the teaser alone."""
    wrong: list[str] = []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        for key in POOLED:
            if oracle.reach(who, key, "read") == "none":
                with pytest.raises(NotAllowed):
                    await search(actor, object_named(key), Listing(view="pool"))
                continue
            page = await search(actor, object_named(key), Listing(view="pool", where=ANY_STATE, limit=200))
            found = {item["id"] for item in page.items}
            wrong += differences(who, "pool", matrix.of(key), found, oracle.found_in_pool(who, matrix.of(key)))
            told = set().union(*page.items) - SHOWN_IN_POOL[key] - OF_THE_POOL
            wrong += [f"{who.userid} is told {sorted(told)} of the {key} pool"] if told else []
            usual = set(await listed(actor, object_named(key), view="pool", limit=200))
            waiting = [one for one in matrix.of(key) if one.state == "unclaimed"]
            wrong += differences(who, "pool", waiting, usual, oracle.found_in_pool(who, waiting))
    assert not wrong, "\n".join(wrong[:40])


async def test_answers_in_chat(matrix: Matrix, oracle: Oracle):
    """查 shows the first of what one sees, 线索公海 what waits in one's pools, and no card anything else."""
    settings, wrong = read_settings({}), []
    for who in matrix.people:
        actor = matrix.actors[who.userid]
        chat = Chat(settings, Buttons("secret", (work.Pick,)), who.userid, f"matrix {who.userid}")
        async with piece_of_work():
            await lookup.look_up(actor, WORD, chat)
        visible = oracle.seen(who, [one for key in lookup.OBJECTS for one in matrix.of(key)])
        named = await _named_on_cards(who)
        wrong += [f"{who.userid} is answered {one}" for one in named - {(one.object, one.id) for one in visible}]
        if len(named) != min(len(visible), lookup.SHOWN):
            wrong.append(f"{who.userid} is answered {len(named)} of {len(visible)}")
        wrong += await _pool_in_chat(matrix, oracle, who, chat)
    assert not wrong, "\n".join(wrong[:40])


async def _pool_in_chat(matrix: Matrix, oracle: Oracle, who: Person, chat: Chat) -> list[str]:
    """The options of the list that the pool of leads is answered with."""
    last = await Outbox.all().count()
    async with piece_of_work():
        await work.leads(matrix.actors[who.userid], "公海", chat)
    [card] = [row.payload["template_card"] for row in await Outbox.all().order_by("id").offset(last)]
    options = {int(number) for number in re.findall(r"'id': '(\d+)'", str(card))}
    waiting = oracle.found_in_pool(who, [one for one in matrix.of("lead") if one.state == "unclaimed"])
    if len(waiting) <= work.LISTED:
        return differences(who, "线索公海", matrix.of("lead"), options, waiting)
    return [f"{who.userid} is offered {extra} by 线索公海" for extra in options - {one.id for one in waiting}]


async def _named_on_cards(who: Person) -> set[tuple[str, int]]:
    """Object and id of every record that a card for somebody leads to."""
    sent = await Outbox.filter(userid=who.userid)
    return {(key, int(number)) for row in sent for key, number in re.findall(r"/m/o/(\w+)/(\d+)", str(row.payload))}


async def test_answers_about_what_one_cannot_open(matrix: Matrix, oracle: Oracle):
    """Similar records are masked exactly where they do not open."""
    wrong: list[str] = []
    for key in POOLED:
        definition, masked = object_named(key), mask_name if key == "lead" else mask_company
        asked = [one for one in matrix.of(key) if not one.binned][::4]
        for thing in asked:
            await RecordHint.create(object=key, kind="company", value=f"matrix {thing.id}", record_id=thing.id)
        for who in matrix.people:
            for thing in asked:
                [told] = await matches(matrix.actors[who.userid], {definition.key: {("company", f"matrix {thing.id}")}})
                within = oracle.sees(who, thing)
                wanted = (thing.id, thing.title) if within else (None, masked(thing.title))
                if (told.id, told.label) != wanted:
                    wrong.append(f"{who.userid} is told {told.id} {told.label} of {thing!r}")
    assert not wrong, "\n".join(wrong[:40])


async def test_whose_a_company_is_tells_no_id(matrix: Matrix):
    """The answer is the same for everybody, so it must hold what everybody may know."""
    for thing in [one for one in matrix.of("account") if one.relation == "owned"][:5]:
        for word in company_keys(thing.title):
            await RecordHint.create(object="account", kind="company", value=word, record_id=thing.id)
        told = (await ownership(thing.title))["items"]
        assert told and all(set(one) == {"object", "label", "owner", "status", "pooled"} for one in told)

"""The permission matrix over HTTP: lists, and every address below a record, asked by browsers of several people.

An invisible record is the same answer as none, whatever one asks about it.
"""

import random

from core.objects.registry import object_named
from tests.api.conftest import SignIn, reader, server, sign_in
from tests.conftest import Company
from tests.permissions.conftest import differences
from tests.permissions.facts import Matrix, Thing
from tests.permissions.rule import PUBLIC, Oracle

__all__ = ["reader", "server", "sign_in"]
ASKING = ("rep", "trainee", "with_contacts", "with_mutual", "keeper")
BELOW = ("", "/history", "/around", "/beside")
OF_SHARED = ("/team", "/trail")
OF_ONE_OBJECT = {"opportunity": ("/path", "/lines")}
SAMPLE = 3


def sampled(oracle: Oracle, userid: str, things: list[Thing]) -> list[Thing]:
    """Some that the person sees and some that they do not, always the same."""
    dice, seen = random.Random(userid), oracle.seen(oracle.person(userid), things)
    unseen = [one for one in things if one not in seen]
    return [one for part in (seen, unseen) for one in dice.sample(part, min(SAMPLE, len(part)))]


async def test_lists_and_addresses(company: Company, matrix: Matrix, oracle: Oracle, sign_in: SignIn):
    wrong: list[str] = []
    for userid in ASKING:
        browser, who = await sign_in(matrix.actors[userid]), oracle.person(userid)
        for key in sorted({thing.object for thing in matrix.things} - set(PUBLIC)):
            things, address = matrix.of(key), f"/api/objects/{key}"
            listed = {one["id"] for one in (await browser.get(address, limit=200)).json["items"]}
            wrong += differences(who, "HTTP", things, listed, oracle.seen(who, things))
            for thing in sampled(oracle, userid, things):
                wanted = 200 if oracle.sees(who, thing) else 404
                for way in (*BELOW, *(OF_SHARED if object_named(key).shared else ()), *OF_ONE_OBJECT.get(key, ())):
                    status = (await browser.get(f"{address}/{thing.id}{way}")).status
                    if status != wanted:
                        wrong.append(f"{userid} GET {way} of {thing!r}: {status}")
    assert not wrong, "\n".join(wrong[:40])

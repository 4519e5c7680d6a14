"""Duplicates over HTTP: marks, matches, pairs and the criteria."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.jobs import Job
from core.leads.lead import LEAD
from core.org.actor import Actor
from core.org.tables import MemberRole, Role, RoleGrant
from core.suspects.looking import search
from tests.api.conftest import Person, SignIn
from tests.conftest import Company
from tests.pools.conftest import opened

SAME = ("杭州汇筑科技有限公司", "汇筑科技（杭州）股份有限公司")


async def two_accounts(rep: Person) -> list[int]:
    return [(await rep.post("/api/objects/account", {"name": name})).json["id"] for name in SAME]


async def a_contact(rep: Person, mobile: str) -> int:
    account = (await rep.post("/api/objects/account", {"name": "远山贸易"})).json["id"]
    contact = {"name": "林嘉禾", "mobile": mobile, "account": account}
    return int((await rep.post("/api/objects/contact", contact)).json["id"])


async def found_pair(rep: Person) -> dict[str, Any]:
    await search(ACCOUNT)
    reply = await rep.get("/api/suspects", object="account")
    [pair] = reply.json["items"]
    assert set(reply.json) == {"items", "next", "found_at", "looking", "can_look", "groups"} and reply.json["found_at"]
    return dict(pair)


@pytest.mark.feature("XS-LPOOL-028")
async def test_a_listed_lead_is_flagged_and_shows_its_matches(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    lead = (await rep.post("/api/objects/lead", {"name": "林嘉禾", "mobile": "13900000001"})).json["id"]
    contact = await a_contact(rep, "13900000001")
    listed = await rep.get("/api/objects/lead")
    ids = ",".join(str(item["id"]) for item in listed.json["items"])
    assert (await rep.get("/api/objects/lead/duplicates", ids=ids)).json == {"marks": {str(lead): 1}}
    [match] = (await rep.get(f"/api/objects/lead/{lead}/duplicates")).json["items"]
    assert (match["object"], match["id"], match["reasons"]) == ("contact", contact, ["手机相同"])


async def test_a_lead_of_the_pool_is_flagged_though_it_does_not_open(company: Company, sign_in: SignIn):
    pool = await opened(company)
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    lead = await boss.post(
        "/api/objects/lead",
        {"name": "林嘉禾", "mobile": "13900000001", "owner": None, "pool_group": pool.group.id},
    )
    assert lead.status == 201, lead.json
    await a_contact(rep, "13900000001")
    number = lead.json["id"]
    assert (await rep.get(f"/api/objects/lead/{number}")).status == 404
    assert (await rep.get("/api/objects/lead/duplicates", ids=str(number))).json == {"marks": {str(number): 1}}
    assert len((await rep.get(f"/api/objects/lead/{number}/duplicates")).json["items"]) == 1


@pytest.mark.parametrize("ids", ["a", "1;2", "-1", ",".join(map(str, range(201)))])
async def test_ids_that_are_none_are_refused(company: Company, sign_in: SignIn, ids: str):
    rep = await sign_in(company.rep)
    assert (await rep.get("/api/objects/lead/duplicates", ids=ids)).status == 400


async def test_a_pair_is_dismissed_and_opened_again(company: Company, sign_in: SignIn):
    rep, stranger = await sign_in(company.rep), await sign_in(company.south)
    first, second = await two_accounts(rep)
    pair = await found_pair(rep)
    assert (pair["a"]["id"], pair["b"]["id"], pair["can_merge"]) == (first, second, True)
    for action in ("dismiss", "reopen"):
        assert (await stranger.post(f"/api/suspects/{pair['id']}/{action}")).status == 404
    assert (await rep.post(f"/api/suspects/{pair['id']}/dismiss")).json == {"id": pair["id"], "state": "dismissed"}
    assert (await rep.get("/api/suspects", object="account")).json["items"] == []
    assert len((await rep.get("/api/suspects", object="account", state="dismissed")).json["items"]) == 1
    await rep.post(f"/api/suspects/{pair['id']}/reopen")
    assert len((await rep.get("/api/suspects", object="account")).json["items"]) == 1


async def test_a_search_is_one_job_however_often_it_is_asked_for(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    for _ in range(3):
        reply = await rep.post("/api/suspects/look", {"object": LEAD.key})
        assert (reply.status, reply.json) == (202, {"looking": True})
    assert await Job.filter(kind="suspects.look").count() == 1
    assert (await rep.get("/api/suspects", object="lead")).json["looking"] is True


async def test_a_search_is_begun_by_who_may_change_such_records(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    await reach_of(company.rep, "lead", "update", "none")
    refused = await rep.post("/api/suspects/look", {"object": "lead"})
    assert refused.status == 403 and "修改线索" in refused.json["detail"]
    assert (await rep.get("/api/suspects", object="lead")).json["can_look"] is False
    assert not await Job.filter(kind="suspects.look").exists()
    assert (await boss.get("/api/suspects", object="lead")).json["can_look"] is True
    assert (await boss.post("/api/suspects/look", {"object": "lead"})).status == 202


async def test_who_sees_one_of_two_does_not_decide_about_both(company: Company, sign_in: SignIn):
    rep, south, boss = [await sign_in(one) for one in (company.rep, company.south, company.boss)]
    mine = (await rep.post("/api/objects/account", {"name": SAME[0]})).json["id"]
    await south.post("/api/objects/account", {"name": SAME[1]})
    pair = await found_pair(rep)
    assert pair["can_decide"] is False
    [match] = (await rep.get(f"/api/objects/account/{mine}/duplicates")).json["items"]
    assert match["suspect"] is None
    for person in (rep, south):
        for action in ("dismiss", "reopen"):
            assert (await person.post(f"/api/suspects/{pair['id']}/{action}")).status == 403
    assert (await found_pair(boss))["can_decide"] is True
    assert (await boss.post(f"/api/suspects/{pair['id']}/dismiss")).status == 200


async def reach_of(member: Actor, key: str, verb: str, reach: str) -> None:
    """A role that says how far a verb goes for one member."""
    role = await Role.create(key=f"{key}.{verb}", name="限制")
    await RoleGrant.create(role=role, object=key, verb=verb, reach=reach)
    await MemberRole.create(role=role, member_id=member.id)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"object": "lead", "cursor": "???"}, 422),
        ({"object": "lead", "state": "all"}, 422),
        ({"object": "nothing"}, 404),
        ({"object": "pool_group"}, 422),
        ({}, 422),
    ],
)
async def test_what_cannot_be_listed_is_refused(company: Company, sign_in: SignIn, asked: dict[str, str], status: int):
    rep = await sign_in(company.rep)
    assert (await rep.get("/api/suspects", **asked)).status == status


@pytest.mark.feature("XA-ADM-041", "XS-LEAD-004")
async def test_administrators_choose_the_criteria_among_those_there_are(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    chosen = {"lead": ["company"], "account": ["credit", "phone"]}
    assert (await rep.send("PUT", "/api/settings/company", {"duplicates.match": chosen})).status == 403
    reply = await boss.send("PUT", "/api/settings/company", {"duplicates.match": chosen})
    assert reply.json["duplicates.match"] == chosen
    for wrong, word in (
        ({"lead": ["colour"]}, "colour"),
        ({"lead": "mobile"}, "列表"),
        ({"lead": [1]}, "列表"),
        ({"pool_group": ["mobile"]}, "pool_group"),
        ({"account": ["company_exact"]}, "company_exact"),
    ):
        reply = await boss.send("PUT", "/api/settings/company", {"duplicates.match": wrong})
        assert reply.status == 422 and word in str(reply.json), reply.json


async def test_switching_unique_names_on_starts_their_work(company: Company, sign_in: SignIn):
    boss = await sign_in(company.boss)
    await boss.send("PUT", "/api/settings/company", {"duplicates.company_is_hard": True})
    assert await Job.filter(kind="suspects.settle").count() == 1
    await boss.send("PUT", "/api/settings/company", {"ownership.fuzzy": True})
    assert await Job.filter(kind="suspects.settle").count() == 1

"""Merging as the browser asks for it: the plan, the choice, the answer, and what an old address says."""

from typing import Any

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company

ACCOUNTS = "/api/objects/account"


async def made(person: Any, **values: Any) -> int:
    answer = await person.post(ACCOUNTS, values)
    assert answer.status == 201, answer.json
    return int(answer.json["id"])


@pytest.mark.feature("AR-CUST-002", "XS-CUST-033", "XS-CUST-034")
async def test_two_customers_are_planned_chosen_and_merged(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    first, second = await made(rep, name="苏州汇筑科技有限公司", level="a"), await made(rep, name="汇筑科技", level="b")
    await rep.post("/api/objects/contact", {"name": "林嘉禾", "account": second})
    plan = await rep.get(f"{ACCOUNTS}/merge-plan", ids=f"{first},{second}")
    assert plan.status == 200 and plan.json["master"] == first
    assert [one["label"] for one in plan.json["records"]] == ["苏州汇筑科技有限公司", "汇筑科技"]
    assert plan.json["children"] == [{"object": "contact", "label": "联系人", "counts": {str(second): 1}}]
    level = next(field for field in plan.json["fields"] if field["key"] == "level")
    assert level == {
        "key": "level",
        "label": "级别",
        "kind": "choice",
        "values": {str(first): {"value": "a", "shown": "A"}, str(second): {"value": "b", "shown": "B"}},
        "differs": True,
        "pick": first,
        "both": None,
    }
    turned = await rep.get(f"{ACCOUNTS}/merge-plan", ids=f"{first},{second}", master=str(second))
    assert turned.json["master"] == second
    body = {"master": first, "others": [second], "picks": {"level": second}}
    done = await rep.post(f"{ACCOUNTS}/merge", body)
    assert done.status == 200 and done.json["id"] == first and done.json["moved"] == {"contact": 1}
    assert done.json["batch"]
    assert (await rep.get(f"{ACCOUNTS}/{first}")).json["level"] == "b"
    newest = (await rep.get(f"{ACCOUNTS}/{first}/history")).json["items"][0]
    assert (newest["label"], newest["note"]) == ("合并", "并入了「汇筑科技」")


async def test_an_old_address_is_unknown_and_says_where_it_went(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    first, second = await made(rep, name="苏州汇筑科技有限公司"), await made(rep, name="汇筑科技")
    await rep.post(f"{ACCOUNTS}/merge", {"master": first, "others": [second]})
    old = await rep.get(f"{ACCOUNTS}/{second}")
    assert (old.status, old.json["merged_into"]) == (404, first)
    assert old.json["detail"] == "这条已合并到「苏州汇筑科技有限公司」"
    hidden = await south.get(f"{ACCOUNTS}/{second}")
    assert hidden.status == 404 and hidden.json == (await south.get(f"{ACCOUNTS}/{first}")).json
    late = await rep.post(f"{ACCOUNTS}/merge", {"master": first, "others": [second]})
    assert (late.status, late.json["merged_into"]) == (409, first)


async def test_wrong_requests_are_told_what_is_wrong(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    first, second = await made(rep, name="汇筑"), await made(rep, name="汇筑科技")
    for ids, status in (("", 422), ("x", 422), (str(first), 422), (f"{first},999", 404), (f"{first},{10**17}", 404)):
        assert (await rep.get(f"{ACCOUNTS}/merge-plan", ids=ids)).status == status
    assert (await rep.get(f"{ACCOUNTS}/merge-plan", ids=f"{first},{second}", master=str(10**17))).status == 422
    assert (await south.get(f"{ACCOUNTS}/merge-plan", ids=f"{first},{second}")).status == 404
    both = {"master": first, "others": [second]}
    assert (await south.post(f"{ACCOUNTS}/merge", both)).status == 404
    for wrong in (
        {"others": [second]},
        {"master": first, "others": []},
        {"master": first, "others": [first]},
        {"master": "x", "others": [second]},
        {**both, "others": [2**63]},
        {**both, "picks": {"name": "third"}},
        {**both, "picks": {"name": 2**62}},
        {**both, "picks": {"name": "both"}},
        {**both, "values": {"nonsense": 1}},
    ):
        answer = await rep.post(f"{ACCOUNTS}/merge", wrong)
        assert answer.status == 422, (wrong, answer.json)
    assert (await rep.post("/api/objects/activity/merge", {"master": 1, "others": [2]})).status == 404
    assert (await rep.get(ACCOUNTS)).json["total"] == 2


async def test_the_schema_says_what_this_member_may_merge(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    told = {key: (await rep.get(f"/api/schema/{key}")).json["mergeable"] for key in ("lead", "account", "activity")}
    assert told == {"lead": True, "account": True, "activity": False}


async def test_a_merge_that_is_sent_twice_is_done_once(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    first, second = await made(rep, name="汇筑"), await made(rep, name="汇筑科技")
    body = {"master": first, "others": [second]}
    once, again = [await rep.post(f"{ACCOUNTS}/merge", body, Idempotency_Key="k1") for _ in range(2)]
    assert once.status == again.status == 200 and once.json == again.json

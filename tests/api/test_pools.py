"""Pools over HTTP: groups, members, rules, trial, figures, actions and the list of the pool."""

from datetime import timedelta

import pytest

from core import clock
from core.leads.lead import Lead
from core.objects.history import Change
from core.org.tables import Department
from core.pools.group import PoolGroup
from tests.api.conftest import SignIn
from tests.conftest import Company
from tests.pools.conftest import group, opened, pool_of

LEAD = {"name": "林嘉禾", "company": "苏州惠筑科技有限公司", "mobile": "13900002716"}


@pytest.mark.feature("XS-LPOOL-001", "XS-CPOOL-001", "XS-LPOOL-011")
async def test_an_administrator_sets_up_a_group_and_its_members_take_from_it(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    assert (await rep.get("/api/pools", of="lead")).json == {"groups": [], "enabled": False, "may_manage": False}
    made = await boss.post("/api/pools", {"name": "华东公海", "pool_of": "lead", "mode": "claim", "capacity": 3})
    assert made.status == 201 and made.json["active"]
    address = f"/api/pools/{made.json['id']}"
    assert (await rep.get(address)).status == 404
    east = await Department.get(wecom_id=3)
    seats = [{"department": east.id}, {"member": company.manager.id, "admin": True}]
    put = await boss.send("PUT", f"{address}/members", {"members": seats})
    assert put.status == 200 and put.json["members"][0]["department"] == {"id": east.id, "label": east.name}
    new = await boss.post("/api/objects/lead", {**LEAD, "owner": None, "pool_group": made.json["id"]})
    assert new.status == 201
    [seen] = (await rep.get("/api/pools", of="lead")).json["groups"]
    assert (seen["unclaimed"], seen["held"], seen["taken_today"], seen["admin"]) == (1, 0, 0, False)
    listed = (await rep.get("/api/objects/lead", view="pool")).json
    assert listed["total"] == 1 and "mobile" not in listed["items"][0] and listed["items"][0]["_scope"] == "pool"
    lead = f"/api/objects/lead/{new.json['id']}"
    assert (await rep.get(lead)).status == 404
    taken = await rep.post(f"{lead}/actions/claim", {})
    assert taken.status == 200 and taken.json["owner"]["id"] == company.rep.id and taken.json["mobile"] == "13900002716"
    assert (await rep.post(f"{lead}/actions/claim", {})).status == 409
    [seen] = (await rep.get("/api/pools", of="lead")).json["groups"]
    assert (seen["unclaimed"], seen["held"], seen["taken_today"]) == (0, 1, 1)


async def test_only_administrators_keep_groups(company: Company, sign_in: SignIn):
    pool = await opened(company)
    address = f"/api/pools/{pool.group.id}"
    manager, boss = await sign_in(company.manager), await sign_in(company.boss)
    answers = [
        await manager.post("/api/pools", {"name": "乙", "pool_of": "lead"}),
        await manager.send("PATCH", address, {"name": "乙"}),
        await manager.send("DELETE", address),
        await manager.send("PUT", f"{address}/members", {"members": []}),
        await manager.post(f"{address}/recycle-rules", {}),
        await manager.send("PATCH", "/api/recycle-rules/1", {}),
        await manager.send("DELETE", "/api/assignment-rules/1"),
    ]
    assert [answer.status for answer in answers] == [403] * 7
    generic = f"/api/objects/pool_group/{pool.group.id}"
    assert (await boss.send("PATCH", generic, {"name": "乙"})).status == 403
    assert (await boss.send("DELETE", generic)).status == 403
    assert (await manager.get(generic)).json["name"] == pool.group.name
    assert (await PoolGroup.get(id=pool.group.id)).deleted_at is None


async def test_a_group_is_changed_refused_and_deleted_with_sentences(company: Company, sign_in: SignIn):
    pool = await opened(company)
    await group(name="乙")
    boss, address = await sign_in(company.boss), f"/api/pools/{pool.group.id}"
    for wrong, status in (
        ({"name": ""}, 422), ({"name": "乙"}, 409), ({"mode": "x"}, 422), ({"mode": ""}, 422), ({"capacity": -1}, 422),
        ({"pool_of": "account"}, 422), ({"nonsense": 1}, 422), ({"details": "ja"}, 422),
    ):  # fmt: skip
        assert (await boss.send("PATCH", address, wrong)).status == status, wrong
    changed = await boss.send("PATCH", address, {"details": True, "daily_limit": 5})
    assert (changed.json["details"], changed.json["daily_limit"]) == (True, 5)
    assert (await boss.send("PUT", f"{address}/members", {"members": [{"member": 999_999}]})).status == 422
    assert (await boss.send("PUT", f"{address}/members", {"members": [{}]})).status == 422
    waiting = await pool.waiting()
    assert (await boss.send("DELETE", address)).status == 409
    await Lead.filter(id=waiting).delete()
    assert (await boss.send("DELETE", address)).status == 204
    assert (await boss.get(address)).status == 404
    assert await Change.filter(object="pool_group", record_id=pool.group.id).values_list("verb", flat=True) == [
        "update", "delete",
    ]  # fmt: skip


RULE = {"name": "30 天不跟进", "conditions": [{"kind": "idle", "days": 30}], "warn_days": [7, 3, 1], "active": False}


@pytest.mark.feature("AR-CUST-004")
async def test_a_rule_is_tried_before_it_is_switched_on(company: Company, sign_in: SignIn):
    pool = await opened(company)
    mine = await pool.owned(pool.rep, owned_since=clock.now() - timedelta(days=40))
    boss, rep, address = await sign_in(company.boss), await sign_in(company.rep), f"/api/pools/{pool.group.id}"
    tried = await boss.post(f"{address}/trial", {"rules": [RULE]})
    assert tried.status == 200 and tried.json["total"] == 1 and tried.json["losing"][0]["record"]["id"] == mine
    assert (await boss.post(f"{address}/trial", {"rules": None})).json["total"] == 0
    made = await boss.post(f"{address}/recycle-rules", RULE)
    assert made.status == 201 and not made.json["active"]
    told = f"/api/objects/lead/{mine}/recycling"
    assert (await rep.get(told)).json["falls_on"] is None
    switched = await boss.send("PATCH", f"/api/recycle-rules/{made.json['id']}", {"active": True})
    assert switched.json == {**made.json, "active": True}
    answer = (await rep.get(told)).json
    assert (answer["falls_on"], answer["rule"]) == (str(clock.today()), "30 天不跟进")
    assert answer["why"] == ["已 40 天没有跟进，超过 30 天收回"] and answer["group"]["id"] == pool.group.id
    assert (await boss.get(f"{address}/recycle-rules")).json["items"] == [switched.json]
    manager = await sign_in(company.manager)
    assert (await manager.post(f"{address}/trial", {"rules": None})).json["total"] == 1
    assert (await rep.post(f"{address}/trial", {"rules": None})).status == 403
    assert (await boss.send("DELETE", f"/api/recycle-rules/{made.json['id']}")).status == 204
    assert (await boss.send("DELETE", f"/api/recycle-rules/{made.json['id']}")).status == 404


async def test_a_wrong_or_contradicting_rule_is_refused(company: Company, sign_in: SignIn):
    pool = await opened(company)
    boss, address = await sign_in(company.boss), f"/api/pools/{pool.group.id}"
    excluding = {"all": [{"field": "level", "is": "a"}, {"field": "level", "is": "b"}]}
    for wrong in (
        {**RULE, "name": " "}, {**RULE, "conditions": []}, {**RULE, "active": 1}, {**RULE, "extra": 1},
        {**RULE, "warn_days": [0]}, {**RULE, "conditions": [{"kind": "field", "where": excluding}]},
    ):  # fmt: skip
        assert (await boss.post(f"{address}/recycle-rules", wrong)).status == 422, wrong
    assert (await boss.post(f"{address}/trial", {"rules": [{"conditions": []}]})).status == 422


@pytest.mark.feature("XS-LPOOL-029", "XS-LPOOL-031")
async def test_assignment_rules_are_kept_in_their_order(company: Company, sign_in: SignIn):
    pool = await opened(company)
    boss, address = await sign_in(company.boss), f"/api/pools/{pool.group.id}/assignment-rules"
    body = {"name": "广州", "where": {"field": "city", "is": "广州"}, "assignees": [company.south.id], "priority": 2}
    second = (await boss.post(address, body)).json
    first = (await boss.post(address, {**body, "name": "其他", "where": None, "priority": 1})).json
    assert [one["name"] for one in (await boss.get(address)).json["items"]] == ["其他", "广州"]
    assert first["where"] == {"all": [{"field": "returns", "gte": 0}]} and not second["active"]
    changed = await boss.send("PATCH", f"/api/assignment-rules/{second['id']}", {"priority": 0, "active": True})
    assert (changed.json["priority"], changed.json["active"]) == (0, True)
    for wrong in ({"priority": -1}, {"assignees": [], "departments": []}, {"where": {"field": "gone", "is": 1}}):
        assert (await boss.send("PATCH", f"/api/assignment-rules/{second['id']}", wrong)).status == 422
    assert (await boss.send("DELETE", f"/api/assignment-rules/{first['id']}")).status == 204


@pytest.mark.feature("XS-LPOOL-019", "XS-LPOOL-020", "XS-LPOOL-021")
async def test_the_panel_counts_new_leads_and_how_many_were_followed(company: Company, sign_in: SignIn, stopped_clock):
    pool = await opened(company)
    elsewhere = await pool_of(await group(name="别处"))
    now = clock.now()
    await pool.waiting(created_at=now)
    await pool.waiting(created_at=now - timedelta(days=1))
    await pool.owned(pool.rep, created_at=now, last_follow_at=now)
    await pool.owned(pool.other, created_at=now)
    await Lead.create(name="私有", owner_id=company.rep.id, created_at=now, last_follow_at=now)
    await elsewhere.waiting(created_at=now)
    rep = await sign_in(pool.rep)

    async def values(**asked: str) -> list[float | None]:
        answer = await rep.get("/api/pools/figures", of="lead", **asked)
        assert answer.status == 200
        return [item["value"] for item in answer.json["items"]][:3]

    assert await values(period="this_week") == [5, 2, 40.0]
    assert await values(period="yesterday") == [1, 0, 0.0]
    assert await values(period="this_week", group=str(pool.group.id)) == [4, 1, 25.0]
    day = str(clock.today())
    assert await values(**{"from": day, "to": day}) == [4, 2, 50.0]
    assert await values(**{"from": "2020-01-01", "to": "2020-01-02"}) == [0, 0, None]
    for wrong in ({"period": "soon"}, {"from": day, "to": "2020-01-01"}, {"from": "x", "to": day}, {"of": "contact"}):
        assert (await rep.get("/api/pools/figures", **wrong)).status == 422


async def test_a_batch_answers_per_record_and_asks_before_a_loss(company: Company, sign_in: SignIn):
    pool = await opened(company)
    rep = await sign_in(pool.rep)
    mine, elses = await pool.owned(pool.rep), await pool.owned(pool.south)
    answer = await rep.post("/api/objects/lead/actions/release", {"ids": [mine, elses, 999_999], "reason": "没有预算"})
    assert [(row["id"], row.get("status", 200)) for row in answer.json["results"]] == [
        (mine, 200), (elses, 404), (999_999, 404),
    ]  # fmt: skip
    schema = (await rep.get("/api/schema/lead")).json
    actions = {action["key"]: action for action in schema["actions"]}
    assert actions["release"]["confirm"] and actions["discard"]["confirm"] and not actions["claim"]["confirm"]
    assert [face["key"] for face in actions["assign"]["input"]] == ["members", "advice"]
    assert next(field for field in schema["fields"] if field["key"] == "pool_group")["at_creation"]


async def test_a_record_created_into_a_pool_that_stays_closed_is_answered_with_its_id(company, sign_in: SignIn):
    pool = await opened(company)
    rep = await sign_in(pool.rep)
    made = await rep.post("/api/objects/lead", {**LEAD, "owner": None, "pool_group": pool.group.id})
    assert made.status == 201 and set(made.json) == {"id"}
    assert (await rep.get(f"/api/objects/lead/{made.json['id']}")).status == 404

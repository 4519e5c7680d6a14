"""Opportunities as the browser asks for them: processes, path, stage items, lines, moves that cross each other."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company

NAME = "霁川新能源科技有限公司"


async def made(person, **values) -> tuple[str, dict]:
    customer = (await person.post("/api/objects/account", {"name": NAME})).json["id"]
    answer = await person.post("/api/objects/opportunity", {"name": "储能柜产线", "account": customer, **values})
    assert answer.status == 201, answer.json
    return f"/api/objects/opportunity/{answer.json['id']}", answer.json


def guided() -> dict:
    items = [{"kind": "task", "label": "拜访决策人"}, {"kind": "fact", "label": "预算多少"}]
    first = {"name": "立项", "win_rate": 20, "items": items}
    return {"name": "大客户流程", "guided": True, "stages": [first, {"name": "签约", "win_rate": 90}]}


@pytest.mark.feature("XS-OPP-015", "XA-ADM-013")
async def test_a_guided_process_is_set_up_and_gone_through(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    assert [one["name"] for one in (await rep.get("/api/processes")).json["items"]] == ["标准销售流程"]
    assert (await rep.post("/api/processes", guided())).status == 403
    process = (await boss.post("/api/processes", guided())).json
    address, _ = await made(rep, process=process["id"])
    first, second = [stage["id"] for stage in process["stages"]]
    task, fact = [item["code"] for item in process["stages"][0]["items"]]
    refused = await rep.post(f"{address}/actions/move_stage", {"stage": second, "seen": first})
    assert refused.status == 409 and refused.json["missing"] == [task, fact]
    assert (await rep.send("PUT", f"{address}/items/{task}", {"value": True})).status == 200
    path = (await rep.send("PUT", f"{address}/items/{fact}", {"value": "50 万"})).json
    assert path["missing"] == [] and path["next"] == {"id": second, "label": "签约"} and path["guided"]
    moved = await rep.post(f"{address}/actions/move_stage", {"stage": second, "seen": first})
    assert moved.json["stage"] == {"id": second, "label": "签约"} and moved.json["win_rate"] == 90
    stays = (await rep.get(f"{address}/path")).json["stays"]
    assert [(stay["stage"]["label"], stay["left_at"] is None) for stay in stays] == [("签约", True), ("立项", False)]


async def test_lines_are_kept_as_a_table_and_problems_stand_at_their_cells(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    category = (await boss.post("/api/objects/product_category", {"name": "设备"})).json["id"]
    camera = {"name": "巡检相机", "category": category, "price": "99.99"}
    product = (await boss.post("/api/objects/product", camera)).json["id"]
    address, _ = await made(rep)
    rows = [{"product": product, "quantity": 3, "discount": 95}, {"product": product, "quantity": 2}]
    seen = (await rep.get(f"{address}/lines")).json["version"]
    kept = await rep.send("PUT", f"{address}/lines", {"lines": rows, "seen": seen})
    assert kept.status == 200 and kept.json["amount"] == "484.95" and kept.json["version"] > seen
    assert [line["amount"] for line in kept.json["items"]] == ["284.97", "199.98"]
    rows[1]["discount"] = 101
    wrong = await rep.send("PUT", f"{address}/lines", {"lines": rows})
    assert wrong.status == 422 and list(wrong.json["fields"]) == ["lines.1.discount"]
    stale = await rep.send("PUT", f"{address}/lines", {"lines": [], "seen": seen})
    assert stale.status == 409
    assert len((await rep.get(f"{address}/lines")).json["items"]) == 2


async def test_a_card_that_somebody_moved_first_is_told(company: Company, sign_in: SignIn):
    manager, rep = await sign_in(company.manager), await sign_in(company.rep)
    address, record = await made(rep)
    stages = [stage["id"] for stage in (await rep.get("/api/processes")).json["items"][0]["stages"]]
    seen = record["stage"]["id"]
    assert (await manager.post(f"{address}/actions/move_stage", {"stage": stages[2], "seen": seen})).status == 200
    late = await rep.post(f"{address}/actions/move_stage", {"stage": stages[1], "seen": seen})
    assert late.status == 409 and "陈思远刚刚把它移到了「方案报价」" in late.json["detail"]
    twice = [
        await rep.post(f"{address}/actions/win", {"amount": "12"}, Idempotency_Key="press-1") for _ in range(2)
    ]  # fmt: skip
    assert [one.status for one in twice] == [200, 200] and twice[0].json == twice[1].json


async def test_what_one_does_not_see_has_no_path_no_lines_and_no_items(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    address, record = await made(rep)
    assert (await south.get(f"{address}/path")).status == 404
    assert (await south.get(f"{address}/lines")).status == 404
    assert (await south.send("PUT", f"{address}/lines", {"lines": []})).status == 404
    assert (await south.send("PUT", f"{address}/items/nonsense", {"value": True})).status == 404
    assert (await south.post(f"{address}/actions/move_stage", {"stage": record["stage"]["id"]})).status == 404


@pytest.mark.parametrize(
    "body", [{"lines": "x"}, {"lines": [1]}, {}, {"lines": [{}], "seen": "x"}, {"lines": [{"id": [1]}]}]
)
async def test_garbage_is_refused_with_a_sentence(company: Company, sign_in: SignIn, body: dict):
    rep = await sign_in(company.rep)
    address, _ = await made(rep)
    answer = await rep.send("PUT", f"{address}/lines", body)
    assert answer.status == 422 and answer.json["detail"]
    assert (await rep.send("PUT", f"{address}/items/x", {"value": [1]})).status == 422


async def test_changing_a_process_says_how_many_stand_in_a_stage_and_keeps_them(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    await made(rep)
    [process] = (await boss.get("/api/processes", every="true")).json["items"]
    assert [stage["open"] for stage in process["stages"]] == [1, 0, 0, 0]
    body = {"stages": process["stages"][1:], "number": process["number"]}
    changed = await boss.send("PATCH", f"/api/processes/{process['id']}", body)
    assert changed.status == 200 and changed.json["retired"][0]["open"] == 1
    assert (await boss.send("PATCH", f"/api/processes/{process['id']}", body)).status == 409
    assert (await boss.send("PATCH", "/api/processes/99999", {"name": "x"})).status == 404
    wrong = await boss.send("PATCH", f"/api/processes/{process['id']}", {"stages": [{"name": "", "win_rate": 200}]})
    assert wrong.status == 422 and set(wrong.json["fields"]) == {"stages.0.name", "stages.0.win_rate"}


@pytest.mark.feature("XS-CUST-015")
async def test_a_list_of_customers_tells_which_have_opportunities_one_sees(company: Company, sign_in: SignIn):
    rep, other = await sign_in(company.rep), await sign_in(company.other)
    address, first = await made(rep)
    customer = first["account"]["id"]
    second = (await rep.post("/api/objects/opportunity", {"name": "二期", "account": customer})).json["id"]
    bare = (await rep.post("/api/objects/account", {"name": "远山贸易"})).json["id"]
    asked = {"ids": f"{customer},{bare}"}
    told = (await rep.get("/api/objects/account/opportunities", **asked)).json
    assert told == {"marks": {str(customer): {"count": 2, "newest": second}}}
    assert (await other.get("/api/objects/account/opportunities", **asked)).json == {"marks": {}}
    await rep.send("DELETE", address)
    told = (await rep.get("/api/objects/account/opportunities", **asked)).json
    assert told["marks"][str(customer)] == {"count": 1, "newest": second}
    assert (await rep.get("/api/objects/account/opportunities", ids="x")).status == 400

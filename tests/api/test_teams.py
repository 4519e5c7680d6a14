"""Teams, transfers, hand-overs, the ownership query and why, as the browser asks for them."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company

NAME = "苏州惠筑科技有限公司"


async def made(person, **values) -> str:
    answer = await person.post("/api/objects/account", {"name": NAME, **values})
    assert answer.status == 201, answer.json
    return f"/api/objects/account/{answer.json['id']}"


@pytest.mark.feature("WN-COLL-011", "WN-SHARE-004", "WN-CUST-019")
async def test_a_team_from_the_form_to_the_last_member(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    address = await made(rep, collaborators=[{"member": company.other.id, "powers": ["follow_up"]}])
    assert (await south.get(f"{address}/team")).status == 404
    shared = await rep.post(f"{address}/actions/share", {"members": [company.south.id], "can_edit": True})
    assert shared.status == 200
    assert {"share", "add_collaborators", "transfer"} <= set(shared.json["_can"]["actions"])
    team = (await south.get(f"{address}/team")).json
    assert team["owner"] == {"id": company.rep.id, "label": "周雨桐"}
    assert [(row["member"]["id"], row["can_edit"]) for row in team["followers"]] == [(company.south.id, True)]
    assert [(row["member"]["id"], row["powers"]) for row in team["collaborators"]] == [
        (company.other.id, ["follow_up"])
    ]
    assert team["may"] == {"share": False, "collaborate": False} and len(team["powers"]) == 9
    assert (await south.post(f"{address}/actions/share", {"members": [company.other.id]})).status == 403
    gone = await rep.post(f"{address}/actions/remove_from_team", {"member": company.south.id, "kind": "follower"})
    assert gone.status == 200 and (await south.get(address)).status == 404
    assert (await rep.get("/api/objects/contact/1/team")).status == 404


async def test_the_schema_offers_the_actions_with_their_input(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    for key, related in (("lead", []), ("account", ["contact", "invoice_profile", "opportunity"])):
        schema = (await rep.get(f"/api/schema/{key}")).json
        assert [(one["key"], one["kind"], one["to"]) for one in schema["beside"]] == [
            ("collaborators", "references", "member")
        ]
        actions = {one["key"]: one for one in schema["actions"]}
        assert [one["key"] for one in actions["share"]["input"]] == ["members", "can_edit"]
        assert {key for key in ("share", "add_collaborators", "transfer") if actions[key]["batch"]} == {
            "share",
            "add_collaborators",
            "transfer",
        }
        inputs = {one["key"]: one for one in actions["transfer"]["input"]}
        assert [option["value"] for option in inputs["related"]["options"]] == related
        assert inputs["to"]["to"] == "member"


async def test_plan_transfer_and_trail(company: Company, sign_in: SignIn):
    rep, other = await sign_in(company.rep), await sign_in(company.other)
    address = await made(rep)
    number = int(address.rsplit("/", 1)[1])
    await rep.post("/api/objects/contact", {"name": "林嘉禾", "account": number})
    plan = await rep.get("/api/objects/account/transfer-plan", ids=str(number))
    assert plan.json == {
        "related": [
            {"object": "contact", "label": "联系人", "count": 1, "moving": 1, "staying": 0, "ticked": True},
        ],
        "records": 1,
    }
    assert (await other.get("/api/objects/account/transfer-plan", ids=str(number))).json["records"] == 0
    for wrong in ("", "x", "1,x", "9" * 30):
        assert (await rep.get("/api/objects/account/transfer-plan", ids=wrong)).status == 422
    body = {"to": company.other.id, "related": ["contact"], "stay": "follower", "advice": "他要样品"}
    done = await rep.post(f"{address}/actions/transfer", body)
    assert done.status == 200 and done.json["owner"]["id"] == company.other.id
    trail = (await other.get(f"{address}/trail")).json["items"]
    assert [(one["verb"], one["to"]["label"], one["note"]) for one in trail] == [
        ("transfer", "王晓明", "他要样品"),
        ("create", "周雨桐", ""),
    ]
    assert (await rep.get("/api/objects/member/1/trail")).status == 409


async def test_a_hand_over_is_planned_started_and_asked_for(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    await made(rep)
    wish = {"leaver": company.rep.id, "heir": company.other.id}
    planned = await boss.post("/api/handovers", {**wish, "dry_run": True})
    assert (planned.status, planned.json) == (200, {"id": None, "state": "plan", "moved": {"客户": 1}})
    started = await boss.post("/api/handovers", wish)
    assert started.status == 202 and started.json["state"] == "running"
    assert (await boss.get(f"/api/handovers/{started.json['id']}")).json == started.json
    assert (await rep.get(f"/api/handovers/{started.json['id']}")).status == 404
    assert (await rep.post("/api/handovers", wish)).status == 403
    assert (await boss.post("/api/handovers", {"leaver": "x"})).status == 422
    assert (await boss.post("/api/handovers", {"leaver": 2**63, "heir": 1})).status == 422


@pytest.mark.feature("WN-OWNQ-003", "AR-CUST-010")
async def test_the_ownership_query_follows_the_companys_setting(company: Company, sign_in: SignIn):
    boss, rep, south = await sign_in(company.boss), await sign_in(company.rep), await sign_in(company.south)
    await made(rep)
    assert (await south.get("/api/ownership")).json == {"mode": "exact", "items": []}
    assert (await south.get("/api/ownership", q="惠筑")).json["items"] == []
    [item] = (await south.get("/api/ownership", q="惠筑科技")).json["items"]
    assert item["owner"]["label"] == "周雨桐" and set(item) == {"object", "label", "owner", "status", "pooled"}
    assert (await rep.send("PUT", "/api/settings/company", {"ownership.fuzzy": True})).status == 403
    assert (await boss.send("PUT", "/api/settings/company", {"ownership.fuzzy": "yes"})).status == 422
    assert (await boss.send("PUT", "/api/settings/company", {"ownership.fuzzy": True})).status == 200
    found = (await south.get("/api/ownership", q="惠筑")).json
    assert found["mode"] == "fuzzy" and [one["label"] for one in found["items"]] == [NAME]


async def test_why_is_open_for_oneself_and_for_administrators(company: Company, sign_in: SignIn):
    boss, manager, south = [await sign_in(one) for one in (company.boss, company.manager, company.south)]
    address = await made(await sign_in(company.rep))
    asked = {"object": "account", "id": address.rsplit("/", 1)[1]}
    own = (await manager.get("/api/why", **asked)).json
    assert (own["sees"], own["changes"], own["record"]["label"]) == (True, True, NAME)
    assert own["because"] == [{"rule": "superior", "label": "上级", "detail": "陈思远 → 周雨桐"}]
    assert (await south.get("/api/why", **asked)).status == 404
    assert (await manager.get("/api/why", **asked, member=company.south.id)).status == 403
    souths = (await boss.get("/api/why", **asked, member=company.south.id)).json
    assert (souths["sees"], souths["changes"], souths["because"]) == (False, False, [])
    assert {one["rule"] for one in souths["denied"]} >= {"owner", "superior", "team", "pool"}
    for wrong in ({**asked, "object": "nonsense"}, {**asked, "id": "999"}):
        assert (await boss.get("/api/why", **wrong)).status == 404
    assert (await boss.get("/api/why", **asked, member=999)).status == 422

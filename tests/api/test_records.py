"""The record API: what it answers, to whom, and how it refuses."""

from aiohttp import ClientSession

from tests.api.conftest import SignIn
from tests.conftest import Company

LEAD = {"name": "林嘉禾", "company": "苏州惠筑科技有限公司", "mobile": "13900002716"}


async def test_a_new_lead_is_listed_read_changed_and_moved_to_the_bin(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    made = await rep.post("/api/objects/lead", LEAD)
    assert made.status == 201 and made.json["owner"] == {"id": company.rep.id, "label": "周雨桐"}
    address = f"/api/objects/lead/{made.json['id']}"
    listed = (await rep.get("/api/objects/lead", q="惠筑")).json
    assert [item["name"] for item in listed["items"]] == ["林嘉禾"] and listed["total"] == 1
    changed = await rep.send("PATCH", address, {"title": "采购总监"}, If_Match=made.headers["ETag"])
    assert changed.status == 200 and changed.json["title"] == "采购总监"
    stale = await rep.send("PATCH", address, {"title": "总经理"}, If_Match=made.headers["ETag"])
    assert (stale.status, stale.json["current"]["title"], stale.json["yours"]) == (412, "采购总监", {"title": "总经理"})
    assert (await rep.send("DELETE", address)).status == 204
    assert (await rep.get(address)).status == 404


async def test_a_peers_record_is_unknown_whatever_is_asked_of_it(company: Company, sign_in: SignIn):
    rep, other = await sign_in(company.rep), await sign_in(company.other)
    address = f"/api/objects/lead/{(await rep.post('/api/objects/lead', LEAD)).json['id']}"
    answers = [
        await other.get(address),
        await other.get(f"{address}/around"),
        await other.get(f"{address}/history"),
        await other.send("PATCH", address, {"mobile": "nonsense"}),
        await other.send("DELETE", address),
        await other.post(f"{address}/actions/anything", {}),
    ]
    assert [answer.status for answer in answers] == [404] * 6
    assert (await other.get("/api/objects/lead/999999")).json["detail"] == answers[0].json["detail"]


async def test_wrong_values_are_told_by_field_in_chinese(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    refused = await rep.post("/api/objects/lead", {"name": "", "mobile": "abc", "nonsense": 1, "status": "gone"})
    assert refused.status == 422 and refused.headers["Content-Type"].startswith("application/problem+json")
    assert set(refused.json["fields"]) >= {"mobile", "nonsense", "status"}


async def test_writing_needs_a_session_and_its_csrf_token(company: Company, sign_in: SignIn, server):
    rep = await sign_in(company.rep)
    rep.headers["X-CSRF-Token"] = "wrong"
    assert (await rep.post("/api/objects/lead", LEAD)).status == 403
    async with ClientSession() as stranger, stranger.get(server.make_url("/api/objects/lead")) as answer:
        assert answer.status == 401


async def test_the_same_request_twice_makes_one_record(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    first = await rep.post("/api/objects/lead", LEAD, Idempotency_Key="a1")
    again = await rep.post("/api/objects/lead", LEAD, Idempotency_Key="a1")
    assert (first.status, again.status, again.json) == (201, 201, first.json)
    other_body = await rep.post("/api/objects/lead", {**LEAD, "name": "小林"}, Idempotency_Key="a1")
    assert other_body.status == 422


async def test_a_follow_up_moves_the_leads_dates_and_stands_in_its_timeline(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    lead = (await rep.post("/api/objects/lead", LEAD)).json["id"]
    made = await rep.post(
        "/api/objects/activity",
        {
            "content": "电话沟通了报价",
            "kind": "call",
            "next_at": "2026-11-25T10:00:00+08:00",
            "subject": {"object": "lead", "id": lead},
        },
    )
    assert made.status == 201
    read = (await rep.get(f"/api/objects/lead/{lead}")).json
    assert (read["status"], read["next_follow_at"]) == ("contacted", "2026-11-25T02:00:00+00:00")
    timeline = (await rep.get(f"/api/objects/lead/{lead}/around")).json["timeline"]
    assert "电话沟通了报价" in [entry["text"] for entry in timeline]


async def test_lists_refuse_what_does_not_fit_in_a_sentence(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    wrong = [
        {"where": "{"},
        {"where": {"field": "nonsense", "is": 1}},
        {"sort": "note"},
        {"cursor": "xxxx"},
        {"view": "gone"},
        {"limit": "1000"},
    ]
    statuses = [(await rep.get("/api/objects/lead", **params)).status for params in wrong]
    assert statuses == [400, 422, 422, 422, 422, 422]
    assert (await rep.get("/api/objects/nonsense")).status == 404
    assert (await rep.get("/api/nonsense")).json["status"] == 404


async def test_the_api_describes_itself(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    described = (await rep.get("/api/openapi.json")).json
    assert described["openapi"] == "3.1.0" and "/api/objects/{object}/{id}" in described["paths"]
    lead = (await rep.get("/api/schema/lead")).json
    assert {"name", "mobile", "owner", "next_follow_at"} <= {field["key"] for field in lead["fields"]}

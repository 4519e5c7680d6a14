"""Saved views and list settings through the API, as the pages use them."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company

VIEWS, LIST = "/api/objects/lead/views", "/api/objects/lead/list"


@pytest.mark.feature("XS-LEAD-009", "XS-CUST-021", "AR-UX-005")
async def test_a_view_is_saved_changed_used_and_forgotten(company: Company, sign_in: SignIn):
    rep, other = await sign_in(company.rep), await sign_in(company.other)
    lead = (await rep.post("/api/objects/lead", {"name": "林一", "qq": "1", "city": "上海"})).json
    body = {
        "name": "上海的",
        "where": {"field": "city", "is": "上海"},
        "sort": "",
        "columns": [{"key": "name", "width": 120}],
    }
    made = await rep.post(VIEWS, {**body, "shared": ""}, Idempotency_Key="once")
    assert made.status == 201 and made.json["saved"] and made.json["mine"]
    assert (await rep.post(VIEWS, {**body, "shared": ""}, Idempotency_Key="once")).json == made.json
    assert (await rep.post(VIEWS, body)).status == 409
    key = made.json["key"]
    listed = (await rep.get("/api/objects/lead", view=key)).json
    assert [one["id"] for one in listed["items"]] == [lead["id"]]
    path = f"{VIEWS}/{key.removeprefix('saved-')}"
    assert (await other.send("PATCH", path, {"name": "x"})).status == 404
    shared = await rep.send("PATCH", path, {"shared": "all"})
    assert (shared.status, shared.json["shared"], shared.json["where"]) == (200, "all", body["where"])
    schema = (await other.get("/api/schema/lead")).json
    assert schema["views"][0]["key"] == "mine" and schema["views"][-1] == {**shared.json, "mine": False}
    assert (await other.send("DELETE", path)).status == 403
    assert (await rep.send("DELETE", path)).status == 204
    assert (await rep.get("/api/objects/lead", view=key)).status == 422


@pytest.mark.feature("XS-LEAD-007", "XS-CUST-017")
async def test_columns_are_kept_and_given_back(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    before = (await rep.get("/api/schema/lead")).json["list"]
    chosen = {"columns": [{"key": "company", "width": 240}, {"key": "name", "width": None}], "default_view": "due"}
    assert (await rep.send("PUT", LIST, chosen)).json == chosen
    assert (await rep.get("/api/schema/lead")).json["list"] == chosen
    assert (await rep.send("PUT", LIST, {"columns": [{"key": "nonsense"}]})).status == 422
    assert (await rep.send("DELETE", LIST)).status == 204
    assert (await rep.get("/api/schema/lead")).json["list"] == before


async def test_wrong_views_are_answered_with_a_sentence(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    for body, field in (
        ({"name": "x", "where": []}, "where"), ({"name": "x", "where": {"field": "gone", "is": 1}}, "where"),
        ({"name": "x", "shared": "world"}, "shared"), ({"name": ""}, "name"), ({}, "name"),
        ({"name": "x", "columns": "name"}, "columns"), ({"name": "x", "sort": "-nonsense"}, "sort"),
    ):  # fmt: skip
        refused = await rep.post(VIEWS, body)
        assert refused.status == 422 and field in refused.json["fields"], body
    assert (await rep.send("PATCH", f"{VIEWS}/9", {"name": "x"})).status == 404
    assert (await rep.post("/api/objects/nonsense/views", {"name": "x"})).status == 404

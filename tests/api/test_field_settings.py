"""The fields of an object as administrators set them through the API."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company

PATH = "/api/settings/fields/account"


@pytest.mark.feature("WN-CUST-007", "WN-CUST-008")
async def test_an_administrator_sets_fields_and_everybody_s_forms_follow(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    fields = {one["field"]: one for one in (await boss.get(PATH)).json["fields"]}
    assert fields["origin"]["locked"] and not fields["tags"]["required"] and "id" not in fields
    change = {"field": "tags", "required": True, "options": [{"label": "重点"}]}
    saved = await boss.send("PUT", PATH, {"fields": [change]})
    assert saved.status == 200
    [tag] = next(one for one in saved.json["fields"] if one["field"] == "tags")["options"]
    refused = await rep.post("/api/objects/account", {"name": "惠筑科技"})
    assert (refused.status, refused.json["fields"]) == (422, {"tags": "标签还没填"})
    assert (await rep.post("/api/objects/account", {"name": "惠筑科技", "tags": [tag["value"]]})).status == 201
    again = await boss.send(
        "PUT", PATH, {"fields": saved.json["fields"]}
    )  # what is sent back as it came changes nothing
    assert (again.status, again.json) == (200, saved.json)


@pytest.mark.feature("WN-CUST-007")
async def test_an_administrator_adds_a_field_of_their_own(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    made = await boss.post(PATH, {"label": "门店数", "kind": "number", "common": True})
    assert made.status == 201 and made.json["custom"] and made.json["common"]
    key = made.json["field"]
    account = (await rep.post("/api/objects/account", {"name": "惠筑科技", key: 12})).json
    assert account[key] == 12
    found = await rep.get("/api/objects/account", where={"field": key, "gte": 10})
    assert [one["id"] for one in found.json["items"]] == [account["id"]]


async def test_members_are_told_that_fields_are_not_theirs_to_set(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    replies = [
        await rep.get(PATH),
        await rep.send("PUT", PATH, {"fields": []}),
        await rep.post(PATH, {"label": "门店数", "kind": "number"}),
    ]
    assert [reply.status for reply in replies] == [403] * 3


async def test_wrong_settings_are_answered_at_their_field(company: Company, sign_in: SignIn):
    boss = await sign_in(company.boss)
    for method, body, field in (
        ("PUT", {"fields": [{"field": "nonsense"}]}, "nonsense"),
        ("PUT", {"fields": [{"field": "name", "required": False}]}, "name"),
        ("PUT", {"fields": "x"}, "fields"),
        ("POST", {"label": "", "kind": "text"}, "label"),
        ("POST", {"label": "新的", "kind": "dance"}, "kind"),
        ("POST", {"label": "新的", "kind": "choice"}, "options"),
        ("POST", {"label": "新的", "kind": "text", "options": [{"label": "甲"}]}, "options"),
        ("POST", {"label": "新的", "kind": "text", "key": "1"}, "key"),
    ):
        refused = await boss.send(method, PATH, body)
        assert refused.status == 422 and field in refused.json["fields"], body
    assert (await boss.get("/api/settings/fields/nonsense")).status == 404

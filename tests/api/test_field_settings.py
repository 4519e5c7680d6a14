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


@pytest.mark.feature("XA-ADM-017")
async def test_an_administrator_sets_what_is_kept_of_competitors(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    path = "/api/settings/fields/competitor"
    fields = {one["field"]: one for one in (await boss.get(path)).json["fields"]}
    assert {"threat", "strengths", "weaknesses", "strategy", "response"} <= set(fields)
    threats = [*fields["threat"]["options"], {"label": "极高", "tone": "violet"}]
    changes = [{"field": "threat", "options": threats}, {"field": "strengths", "required": True}]
    saved = (await boss.send("PUT", path, {"fields": changes})).json["fields"]
    highest = next(one for one in saved if one["field"] == "threat")["options"][-1]["value"]
    size = (await boss.post(path, {"label": "员工人数", "kind": "number", "common": True})).json["field"]
    refused = await rep.post("/api/objects/competitor", {"name": "砚衡有限公司"})
    assert (refused.status, refused.json["fields"]) == (422, {"strengths": "优势还没填"})
    kept = {"name": "砚衡有限公司", "threat": highest, "strengths": "服务快", size: 120}
    made = (await rep.post("/api/objects/competitor", kept)).json
    assert (made["threat"], made[size]) == (highest, 120)


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

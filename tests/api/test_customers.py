"""Converting, duplicates, the register, duties and company settings over HTTP."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company

LEAD = {"name": "林嘉禾", "company": "苏州惠筑科技有限公司", "mobile": "13900002716"}


async def test_a_lead_is_marked_converted_and_opens_with_what_it_became(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    address = f"/api/objects/lead/{(await rep.post('/api/objects/lead', LEAD)).json['id']}"
    marked = await rep.post(f"{address}/actions/call_mark", {"result": "interested", "note": "要报价"})
    assert (marked.status, marked.json["call_mark"]) == (200, "interested")
    assert "convert" in marked.json["_can"]["actions"]
    begun = (await rep.get(f"{address}/conversion")).json
    assert (begun["account"]["name"], begun["merges"]) == (LEAD["company"], False)
    done = await rep.post(
        f"{address}/actions/convert", {"account": begun["account"], "contact": begun["contact"]}, Idempotency_Key="c1"
    )
    assert (done.status, done.json["converted_account"]["label"]) == (200, LEAD["company"])
    again = await rep.post(
        f"{address}/actions/convert", {"account": begun["account"], "contact": begun["contact"]}, Idempotency_Key="c1"
    )
    assert again.json == done.json
    assert (await rep.post(f"{address}/actions/convert", {})).status == 409
    assert (await rep.get("/api/objects/account")).json["total"] == 1
    other = await sign_in(company.other)
    assert (await other.get(f"{address}/conversion")).status == 404


@pytest.mark.feature("AR-CUST-011")
async def test_what_is_being_typed_is_compared_with_what_is_there(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    await rep.post("/api/objects/account", {"name": LEAD["company"]})
    [hit] = (await south.get("/api/objects/account/similar", name="惠筑科技")).json["items"]
    assert (hit["id"], hit["owner"]["label"]) == (None, "周雨桐")
    assert (await south.get("/api/objects/nonsense/similar", name="x")).status == 404
    assert (await south.get("/api/objects/account/similar", id="x")).status == 422


@pytest.mark.feature("XS-CUST-016")
async def test_a_customer_opens_by_its_address_with_its_team_and_its_groups(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    account = (await rep.post("/api/objects/account", {"name": LEAD["company"]})).json["id"]
    assert (await rep.get(f"/api/objects/account/{account}")).json["name"] == LEAD["company"]
    around = (await rep.get(f"/api/objects/account/{account}/around")).json
    assert around["team"] == 0
    assert {"contact", "attachment", "invoice_profile", "rename_request"} <= {g["object"] for g in around["related"]}


async def test_the_register_answers_with_a_note_and_refuses_in_a_sentence(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    found = (await rep.get("/api/registry", q="惠筑")).json
    assert "示例数据" in found["note"] and len(found["items"]) == 1
    told = (await rep.get(f"/api/registry/{found['items'][0]['code']}")).json
    assert set(told["fills"]) == {"address", "phone", "website"}
    assert (await rep.get("/api/registry", q="惠")).status == 422
    assert (await rep.get("/api/registry/nonsense")).status == 404


async def test_duties_are_given_by_administrators_and_theirs_until_then(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)

    async def auditors() -> tuple[list[str], list[str]]:
        duties = (await boss.get("/api/settings/duties")).json["duties"]
        assert len(duties) == 7
        [one] = [duty for duty in duties if duty["duty"] == "rename_auditor"]
        return [ref["label"] for ref in one["members"]], [ref["label"] for ref in one["acting"]]

    address = "/api/settings/duties/rename_auditor"
    assert await auditors() == ([], ["林一诺"])
    assert (await boss.send("PUT", address, {"members": [company.south.id, company.south.id]})).status == 200
    assert await auditors() == (["何嘉文"], ["何嘉文"])
    assert (await boss.send("PUT", address, {"members": [987654]})).status == 422
    assert (await boss.send("PUT", "/api/settings/duties/nonsense", {"members": []})).status == 404
    assert (await rep.get("/api/settings/duties")).status == 403
    assert (await rep.send("PUT", address, {"members": []})).status == 403
    south = await sign_in(company.south)
    assert (await south.get("/api/me")).json["duties"] == ["rename_auditor"]
    await boss.send("PUT", address, {"members": []})
    assert await auditors() == ([], ["林一诺"])


async def test_company_settings_are_read_by_everybody_and_changed_by_administrators(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    address = "/api/settings/company"
    assert (await rep.get(address)).json["account.rename_by_application"] is False
    assert (await rep.send("PUT", address, {"ownership.fuzzy": True})).status == 403
    wrong = {"gone": 1, "ownership.fuzzy": "yes", "registry.provider": "nobody"}
    refused = await boss.send("PUT", address, {**wrong, "account.rename_by_application": True})
    assert (refused.status, set(refused.json["fields"])) == (422, set(wrong))
    assert (await rep.get(address)).json["account.rename_by_application"] is False
    changed = await boss.send("PUT", address, {"account.rename_by_application": True})
    assert changed.json["account.rename_by_application"] is True

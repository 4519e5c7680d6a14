"""The recycle bin over HTTP: whose it is, bringing back, and for good."""

from typing import Any

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT, Contact
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.org.actor import Actor
from core.org.tables import FieldRule, MemberRole, Role, RoleGrant
from tests.api.conftest import SignIn
from tests.conftest import Company
from tests.undoing.doing import bin_it, in_bin, living, new, with_business


async def labels(person: Any, **asked: Any) -> list[str]:
    return [item["label"] for item in (await person.get("/api/bin", **asked)).json["items"]]


async def test_a_deletion_is_asked_about_done_found_and_taken_back(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    account, *_ = await with_business(company.rep)
    address = f"/api/objects/account/{account.id}"
    along = (await rep.get(f"{address}/delete-plan")).json["along"]
    assert {(one["label"], one["count"]) for one in along} == {("联系人", 1), ("开票信息", 1), ("跟进", 1)}
    assert (await rep.get("/api/objects/account/delete-plan", ids=str(account.id))).json["along"] == along
    assert (await rep.send("DELETE", address)).status == 204
    assert (await rep.get(address)).status == 404
    [item] = (await rep.get("/api/bin")).json["items"]
    assert (item["object"], item["id"], item["label"], item["along"]) == ("account", account.id, account.name, 3)
    assert (item["object_label"], item["deleted_by"]["label"], item["can_purge"]) == ("客户", "周雨桐", False)
    back = await rep.post(f"/api/bin/account/{account.id}/restore")
    assert (back.status, back.json["id"], back.json["name"]) == (200, account.id, account.name)
    assert (await rep.get(address)).status == 200 and await in_bin() == set()
    assert (await rep.post(f"/api/bin/account/{account.id}/restore")).status == 404
    [deed] = (await rep.get("/api/deeds")).json["items"]
    assert (deed["kind"], deed["state"], deed["can_undo"]) == ("delete", "undone", False)


async def test_what_went_along_is_no_entry_of_its_own(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    account, contact, *_ = await with_business(company.rep)
    await bin_it(company.rep, ACCOUNT, account.id)
    assert await labels(rep) == [account.name]
    assert (await rep.post(f"/api/bin/contact/{contact.id}/restore")).status == 404


async def test_everybody_finds_their_own_and_superiors_their_peoples(company: Company, sign_in: SignIn):
    mine = await new(company.rep, ACCOUNT, name="云岫")
    foreign = await new(company.south, ACCOUNT, name="禾木")
    await perform(company.rep, ACCOUNT, mine.id, "share", {"members": [company.other.id], "can_edit": True})
    await bin_it(company.rep, ACCOUNT, mine.id)
    await bin_it(company.south, ACCOUNT, foreign.id)
    shown = {
        person.userid: await labels(await sign_in(person))
        for person in (company.boss, company.manager, company.rep, company.other, company.south)
    }
    assert shown == {"boss": ["禾木", "云岫"], "manager": [], "rep": ["云岫"], "other": [], "south": ["禾木"]}
    for person in (company.manager, company.other, company.south):
        assert (await (await sign_in(person)).post(f"/api/bin/account/{mine.id}/restore")).status == 404
    assert not await living(ACCOUNT, mine.id)


async def test_the_bin_is_searched_filtered_and_read_page_by_page(company: Company, sign_in: SignIn, counted: Any):
    rep = await sign_in(company.rep)
    for n in range(55):
        account = await new(company.rep, ACCOUNT, name=f"客户{n:02}")
        await bin_it(company.rep, ACCOUNT, account.id)
    lead = await new(company.rep, LEAD, name="顾行止", mobile="13900002717")
    await bin_it(company.rep, LEAD, lead.id)
    first = (await rep.get("/api/bin")).json
    second = (await rep.get("/api/bin", cursor=first["next"])).json
    assert len(first["items"]) == 50 and first["items"][0]["label"] == "顾行止"
    assert (len(second["items"]), second["next"]) == (6, None)
    assert await labels(rep, object="lead") == ["顾行止"]
    assert await labels(rep, q="户07") == ["客户07"] and await labels(rep, q="%") == []
    assert (await rep.get("/api/bin", object="nonsense")).status == 404
    with counted() as few:
        await rep.get("/api/bin", object="lead")
    small = len(few)
    with counted() as many:
        await rep.get("/api/bin", object="account")
    assert len(many) == small


async def test_a_mobile_that_somebody_has_now_asks_what_to_do(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    ours, theirs = [await new(one, ACCOUNT, name="湛石建材") for one in (company.rep, company.south)]
    given = {"mobile": "13900002716", "email": "lin@huizhu.example"}
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=ours.id, **given)
    await bin_it(company.rep, CONTACT, contact.id)
    await new(company.south, CONTACT, name="欧阳若水", mobile="13900002716", account=theirs.id)
    refused = await rep.post(f"/api/bin/contact/{contact.id}/restore")
    assert refused.status == 409 and list(refused.json["fields"]) == ["mobile"]
    [match] = refused.json["duplicates"]
    assert (match["id"], match["owner"]["label"]) == (None, "何嘉文") and match["label"] != "欧阳若水"
    back = await rep.post(f"/api/bin/contact/{contact.id}/restore", {"without": ["mobile"]})
    assert (back.status, back.json["mobile"], back.json["email"]) == (200, "", "lin@huizhu.example")


async def test_what_belongs_to_something_in_the_bin_waits_for_it(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    account, contact, *_ = await with_business(company.rep)
    await bin_it(company.rep, CONTACT, contact.id)
    await bin_it(company.rep, ACCOUNT, account.id)
    refused = await rep.post(f"/api/bin/contact/{contact.id}/restore")
    assert refused.status == 409 and "先恢复" in refused.json["detail"]
    assert (await rep.post(f"/api/bin/account/{account.id}/restore")).status == 200
    assert not await living(CONTACT, contact.id)  # it was deleted by itself
    assert (await rep.post(f"/api/bin/contact/{contact.id}/restore")).status == 200
    assert await living(CONTACT, contact.id)


async def test_only_administrators_remove_something_for_good(company: Company, sign_in: SignIn):
    rep, boss = await sign_in(company.rep), await sign_in(company.boss)
    account, contact, *_ = await with_business(company.rep)
    assert (await boss.send("DELETE", f"/api/bin/account/{account.id}")).status == 404  # it is not in the bin
    await bin_it(company.rep, ACCOUNT, account.id)
    assert (await rep.send("DELETE", f"/api/bin/account/{account.id}")).status == 403
    assert (await (await sign_in(company.south)).send("DELETE", f"/api/bin/account/{account.id}")).status == 404
    assert (await boss.get("/api/bin")).json["items"][0]["can_purge"] is True
    assert (await boss.send("DELETE", f"/api/bin/account/{account.id}")).status == 204
    assert await in_bin() == set() and not await Contact.exists(id=contact.id)
    assert (await boss.post(f"/api/bin/account/{account.id}/restore")).status == 404


async def test_whoever_may_not_see_the_name_of_a_record_does_not_see_it_in_the_bin(
    company: Company, sign_in: SignIn, database: Any
):
    rep = await sign_in(company.rep)
    account = await new(company.rep, ACCOUNT, name="云岫")
    await bin_it(company.rep, ACCOUNT, account.id)
    role = await Role.create(key="intern", name="实习")
    await FieldRule.create(role_id=role.id, object="account", field="name", rule="hidden")
    await MemberRole.create(role_id=role.id, member_id=company.rep.id)
    assert await labels(rep) == [f"客户 {account.id}"] and await labels(rep, q="云岫") == []


async def limited(member: Actor, **reaches: str) -> None:
    """A role that says how far verbs on objects go, as `account_delete="none"`."""
    role = await Role.create(key="limited", name="限制")
    for named, reach in reaches.items():
        key, verb = named.rsplit("_", 1)
        await RoleGrant.create(role=role, object=key, verb=verb, reach=reach)
    await MemberRole.create(role=role, member_id=member.id)


async def test_who_may_delete_no_longer_does_not_bring_back_either(company: Company, sign_in: SignIn):
    """The right is asked when something is restored, not when it was deleted."""
    rep, boss = await sign_in(company.rep), await sign_in(company.boss)
    account = await new(company.rep, ACCOUNT, name="云岫")
    batch = await bin_it(company.rep, ACCOUNT, account.id)
    await limited(company.rep, account_delete="none")
    assert await labels(rep) == []
    assert (await rep.post(f"/api/bin/account/{account.id}/restore")).status == 404
    plan = (await rep.get(f"/api/deeds/{batch}")).json
    assert (plan["back_count"], [one["why"] for one in plan["kept"]]) == (0, ["现在不归你管，你不能改"])
    assert (await rep.post(f"/api/deeds/{batch}/undo")).status == 409
    assert not await living(ACCOUNT, account.id)
    assert (await boss.post(f"/api/bin/account/{account.id}/restore")).status == 200


async def test_kinds_that_one_may_not_read_are_not_counted(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    account, *_ = await with_business(company.rep)
    await limited(company.rep, contact_read="none", invoice_profile_read="none")
    for address in (f"/api/objects/account/{account.id}/delete-plan", "/api/objects/account/delete-plan"):
        along = (await rep.get(address, ids=str(account.id))).json["along"]
        assert [(one["object"], one["count"]) for one in along] == [("activity", 1)]
    await rep.send("DELETE", f"/api/objects/account/{account.id}")
    assert [one["along"] for one in (await rep.get("/api/bin")).json["items"]] == [1]
    assert len(await in_bin()) == 4

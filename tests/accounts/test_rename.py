"""Applying to rename a customer: what is kept, who sees it, who is told, one at a time."""

import asyncio

import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core import company as settings
from core import events
from core.accounts.account import ACCOUNT, Account
from core.accounts.rename import RENAME_REQUEST, RenameRequest
from core.errors import Conflict, CrmError, Invalid, NotFound
from core.files.attaching import attach, stored_file
from core.files.file import StoredFile
from core.jobs import Job
from core.objects.actions import perform
from core.objects.query import Listing, search, visible_ids
from core.org import duties
from core.outbox import Outbox
from core.work import work
from notifications.told import listen
from tests.conftest import Company, actor
from tests.leads import making

NEW = {"new_name": "苏州惠筑智能科技有限公司", "change": "registered", "note": "工商已变更"}


async def hold(company: Company, duty: str, *members: int) -> None:
    async with work():
        await duties.give(company.boss, duty, list(members))


@pytest.mark.feature("WN-REN-001")
async def test_an_application_keeps_both_names_the_occasion_and_the_proof(company: Company):
    account = await making.account(company.rep)
    file = await StoredFile.create(sha256="a" * 64, size=3, media_type="image/png", state="kept")
    async with work():
        proof = await attach(company.rep, file, "变更通知书.png", {"account": account})
    request = await perform(company.rep, ACCOUNT, account, "apply_rename", {**NEW, "files": [proof.id]})
    read = await making.seen(company.rep, RENAME_REQUEST, request)
    assert (read["former_name"], read["new_name"], read["state"]) == (
        "苏州惠筑科技有限公司",
        NEW["new_name"],
        "waiting",
    )
    assert (read["account"]["id"], read["owner"]["id"], read["note"]) == (account, company.rep.id, "工商已变更")
    assert (await Account.get(id=account)).name == "苏州惠筑科技有限公司"
    await hold(company, "rename_auditor", company.south.id)
    auditor = await actor("south")
    assert (await stored_file(auditor, proof.id))[0].id == proof.id
    assert await visible_ids(auditor, ACCOUNT, [account]) == set()


async def test_an_application_needs_another_name_and_proofs_one_sees(company: Company):
    account = await making.account(company.rep)
    for wrong, field in (
        ({"new_name": ""}, "new_name"),
        ({"new_name": "苏州惠筑科技有限公司"}, "new_name"),
        ({**NEW, "files": [987]}, "files"),
        ({**NEW, "change": "gone"}, "change"),
    ):
        with pytest.raises(Invalid) as refusal:
            await perform(company.rep, ACCOUNT, account, "apply_rename", wrong)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(NotFound):
        await perform(company.other, ACCOUNT, account, "apply_rename", NEW)
    assert await RenameRequest.all().count() == 0


async def test_one_application_of_a_customer_waits_at_a_time_also_when_several_come_at_once(company: Company):
    account = await making.account(company.rep)
    asked = [perform(company.rep, ACCOUNT, account, "apply_rename", NEW) for _ in range(3)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Conflict", "int"]
    request = next(one for one in outcomes if isinstance(one, int))
    with pytest.raises(Conflict, match="申请人"):
        await perform(company.manager, RENAME_REQUEST, request, "withdraw", {})
    await perform(company.rep, RENAME_REQUEST, request, "withdraw", {})
    again = await perform(company.rep, ACCOUNT, account, "apply_rename", NEW)
    assert again != request
    with pytest.raises(CrmError):
        await making.bin_it(company.rep, RENAME_REQUEST, again)


@pytest.mark.feature("WN-REN-002")
async def test_where_the_company_says_so_the_form_does_not_change_a_name(company: Company):
    account = await making.account(company.rep)
    await making.change(company.rep, ACCOUNT, account, name="惠筑科技")
    async with work():
        await settings.decide("account.rename_by_application", True)
    with pytest.raises(Invalid, match="更名申请"):
        await making.change(company.rep, ACCOUNT, account, name="惠筑智能")
    await making.change(company.rep, ACCOUNT, account, city="苏州")
    assert (await Account.get(id=account)).name == "惠筑科技"


async def test_an_application_is_seen_by_its_applicant_superiors_auditors_and_who_sees_the_customer(company: Company):
    account = await making.account(company.rep)
    request = await perform(company.manager, ACCOUNT, account, "apply_rename", NEW)
    await hold(company, "rename_auditor", company.south.id)
    waiting = Listing(view="waiting")
    for who in ("rep", "manager", "boss", "south"):
        found = await search(await actor(who), RENAME_REQUEST, waiting)
        assert [item["id"] for item in found.items] == [request], who
    assert (await search(await actor("other"), RENAME_REQUEST, waiting)).items == []
    with pytest.raises(Invalid):
        await making.change(company.boss, RENAME_REQUEST, request, new_name="改掉")


@pytest.mark.feature("WN-REN-003")
async def test_auditors_are_told_and_without_one_the_administrators_and_never_the_applicant(company: Company):
    heard = events.listeners()
    listen(heard, desk_of("https://crm.example.com", Buttons("secret", ())))

    async def told() -> list[str]:
        await Outbox.all().delete()
        account = await making.account(company.rep, name=f"惠筑{await Account.all().count()}")
        await perform(company.rep, ACCOUNT, account, "apply_rename", NEW)
        for job in await Job.filter(kind="event"):
            await heard.tell(job.payload["name"], job.payload["event"])
        await Job.all().delete()
        return [row.userid for row in await Outbox.all().order_by("id")]

    assert await told() == ["boss"]
    await hold(company, "rename_auditor", company.south.id)
    assert await told() == ["south"]
    await hold(company, "rename_auditor", company.rep.id)
    assert await told() == ["boss"]

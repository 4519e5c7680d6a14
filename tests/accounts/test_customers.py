"""Customers: what they are, what is shown with them, and what their pages gather."""

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.errors import Invalid
from core.files.attaching import attach
from core.files.file import StoredFile
from core.leads.lead import LEAD
from core.objects import custom
from core.objects.actions import perform
from core.objects.around import around
from core.objects.custom import add_field
from core.objects.fields import Face, Option
from core.objects.query import Listing, search
from core.objects.schema import object_schema
from core.pools.group import PoolGroup
from core.work import work
from tests.conftest import Company, actor
from tests.leads import making


@pytest.mark.feature("XS-CUST-001", "WN-CUST-020")
async def test_a_customer_is_a_company_or_a_person_and_begins_as_a_potential_one(company: Company):
    organisation = await making.account(company.rep)
    person = await making.account(company.rep, name="顾景行", kind="person", stage="customer")
    first, second = [await making.seen(company.rep, ACCOUNT, one) for one in (organisation, person)]
    assert (first["kind"], first["stage"], first["origin"]) == ("organisation", "potential", "self")
    assert (second["kind"], second["stage"]) == ("person", "customer")
    assert ACCOUNT.faces["stage"].word("potential") == "潜在客户" and "stage" in ACCOUNT.tags


@pytest.mark.feature("WN-CUST-001", "XS-CUST-002", "XM-CUST-001")
async def test_a_customer_is_saved_without_a_contact_and_gets_one_later(company: Company):
    account = await making.account(company.rep)
    await making.contact(company.rep, account=account, name="沈叔远")
    found = await search(company.rep, CONTACT, Listing(where={"field": "account", "is": account}))
    assert [item["name"] for item in found.items] == ["沈叔远"]
    with pytest.raises(Invalid) as refusal:
        await making.account(company.rep, name="")
    assert list(refusal.value.fields) == ["name"]


@pytest.mark.feature("XM-CUST-002", "XS-CUST-027")
async def test_a_customer_is_edited_and_its_history_says_what_was_before(company: Company):
    account = await making.account(company.rep, city="苏州")
    await making.change(company.rep, ACCOUNT, account, city="无锡", level="a")
    read = await making.seen(company.rep, ACCOUNT, account)
    assert (read["city"], read["level"]) == ("无锡", "a")
    timeline = (await around(company.rep, ACCOUNT, account))["timeline"]
    assert any("城市：苏州 → 无锡" in entry["text"] for entry in timeline)


@pytest.mark.feature("WN-CUST-007")
async def test_a_field_the_company_requires_is_asked_for(company: Company):
    async with work():
        await add_field("account", "region", Face("销售区域", "text", required=True))
    await custom.load()
    with pytest.raises(Invalid, match="销售区域还没填"):
        await making.account(company.rep)
    account = await making.account(company.rep, region="华东")
    assert (await making.seen(company.rep, ACCOUNT, account))["region"] == "华东"


@pytest.mark.feature("WN-CUST-008")
async def test_tags_are_several_of_what_the_company_offers_and_can_be_required(company: Company):
    offered = (Option("vip", "重点"), Option("export", "出口"), Option("slow", "回款慢"))
    async with work():
        await add_field(
            "account", "marks", Face("客户标签组", "choices", required=True, filterable=True, options=offered)
        )
    await custom.load()
    for wrong in ({}, {"marks": []}, {"marks": ["gone"]}):
        with pytest.raises(Invalid) as refusal:
            await making.account(company.rep, **wrong)
        assert list(refusal.value.fields) == ["marks"]
    account = await making.account(company.rep, marks=["vip", "slow"])
    await making.account(company.rep, name="湛石建材", marks=["export"])
    found = await search(company.rep, ACCOUNT, Listing(where={"field": "marks", "is": "vip"}))
    assert [item["id"] for item in found.items] == [account]


@pytest.mark.feature("WN-CUST-021")
async def test_the_last_contact_is_empty_until_there_was_one(company: Company):
    account = await making.account(company.rep)
    never = {"field": "last_follow_at", "empty": True}
    assert [item["id"] for item in (await search(company.rep, ACCOUNT, Listing(where=never))).items] == [account]
    await making.follow_up(company.rep, account=account, at="2026-11-20T10:00:00+08:00")
    assert (await making.seen(company.rep, ACCOUNT, account))["last_follow_at"] == "2026-11-20T02:00:00+00:00"
    assert (await search(company.rep, ACCOUNT, Listing(where=never))).items == []


@pytest.mark.feature("XS-CUST-014", "WN-CUST-011", "AR-CUST-001")
async def test_the_list_shows_name_level_and_number_of_ones_own_and_of_those_below(company: Company):
    await making.account(company.rep, level="a", phone="0512-66880000")
    await making.account(company.other, name="湛石建材", level="b")
    [item] = (await search(company.rep, ACCOUNT, Listing(view="mine"))).items
    assert (item["name"], item["level"], item["phone"]) == ("苏州惠筑科技有限公司", "a", "0512-66880000")
    assert {"name", "level", "phone", "last_follow_at", "stage"} <= set(ACCOUNT.listed)
    assert (await search(company.manager, ACCOUNT, Listing())).total == 2
    assert (await search(company.south, ACCOUNT, Listing())).total == 0


@pytest.mark.feature("XM-CUST-003")
async def test_a_customer_is_found_by_a_word_of_its_name(company: Company):
    account = await making.account(company.rep)
    for words in ("惠筑", "科技", "huizhu"):
        assert [item["id"] for item in (await search(company.rep, ACCOUNT, Listing(q=words))).items] == [account]


@pytest.mark.feature("WN-CUST-012", "WN-CUST-015")
async def test_from_a_customer_one_adds_what_belongs_to_it_and_applies_for_another_name(company: Company):
    schema = object_schema(company.rep, ACCOUNT)
    assert {"contact", "activity", "invoice_profile"} <= {one["object"] for one in schema["related"]}
    assert {"call_mark", "apply_rename", "release"} <= {action["key"] for action in schema["actions"]}


@pytest.mark.feature("WN-CUST-016")
async def test_a_customer_has_several_invoice_profiles_and_one_of_them_is_the_default(company: Company):
    account = await making.account(company.rep)
    given = {"account": account, "tax_number": "91320594MA1XXXXX0Y"}
    first = await making.new(company.rep, INVOICE_PROFILE, **given, title="苏州惠筑科技有限公司", main=True)
    second = await making.new(company.rep, INVOICE_PROFILE, **given, title="惠筑科技上海分公司", main=True)
    await making.new(company.rep, INVOICE_PROFILE, account=await making.account(company.rep, name="湛石"), **{
        "title": "湛石", "tax_number": "91320594MA1XXXXX1Y", "main": True,
    })  # fmt: skip
    mains = await search(company.rep, INVOICE_PROFILE, Listing(where={"field": "main", "is": True}))
    assert first not in {item["id"] for item in mains.items} and mains.total == 2
    await making.change(company.rep, INVOICE_PROFILE, first, main=True)
    assert not (await making.seen(company.rep, INVOICE_PROFILE, second))["main"]


@pytest.mark.feature("AR-CUST-005")
async def test_a_customer_has_several_contacts_with_one_main_one_each_followed_by_its_own_rep(company: Company):
    account = await making.account(company.rep)
    buyer = await making.contact(company.rep, account=account, name="沈叔远", main=True, department="采购部")
    maker = await making.contact(
        company.rep, account=account, name="吴若溪", owner=company.other.id, department="生产部"
    )
    assert (await making.seen(company.other, CONTACT, maker))["owner"]["id"] == company.other.id
    await making.change(company.rep, CONTACT, maker, main=True)
    assert [(await making.seen(company.rep, CONTACT, one))["main"] for one in (buyer, maker)] == [False, True]
    await making.change(company.rep, CONTACT, buyer, title="总监")
    assert (await making.seen(company.rep, CONTACT, maker))["main"]


@pytest.mark.feature("XS-CUST-023", "WN-CUST-022")
async def test_the_360_view_gathers_contacts_documents_invoice_details_and_renames(company: Company):
    account = await making.account(company.rep)
    await making.contact(company.rep, account=account)
    await making.new(company.rep, INVOICE_PROFILE, account=account, title="惠筑", tax_number="91320594MA1XXXXX0Y")
    await making.follow_up(company.rep, account=account, content="到访厂区")
    file = await StoredFile.create(sha256="a" * 64, size=3, media_type="image/png", state="kept")
    async with work():
        await attach(company.rep, file, "报价.pdf", {"account": account})
    shown = await around(company.rep, ACCOUNT, account)
    found = {group["object"]: group["total"] for group in shown["related"]}
    expected = {"contact": 1, "attachment": 1, "invoice_profile": 1, "rename_request": 0}
    assert {key: found[key] for key in expected} == expected
    assert [entry["text"] for entry in shown["timeline"] if entry["kind"] == "activity"] == ["到访厂区"]


@pytest.mark.feature("WN-LEAD-015", "WN-CUST-018", "WN-CUST-017")
@pytest.mark.parametrize("pool_of", ["lead", "account"])
async def test_creation_marks_assignment_and_giving_up_stand_in_the_history(company: Company, pool_of: str):
    definition = {"lead": LEAD, "account": ACCOUNT}[pool_of]
    group = await PoolGroup.create(name="华东公海", pool_of=pool_of, mode="claim", everyone=True, active=True)
    record_id = await (making.lead if pool_of == "lead" else making.account)(await actor("rep"), pool_group=group.id)
    await making.mark(company.rep, definition, record_id, "missed")
    await perform(company.manager, definition, record_id, "transfer", {"to": company.other.id})
    await perform(company.other, definition, record_id, "release", {"reason": "跟不过来"})
    assert (await making.seen(company.boss, definition, record_id))["pool_state"] == "unclaimed"
    assert await making.told(company.boss, definition, record_id) == [
        ("退回公海", "王晓明"),
        ("转移", "陈思远"),
        ("标注通话", "周雨桐"),
        ("新建", "周雨桐"),
    ]

"""Merging: whose values stay, chosen field by field."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.rename import BY_APPLICATION
from core.company import decide
from core.errors import Conflict, Invalid
from core.leads.lead import LEAD, Lead
from core.merging.fields import offered
from core.merging.plan import merge_plan
from core.objects import custom
from core.objects.custom import CustomField
from core.objects.duplicates import RecordKey
from core.objects.fields import Face
from core.work import work
from tests.conftest import Company
from tests.merging.conftest import merged, new
from tests.objects.making import narrowed

Twins = tuple[Account, Account]


def fields_of(plan: dict[str, Any]) -> dict[str, Any]:
    return {field["key"]: field for field in plan["fields"]}


@pytest.mark.feature("AR-CUST-002")
async def test_the_first_is_the_master_unless_another_is_chosen(company: Company, twins: Twins):
    first, second = twins
    ids = [first.id, second.id]
    assert (await merge_plan(company.rep, ACCOUNT, ids))["master"] == first.id
    assert (await merge_plan(company.rep, ACCOUNT, ids, second.id))["master"] == second.id
    done = await merged(company.rep, ACCOUNT, first, second, master=second.id)
    kept = await Account.get(id=done.id)
    assert (kept.id, kept.name, kept.city) == (second.id, "汇筑科技", "苏州")


@pytest.mark.feature("XS-CUST-033")
async def test_every_field_can_be_chosen_also_those_of_the_company(company: Company):
    await CustomField.create(object="account", key="machines", label="机床", kind="choices", options=[
        {"value": "lathe", "label": "车床"}, {"value": "mill", "label": "铣床"},
    ])  # fmt: skip
    await custom.load()
    first = await new(company.rep, ACCOUNT, name="汇筑", level="a", note="老客户", machines=["lathe"])
    second = await new(company.rep, ACCOUNT, name="汇筑科技", level="b", note="要样品", machines=["mill"])
    plan = await merge_plan(company.rep, ACCOUNT, [first.id, second.id])
    fields = fields_of(plan)
    assert fields["machines"]["values"][str(second.id)] == {"value": ["mill"], "shown": "铣床"}
    assert fields["level"]["values"][str(first.id)] == {"value": "a", "shown": "A"}
    assert {fields[key]["pick"] for key in ("name", "level", "note", "machines")} == {first.id}
    assert fields["name"]["differs"] and not fields["kind"]["differs"] and "owner" not in fields
    await merged(company.rep, ACCOUNT, first, second, picks={"level": second.id, "machines": second.id})
    kept = await Account.get(id=first.id)
    assert (kept.name, kept.level, kept.note, kept.custom) == ("汇筑", "b", "老客户", {"machines": ["mill"]})


@pytest.mark.feature("XS-CUST-034")
async def test_the_masters_values_win_and_only_what_it_lacks_is_filled(company: Company):
    first = await new(company.rep, ACCOUNT, name="汇筑", city="苏州", industry="software")
    second = await new(
        company.rep, ACCOUNT, name="汇筑科技", city="上海", address="世纪大道 1 号", lat=31.2, lng=121.5,
        industry="trade", website="https://huizhu.com",
    )  # fmt: skip
    await merged(company.rep, ACCOUNT, first, second)
    kept = await Account.get(id=first.id)
    assert (kept.name, kept.industry, kept.website) == ("汇筑", "software", "https://huizhu.com")
    assert (kept.city, kept.address, kept.lat) == ("苏州", "", None)  # no address of one town in another


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("phone", ["13900000001", "139 0000 0002; 13900000001"], None),
        ("phone", ["13900000001", "139 0000 0002", "13900000003"], "13900000001; 139 0000 0002; 13900000003"),
        ("phone", ["0512-62880000 转 8001", "13900000002"], "0512-62880000 转 8001; 13900000002"),
        ("email", ["a@x.com，b@x.com", "B@x.com", "c@x.com"], "a@x.com; b@x.com; c@x.com"),
        ("phone", ["13900000001", "+86 139 0000 0001"], None),
        ("phone", ["13900000001", ""], None),
        ("phone", ["", ""], None),
        ("text", ["甲", "乙"], None),
    ],
)
def test_all_numbers_and_addresses_are_offered_each_once(kind: Any, values: list[str], expected: str | None):
    assert offered(Face("电话", kind), values) == expected


async def test_both_numbers_are_offered_kept_and_found_by_each(company: Company, twins: Twins):
    account = {"account": twins[0].id}
    first = await new(company.rep, CONTACT, name="林嘉禾", mobile="13900000001", **account)
    second = await new(company.rep, CONTACT, name="林嘉禾", mobile="13900000002", title="总监", **account)
    fields = fields_of(await merge_plan(company.rep, CONTACT, [first.id, second.id]))
    assert fields["mobile"]["both"] == "13900000001; 13900000002" and fields["title"]["both"] is None
    await merged(company.rep, CONTACT, first, second, picks={"mobile": "both"})
    assert (await Contact.get(id=first.id)).mobile == "13900000001; 13900000002"
    held = await RecordKey.filter(object="contact", kind="mobile").values_list("value", "record_id")
    assert sorted(held) == [("13900000001", first.id), ("13900000002", first.id)]


async def test_a_hard_key_goes_from_the_other_to_the_master(company: Company):
    first = await new(company.rep, ACCOUNT, name="汇筑")
    second = await new(company.rep, ACCOUNT, name="汇筑科技", credit_code="91320594MA1N2X3Y4Z")
    await merged(company.rep, ACCOUNT, first, second, picks={"credit_code": second.id})
    assert (await Account.get(id=first.id)).credit_code == "91320594MA1N2X3Y4Z"
    keys = await RecordKey.filter(object="account").values_list("record_id", flat=True)
    assert set(keys) <= {first.id}


async def test_a_wrong_choice_is_told_at_its_field(company: Company, twins: Twins):
    first, second = twins
    for picks in (
        {"name": 999},
        {"name": "both"},
        {"owner": second.id},
        {"last_follow_at": second.id},
        {"nonsense": second.id},
    ):
        with pytest.raises(Invalid) as wrong:
            await merged(company.rep, ACCOUNT, first, second, picks=picks)
        assert set(wrong.value.fields) == set(picks)
    long = []
    for n in "12":
        phone = "; ".join(f"0512-6288{n}{i:03d}" for i in range(6))
        long.append(await new(company.rep, CONTACT, name="林", phone=phone, account=first.id))
    assert (fields_of(await merge_plan(company.rep, CONTACT, [one.id for one in long])))["phone"]["both"] is None
    with pytest.raises(Invalid) as wrong:
        await merged(company.rep, CONTACT, *long, picks={"phone": "both"})
    assert "只能选其中一条的" in wrong.value.fields["phone"]


async def test_hidden_and_locked_fields_are_neither_shown_nor_chosen(company: Company, twins: Twins):
    first, second = twins
    hidden = narrowed(company.rep, hidden=frozenset({("account", "phone")}))
    locked = narrowed(company.rep, readonly=frozenset({("account", "phone")}))
    for actor in (hidden, locked):
        fields = fields_of(await merge_plan(actor, ACCOUNT, [first.id, second.id]))
        assert "phone" not in fields and "name" in fields
        with pytest.raises(Invalid):
            await merged(actor, ACCOUNT, first, second, picks={"phone": second.id})
        with pytest.raises(Invalid):
            await merged(actor, ACCOUNT, first, second, values={"phone": "0512-62880001"})
    await merged(hidden, ACCOUNT, first, second)
    assert (await Account.get(id=first.id)).phone == ""


async def test_what_one_of_the_records_has_is_not_asked_for(company: Company, twins: Twins):
    first, second = twins
    await Account.filter(id=second.id).update(custom={"partner_no": "P-7"})
    await CustomField.create(object="account", key="partner_no", label="伙伴编号", kind="text", required=True)
    await CustomField.create(object="account", key="tier", label="档次", kind="choice", required=True, options=[])
    await custom.load()
    plan = await merge_plan(company.rep, ACCOUNT, [first.id, second.id])
    assert plan["asked"] == []  # nor a choice without anything to choose
    await merged(company.rep, ACCOUNT, first, second)
    assert (await Account.get(id=first.id)).custom == {"partner_no": "P-7"}


async def test_what_a_form_must_fill_in_is_asked_for_and_can_be_given(company: Company, twins: Twins):
    await CustomField.create(object="account", key="partner_no", label="伙伴编号", kind="text", required=True)
    await custom.load()
    first, second = twins
    with pytest.raises(Invalid) as closed:
        await merged(company.rep, ACCOUNT, first, second, values={"owner": company.other.id})
    assert set(closed.value.fields) == {"owner"}
    with pytest.raises(Invalid) as missing:
        await merged(company.rep, ACCOUNT, first, second)
    assert missing.value.fields == {"partner_no": "伙伴编号还没填"}
    assert await Account.filter(deleted_at=None).count() == 2  # nothing half
    plan = await merge_plan(company.rep, ACCOUNT, [first.id, second.id])
    assert plan["asked"] == ["partner_no"] and "partner_no" not in fields_of(plan)
    await merged(company.rep, ACCOUNT, first, second, values={"partner_no": "P-7"})
    assert (await Account.get(id=first.id)).custom == {"partner_no": "P-7"}


async def test_a_name_that_only_an_application_changes_is_not_changed_by_merging(company: Company, twins: Twins):
    first, second = twins
    async with work():
        await decide(BY_APPLICATION, True)
    with pytest.raises(Invalid) as refused:
        await merged(company.rep, ACCOUNT, first, second, picks={"name": second.id})
    assert "更名申请" in refused.value.fields["name"]
    await merged(company.rep, ACCOUNT, first, second)


async def test_what_nobody_confirmed_keeps_its_mark_where_it_goes(company: Company):
    first = await new(company.rep, LEAD, name="林嘉禾", mobile="13900000001", title="经理")
    second = await new(company.rep, LEAD, name="林嘉禾", wechat="lin", title="总监")
    await Lead.filter(id=first.id).update(doubtful=["mobile", "title"])
    await Lead.filter(id=second.id).update(doubtful=["wechat", "name"])
    await merged(company.rep, LEAD, first, second, picks={"title": second.id})
    assert (await Lead.get(id=first.id)).doubtful == ["mobile", "wechat"]


async def test_a_number_that_a_third_record_holds_stays_its(company: Company):
    await new(company.south, LEAD, name="别人", mobile="13900000009")
    first, second = [await new(company.rep, LEAD, name="林嘉禾", wechat=f"lin{n}") for n in range(2)]
    await Lead.filter(id=second.id).update(mobile="13900000009")  # a row from before the key
    with pytest.raises(Conflict) as taken:
        await merged(company.rep, LEAD, first, second)
    assert taken.value.extra["duplicates"]
    assert await Lead.filter(deleted_at=None).count() == 3
    await merged(company.rep, LEAD, first, second, picks={"mobile": first.id})

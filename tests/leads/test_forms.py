"""What the form of a lead takes: ways to reach a person, numbers as people write them, the follow-up status."""

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.errors import Conflict, Invalid
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.objects.query import Listing, search
from core.objects.schema import object_schema
from tests.conftest import Company
from tests.leads import making


@pytest.mark.feature("WN-LEAD-001", "WN-LEAD-007", "XS-LEAD-001", "AR-LEAD-001")
@pytest.mark.parametrize(
    "way",
    [
        {"mobile": "13900002716"},
        {"phone": "0512-66880000"},
        {"email": "lin@huizhu.example"},
        {"qq": "10001"},
        {"wechat": "lin_jiahe"},
    ],
)
async def test_any_one_way_to_reach_a_person_is_enough(company: Company, way: dict[str, str]):
    lead = await making.new(company.rep, LEAD, name="林嘉禾", source="exhibition", **way)
    read = await making.seen(company.rep, LEAD, lead)
    assert (read["owner"]["label"], read["status"], read["pool_state"]) == ("周雨桐", "new", "private")


@pytest.mark.feature("WN-LEAD-001")
async def test_without_mobile_landline_email_qq_or_wechat_nothing_is_saved(company: Company):
    for given in ({}, {"mobile": " "}, {"fax": "0512-66880001", "address": "苏州"}):
        with pytest.raises(Invalid, match="至少填一个"):
            await making.new(company.rep, LEAD, name="林嘉禾", **given)
    assert (await search(company.boss, LEAD, Listing())).total == 0


NUMBERS = [
    *((LEAD, field) for field in ("mobile", "phone", "fax")),
    *((ACCOUNT, field) for field in ("phone", "fax")),
    *((CONTACT, field) for field in ("mobile", "phone")),
]


@pytest.mark.feature("WN-LEAD-002", "WN-CUST-002")
@pytest.mark.parametrize(("definition", "field"), NUMBERS, ids=lambda one: getattr(one, "key", one))
async def test_numbers_are_taken_as_people_write_them_below_fifty_characters(company: Company, definition, field: str):
    needed = {"wechat": "lin"} if definition is LEAD else {}
    if definition is CONTACT:
        needed = {"account": await making.account(company.rep)}
    kept = await making.new(company.rep, definition, name="林嘉禾", **needed)
    several = "+86 139 0000 2716; 0512-66880000 转 8001"
    for written in ("+86 (139) 0000-2716", "0086-139 0000 2716", "（139）0000－2716", "1" * 49, several):
        await making.change(company.rep, definition, kept, **{field: written})
        assert (await making.seen(company.rep, definition, kept))[field] == written
    for wrong in ("1" * 50, f"13900002716; {'1' * 50}", "keine"):
        with pytest.raises(Invalid) as refusal:
            await making.change(company.rep, definition, kept, **{field: wrong})
        assert list(refusal.value.fields) == [field]
    assert (await making.seen(company.rep, definition, kept))[field] == several


@pytest.mark.feature("WN-LEAD-008", "XS-LEAD-011")
async def test_a_lead_is_completed_later_and_its_form_can_show_every_field(company: Company):
    lead = await making.lead(company.rep)
    await making.change(company.rep, LEAD, lead, company="苏州惠筑科技有限公司", title="采购总监", qq="10001")
    read = await making.seen(company.rep, LEAD, lead)
    assert (read["company"], read["title"], read["qq"]) == ("苏州惠筑科技有限公司", "采购总监", "10001")
    forms = object_schema(company.rep, LEAD)["forms"]
    assert set(forms["common"]) < set(forms["all"])


@pytest.mark.feature("XS-LEAD-013")
async def test_the_follow_up_status_begins_unhandled_and_its_owner_changes_it(company: Company):
    lead = await making.lead(company.rep)
    assert [option.label for option in LEAD.faces["status"].options] == ["未处理", "已联系", "已关闭"]
    for status in ("contacted", "closed", "new"):
        await making.change(company.rep, LEAD, lead, status=status)
        assert (await making.seen(company.rep, LEAD, lead))["status"] == status
        assert (await making.seen(company.rep, LEAD, lead))["pool_state"] == "private"
    with pytest.raises(Invalid, match="没有这个选项"):
        await making.change(company.rep, LEAD, lead, status="gone")


@pytest.mark.feature("XS-LEAD-018")
async def test_a_lead_is_closed_with_a_reason_and_opened_again_without_it(company: Company):
    lead = await making.lead(company.rep)
    with pytest.raises(Invalid, match="原因还没填"):
        await perform(company.rep, LEAD, lead, "close", {})
    await perform(company.rep, LEAD, lead, "close", {"reason": "今年没有预算"})
    read = await making.seen(company.rep, LEAD, lead)
    assert (read["status"], read["closed_reason"], read["owner"]["id"]) == ("closed", "今年没有预算", company.rep.id)
    with pytest.raises(Conflict):
        await perform(company.rep, LEAD, lead, "close", {"reason": "再关一次"})
    await perform(company.rep, LEAD, lead, "reopen", {})
    read = await making.seen(company.rep, LEAD, lead)
    assert (read["status"], read["closed_reason"]) == ("new", "")
    assert [verb for verb, _ in await making.told(company.rep, LEAD, lead)] == ["重新打开", "关闭线索", "新建"]


@pytest.mark.feature("WN-LEAD-014")
async def test_a_lead_of_ones_own_offers_convert_edit_mark_and_give_up(company: Company):
    keys = {action["key"] for action in object_schema(company.rep, LEAD)["actions"]}
    assert {"convert", "call_mark", "close", "release"} <= keys

"""Who is already there while a form is being filled in."""

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT
from core.conversion.similar import similar
from core.leads.lead import LEAD
from tests.conftest import Company
from tests.leads import making

HUIZHU = "苏州惠筑科技有限公司"


@pytest.mark.feature("XS-CUST-004", "AR-CUST-011")
async def test_a_customers_name_finds_the_same_company_and_names_that_hold_the_word(company: Company):
    account = await making.account(company.rep)
    for typed in ("惠筑科技", "苏州惠筑科技（有限公司）", "惠筑"):
        [hit] = await similar(company.rep, ACCOUNT, {"name": typed})
        assert (hit["object"], hit["id"], hit["label"], hit["owner"]["label"]) == ("account", account, HUIZHU, "周雨桐")
    assert await similar(company.rep, ACCOUNT, {"name": "湛石"}) == []
    assert await similar(company.rep, ACCOUNT, {"name": HUIZHU}, besides=account) == []


@pytest.mark.feature("XS-CUST-004", "AR-CUST-011")
async def test_outside_ones_scope_only_that_it_is_there_and_who_follows_it(company: Company):
    await making.account(company.south, phone="0755-88880000")
    [hit] = await similar(company.rep, ACCOUNT, {"name": HUIZHU})
    assert (hit["id"], hit["owner"]["label"], hit["status"]) == (None, "何嘉文", "潜在")
    assert hit["label"] != HUIZHU and "0755" not in str(hit)
    for part in ("惠筑", "苏州"):
        assert await similar(company.rep, ACCOUNT, {"name": part}) == []


async def test_leads_of_the_same_company_and_people_with_the_same_mobile_are_named_too(company: Company):
    lead = await making.lead(company.rep, company=HUIZHU)
    contact = await making.contact(
        company.rep, mobile="13900002717", account=await making.account(company.rep, name="湛石")
    )
    found = await similar(company.rep, ACCOUNT, {"name": HUIZHU})
    assert [(hit["object"], hit["id"]) for hit in found] == [("lead", lead)]
    found = await similar(company.rep, LEAD, {"company": HUIZHU, "mobile": "+86 139-0000-2717"})
    assert {(hit["object"], hit["id"]) for hit in found} == {("lead", lead), ("contact", contact)}
    found = await similar(company.rep, CONTACT, {"mobile": "13900002716"})
    assert [(hit["object"], hit["id"], hit["hard"]) for hit in found] == [("lead", lead, True)]


async def test_at_most_five_are_shown_and_those_in_the_bin_never(company: Company):
    ids = [await making.account(company.rep, city=str(n)) for n in range(7)]
    assert len(await similar(company.rep, ACCOUNT, {"name": HUIZHU})) == 5
    for one in ids:
        await making.bin_it(company.rep, ACCOUNT, one)
    assert await similar(company.rep, ACCOUNT, {"name": HUIZHU}) == []
    assert await Account.all().count() == 7

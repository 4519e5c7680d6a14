"""The address book of a mailbox (腾讯企业邮箱): as leads, or as customers with the people of no company apart."""

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import Contact
from core.company import decide
from core.importing.run import ImportRun
from core.importing.starting import start_for_real
from core.leads.lead import LEAD, Lead
from core.work import work
from tests.conftest import Company
from tests.importing.making import Imports, counts, reasons
from tests.objects.making import narrowed

HEADERS = ("姓名", "邮件地址", "移动电话", "电话", "公司", "职务", "备注")
PEOPLE = (
    ("王芳", "wangfang@huizhu.cn", "13800138000", "021-68886688", "惠筑科技", "采购经理", "展会认识"),
    ("李雷", "lilei@qq.com", "", "", "", "", "同学"),
    ("韩梅", "hanmei@huixin.cn", "", "", "汇鑫贸易", "", ""),
    ("", "info@nobody.cn", "", "", "", "", ""),
)


@pytest.fixture
async def wanted(company: Company) -> None:
    async with work():
        await decide("import.nameless_become_leads", True)


async def beside(run: ImportRun) -> ImportRun:
    return await ImportRun.get(id=run.options["beside"])


@pytest.mark.feature("WN-LEAD-006")
async def test_an_address_book_becomes_leads_as_it_is(imports: Imports, company: Company) -> None:
    run = await imports.run(company.rep, LEAD, HEADERS, PEOPLE)
    assert counts(run) == {"created": 3, "failed": 1}
    lead = await Lead.get(name="王芳")
    assert (lead.company, lead.title, lead.mobile, lead.phone, lead.email, lead.note, lead.owner_id) == (
        "惠筑科技",
        "采购经理",
        "13800138000",
        "021-68886688",
        "wangfang@huizhu.cn",
        "展会认识",
        company.rep.id,
    )


@pytest.mark.feature("WN-CUST-010")
async def test_people_without_a_company_become_leads_where_the_company_wants_it(
    imports: Imports, company: Company, wanted: None
) -> None:
    run = await imports.run(company.rep, ACCOUNT, HEADERS, PEOPLE)
    leads = await imports.carry_out(await beside(run))
    assert (run.rows, counts(run)) == (2, {"created": 2})
    assert (leads.object, leads.rows, counts(leads)) == ("lead", 2, {"created": 1, "failed": 1})
    assert await reasons(leads) == {5: "姓名还没填"}
    assert sorted([account.name for account in await Account.all()]) == ["惠筑科技", "汇鑫贸易"]
    assert sorted([contact.email for contact in await Contact.all()]) == ["hanmei@huixin.cn", "wangfang@huizhu.cn"]
    [lead] = await Lead.all()
    assert (lead.name, lead.email, lead.note, lead.owner_id) == ("李雷", "lilei@qq.com", "同学", company.rep.id)


@pytest.mark.feature("WN-CUST-010")
async def test_otherwise_such_rows_come_back_with_a_reason(imports: Imports, company: Company) -> None:
    run = await imports.run(company.rep, ACCOUNT, HEADERS, PEOPLE)
    assert "beside" not in run.options
    assert counts(run) == {"created": 2, "failed": 2}
    assert set(await reasons(run)) == {3, 5}
    assert not await Lead.exists()


async def test_a_trial_of_both_goes_in_as_both(imports: Imports, company: Company, wanted: None) -> None:
    trial = await imports.run(company.rep, ACCOUNT, HEADERS, PEOPLE, dry_run=True)
    leads_trial = await imports.carry_out(await beside(trial))
    assert (counts(trial), counts(leads_trial)) == ({"created": 2}, {"created": 1, "failed": 1})
    assert not await Lead.exists() and not await Account.exists()
    async with work():
        real = await start_for_real(company.rep, trial)
    assert counts(await imports.carry_out(real)) == {"created": 2}
    assert counts(await imports.carry_out(await beside(real))) == {"created": 1, "failed": 1}


async def test_who_may_not_create_leads_gets_the_rows_back(imports: Imports, company: Company, wanted: None) -> None:
    actor = narrowed(company.rep, reaches={("lead", "create"): "none"})
    run = await imports.begin(actor, ACCOUNT, HEADERS, PEOPLE)
    assert "beside" not in run.options


async def test_a_file_of_ours_keeps_its_rows_together(imports: Imports, company: Company, wanted: None) -> None:
    headers = ("客户名称", "负责人", "联系人·姓名", "联系人·邮箱")
    run = await imports.run(company.rep, ACCOUNT, headers, [("", "周雨桐", "王芳", "w@a.cn")])
    assert counts(run) == {"failed": 1}
    assert not await Lead.exists()

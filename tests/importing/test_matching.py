"""Which record a row means: by number, by what the company takes for the same, and never one that is not ours."""

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.company import decide
from core.leads.lead import LEAD, Lead
from core.objects.definition import ObjectDef
from core.objects.writing import create
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company
from tests.importing.making import Imports, counts, reasons


async def made(actor: Actor, definition: ObjectDef, **values: object) -> int:
    async with work():
        return int((await create(actor, definition, values)).id)


async def test_the_number_says_which_record_is_meant(imports: Imports, company: Company):
    lead = await made(company.rep, LEAD, name="张三", mobile="13800000001")
    hidden = await made(company.south, LEAD, name="别人的", mobile="13800000009")
    rows = [(lead, "张三丰", "13800000002"), (hidden, "李四", "13800000003"), (99999, "王五", "13800000004")]
    run = await imports.run(company.rep, LEAD, ("系统编号", "姓名", "手机"), rows, mode="upsert")
    assert counts(run) == {"updated": 1, "failed": 2}
    changed = await Lead.get(id=lead)
    assert (changed.name, changed.mobile) == ("张三丰", "13800000002")
    told = await reasons(run)
    assert f"编号为 {hidden} 的线索" in told[3] and "编号为 99999 的线索" in told[4]
    assert all(reason.endswith("，或你看不到") for reason in told.values())


@pytest.mark.feature("XS-LEAD-004")
@pytest.mark.feature("XS-CPOOL-007")
async def test_the_company_chooses_what_counts_as_the_same(imports: Imports, company: Company):
    await made(company.rep, LEAD, name="张三", mobile="13800000001", email="zhang@example.com")
    rows = [("李四", "13800000001", ""), ("王五", "13800000002", "zhang@example.com")]
    async with work():
        await decide("duplicates.match", {"lead": ["mobile"], "account": [], "contact": []})
    run = await imports.run(company.rep, LEAD, ("姓名", "手机", "邮箱"), rows)
    assert counts(run) == {"skipped": 1, "failed": 1}  # the mailbox is nobody else's, though it is no criterion
    assert "邮箱已存在" in (await reasons(run))[3]


async def test_what_others_own_is_neither_changed_nor_shown(imports: Imports, company: Company):
    await made(company.south, LEAD, name="欧阳若水", mobile="13800000001")
    rows = [("李四", "13800000001")]
    skipped = await imports.run(company.rep, LEAD, ("姓名", "手机"), rows, mode="skip")
    assert counts(skipped) == {"skipped": 1}
    for mode in ("upsert", "update"):
        run = await imports.run(company.rep, LEAD, ("姓名", "手机"), rows, mode=mode)
        assert counts(run) == {"failed": 1}
        [reason] = (await reasons(run)).values()
        assert "何嘉文" in reason and "若水" not in reason
        assert run.preview[0]["duplicate"]["id"] is None and "若水" not in str(run.preview)
    assert (await Lead.get(mobile="13800000001")).name == "欧阳若水"


async def test_a_row_that_may_mean_several_is_asked_for_the_number(imports: Imports, company: Company):
    ids = [await made(company.rep, ACCOUNT, name=name) for name in ("汇筑科技", "汇筑科技有限公司")]
    rows = [("汇筑科技", "上海")]
    run = await imports.run(company.rep, ACCOUNT, ("客户名称", "城市"), rows, mode="upsert")
    assert counts(run) == {"failed": 1}
    [reason] = (await reasons(run)).values()
    assert "系统编号" in reason and all(str(one) in reason for one in ids)


@pytest.mark.feature("XS-CPOOL-006")
async def test_empty_cells_clear_values_only_where_that_is_asked_for(imports: Imports, company: Company):
    lead = await made(company.rep, LEAD, name="张三", mobile="13800000001", company="汇筑", title="销售")
    rows = [("13800000001", "", "总监")]
    await imports.run(company.rep, LEAD, ("手机", "公司名称", "职务"), rows, mode="update")
    kept = await Lead.get(id=lead)
    assert (kept.company, kept.title) == ("汇筑", "总监")
    await imports.run(company.rep, LEAD, ("手机", "公司名称"), [("13800000001", "")], mode="update", blank_clears=True)
    cleared = await Lead.get(id=lead)
    assert (cleared.company, cleared.title, cleared.owner_id) == ("", "总监", company.rep.id)


@pytest.mark.feature("XS-CUST-007")
@pytest.mark.feature("WN-CUST-009")
async def test_imported_customers_are_self_created_unless_the_file_says_otherwise(imports: Imports, company: Company):
    rows = [("汇筑科技", "周雨桐", ""), ("远山贸易", "周雨桐", "导入")]
    run = await imports.run(company.rep, ACCOUNT, ("客户名称", "客户所有人", "创建类型"), rows)
    assert counts(run) == {"created": 2}, await reasons(run)
    assert dict(await Account.all().values_list("name", "origin")) == {"汇筑科技": "self", "远山贸易": "import"}


@pytest.mark.feature("AR-IMP-005")
async def test_contacts_have_a_file_of_their_own(imports: Imports, company: Company):
    account = await made(company.rep, ACCOUNT, name="汇筑科技")
    await made(company.south, ACCOUNT, name="别人的客户")
    rows = [("张三", "13800000001", "汇筑科技"), ("李四", "13800000002", "别人的客户"), ("王五", "13800000003", "")]
    run = await imports.run(company.rep, CONTACT, ("姓名", "手机", "所属客户"), rows)
    assert counts(run) == {"created": 1, "failed": 2}
    told = str(await reasons(run))
    assert "没有叫「别人的客户」的客户" in told and "所属客户还没填" in told
    assert dict(await Contact.all().values_list("name", "account_id")) == {"张三": account}


async def test_a_contact_of_a_customer_that_is_there_is_added_or_changed(imports: Imports, company: Company):
    account = await made(company.rep, ACCOUNT, name="汇筑科技")
    await made(company.rep, CONTACT, name="张三", mobile="13800000001", account=account)
    headers = ("[客]客户名称", "[联]姓名", "[联]手机", "[联]职务")
    rows = [
        ("汇筑科技", "张三", "13800000001", "总监"),
        ("汇筑科技", "李四", "13800000002", "经理"),
        ("汇筑科技", "王五", "abc", ""),
        ("汇筑科技", "张三", "13800000001", "总监"),
    ]
    run = await imports.run(company.rep, ACCOUNT, headers, rows, mode="upsert")
    assert counts(run) == {"updated": 2, "failed": 1, "unchanged": 1, "skipped": 1}, await reasons(run)
    assert dict(await Contact.all().values_list("name", "title")) == {"张三": "总监", "李四": "经理"}


async def test_a_customer_whose_contact_is_refused_is_not_made_either(imports: Imports, company: Company):
    other = await made(company.south, ACCOUNT, name="别人的客户")
    await made(company.south, CONTACT, name="别人的", mobile="13800000001", account=other)
    rows = [("汇筑科技", "张三", "13800000001"), ("远山贸易", "", "13800000002")]
    run = await imports.run(company.rep, ACCOUNT, ("[客]客户名称", "[联]姓名", "[联]手机"), rows)
    assert counts(run) == {"failed": 2}
    assert (await reasons(run))[2].startswith("联系人：手机已存在") and (await reasons(run))[3] == "联系人·姓名还没填"
    assert await Account.all().values_list("id", flat=True) == [other]


async def test_a_trial_run_knows_rows_that_mean_the_same_record(imports: Imports, company: Company):
    rows = [("张三", f"1380000{n % 400:04}") for n in range(600)]
    for mode, expected in (("skip", {"created": 400, "skipped": 200}), ("upsert", {"created": 400, "updated": 200})):
        run = await imports.run(company.rep, LEAD, ("姓名", "手机"), rows, mode=mode, dry_run=True)
        assert counts(run) == expected
    assert not await Lead.exists()


async def test_values_beside_the_file_are_given_to_new_records(imports: Imports, company: Company):
    lead = await made(company.rep, LEAD, name="张三", mobile="13800000001", source="card")
    rows = [("张三", "13800000001"), ("李四", "13800000002")]
    run = await imports.run(company.rep, LEAD, ("姓名", "手机"), rows, mode="upsert", defaults={"source": "import"})
    assert counts(run) == {"created": 1, "unchanged": 1, "skipped": 1}
    assert (await Lead.get(id=lead)).source == "card"
    assert (await Lead.get(name="李四")).source == "import"

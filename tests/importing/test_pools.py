"""Imports into pools and out of them: who owns what comes, what waits, and what overwriting leaves alone."""

import orjson
import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import Contact
from core.db import Database
from core.events import listeners
from core.importing.assigning import assign_imported
from core.importing.run import ImportRun
from core.jobs import Job, JobRun, Jobs
from core.leads.lead import LEAD, Lead
from core.objects.writing import create
from core.outbox import Outbox
from core.pools.facts import PoolEvent
from core.work import work
from notifications.told import listen
from tests.conftest import Company
from tests.importing.making import Imports, counts, reasons
from tests.pools.conftest import Pool
from tests.pools.test_assigning_by_rules import rule

LEAD_HEADERS = ("姓名", "公司名称", "手机", "负责人", "公海分组")
ACCOUNT_HEADERS = ("[客]客户名称", "[客]公海池分组", "[客]负责人", "[客]行业", "[联]姓名", "[联]手机")


@pytest.fixture
def heard(database: Database) -> None:
    here = listeners()
    assert here is not None
    listen(here, desk_of("https://crm.example.com", Buttons("secret", ())))


async def notices() -> dict[str, list[str]]:
    """The cards of each member, once all jobs are through."""

    async def tell(run: JobRun) -> None:
        here = listeners()
        assert here is not None
        await here.tell(run.payload["name"], run.payload["event"])

    queue = Jobs()
    queue.handle("event", tell)
    queue.handle("import.assign", assign_imported)
    await Job.filter(kind="import").delete()
    await queue.worker.drain()
    found: dict[str, list[str]] = {}
    for row in await Outbox.all().order_by("id"):
        found.setdefault(row.userid, []).append(orjson.dumps(row.payload).decode())
    return found


@pytest.mark.feature("XS-LPOOL-005")
async def test_leads_of_a_file_wait_in_the_pool_for_whoever_picks_them_up(imports: Imports, leads: Pool):
    rows = [(f"线索{n}", "汇筑科技", f"1380000{n:04}", "", "") for n in range(300)]
    run = await imports.run(leads.rep, LEAD, LEAD_HEADERS, rows, pool_group=leads.group.id)
    assert counts(run) == {"created": 300}
    made = await Lead.all()
    assert {(one.pool_state, one.pool_group_id, one.owner_id) for one in made} == {("unclaimed", leads.group.id, None)}
    assert all(one.entered_pool_at for one in made)
    assert await PoolEvent.filter(verb="enter").count() == 300
    await leads.act(leads.other, made[0].id, "claim")
    assert (await leads.row(made[0].id)).owner_id == leads.other.id


async def test_a_row_that_names_an_owner_is_his_at_once(imports: Imports, leads: Pool):
    rows = [("张三", "", "13800000001", "王晓明", "华东公海"), ("李四", "", "13800000002", "", "华东公海")]
    run = await imports.run(leads.rep, LEAD, LEAD_HEADERS, rows, pool_group=leads.group.id)
    assert counts(run) == {"created": 2}
    assert (await Lead.get(name="张三")).pool_state == "claimed"
    assert (await Lead.get(name="张三")).owner_id == leads.other.id
    assert (await Lead.get(name="李四")).pool_state == "unclaimed"


@pytest.mark.feature("XS-LPOOL-008")
async def test_cells_are_matched_with_members_options_dates_and_groups(imports: Imports, leads: Pool):
    headers = (*LEAD_HEADERS, "来源", "下次跟进")
    rows = [
        ("张三", "", "13800000001", "周雨桐", "华东公海", "展会", "2026-12-01"),
        ("李四", "", "13800000002", "无此人", "华东公海", "展会", "2026-12-01"),
        ("王五", "", "13800000003", "周雨桐", "无此组", "展会", "2026-12-01"),
        ("赵六", "", "13800000004", "周雨桐", "华东公海", "火星", "2026-12-01"),
        ("钱七", "", "13800000005", "周雨桐", "华东公海", "展会", "下周三"),
    ]
    run = await imports.run(leads.rep, LEAD, headers, rows)
    assert counts(run) == {"created": 1, "failed": 4}
    told = await reasons(run)
    assert "没有叫「无此人」的成员" in told[3] and "没有叫「无此组」的公海分组" in told[4]
    assert "火星" in told[5] and "下次跟进" in told[6]
    assert (await Lead.get(name="张三")).source == "exhibition"


async def test_a_group_that_is_not_ones_own_is_refused(imports: Imports, leads: Pool):
    run = await imports.run(leads.south, LEAD, ("姓名", "手机", "公海分组"), [("张三", "13800000001", "华东公海")])
    assert counts(run) == {"failed": 1}
    assert await reasons(run) == {2: "你不在这个公海分组里，选一个自己的分组"}


@pytest.mark.feature("XS-CPOOL-003")
@pytest.mark.feature("WN-CPOOL-008")
async def test_customers_come_into_the_pool_with_their_contacts(imports: Imports, accounts: Pool):
    rows = [
        ("汇筑科技", "客户公海", "", "制造", "张三", "13800000001"),
        ("汇筑科技", "客户公海", "", "制造", "李四", "13800000002"),
        ("远山贸易", "客户公海", "", "", "", ""),
    ]
    run = await imports.run(accounts.rep, ACCOUNT, ACCOUNT_HEADERS, rows, pool_group=accounts.group.id)
    assert counts(run) == {"created": 2, "updated": 1}, await reasons(run)
    first = await Account.get(name="汇筑科技")
    assert (first.pool_state, first.owner_id, first.industry) == ("unclaimed", None, "manufacturing")
    assert sorted(await Contact.filter(account_id=first.id).values_list("name", flat=True)) == ["张三", "李四"]
    assert (await Account.get(name="远山贸易")).pool_state == "unclaimed"


@pytest.mark.feature("XS-CPOOL-005")
async def test_overwriting_pooled_customers_leaves_owner_and_pool(imports: Imports, accounts: Pool):
    record_id = await accounts.create(accounts.rep, name="汇筑科技", pool_group=accounts.group.id)
    rows = [("汇筑科技", "客户公海", "王晓明", "制造", "", "")]
    run = await imports.run(
        accounts.rep, ACCOUNT, ACCOUNT_HEADERS[:4], [row[:4] for row in rows], mode="upsert", pool=True
    )
    assert counts(run) == {"updated": 1}, await reasons(run)
    kept = await accounts.row(record_id)
    assert (kept.owner_id, kept.pool_group_id, kept.industry) == (
        accounts.rep.id, accounts.group.id, "manufacturing",
    )  # fmt: skip


@pytest.mark.feature("XS-CUST-008")
async def test_overwriting_own_customers_also_changes_the_owner(imports: Imports, company: Company):
    async with work():
        account = await create(company.rep, ACCOUNT, {"name": "汇筑科技"})
    run = await imports.run(
        company.rep, ACCOUNT, ("客户名称", "负责人"), [("汇筑科技有限公司", "王晓明")], mode="upsert"
    )
    assert counts(run) == {"updated": 1}, await reasons(run)
    changed = await Account.get(id=account.id)
    assert (changed.name, changed.owner_id) == ("汇筑科技有限公司", company.other.id)


async def test_what_an_import_brings_to_others_is_told_once_to_each(imports: Imports, company: Company, heard: None):
    rows = [(f"线索{n}", "", f"1380000{n:04}", "王晓明", "") for n in range(20)]
    await imports.run(company.rep, LEAD, LEAD_HEADERS[:4], [row[:4] for row in rows])
    told = await notices()
    assert [len(told["rep"]), len(told["other"])] == [1, 1]
    assert "20 条归你的线索" in told["other"][0] and "导入完成" in told["rep"][0]


async def test_the_rules_of_a_pool_give_away_what_was_imported_and_tell_once(
    imports: Imports, leads: Pool, heard: None
):
    await rule(leads, leads.other)
    rows = [(f"线索{n}", "", f"1380000{n:04}") for n in range(25)]
    run = await imports.run(leads.rep, LEAD, LEAD_HEADERS[:3], rows, pool_group=leads.group.id)
    told = await notices()
    assert await Lead.filter(owner_id=leads.other.id, pool_state="claimed").count() == 25
    assert len(told["other"]) == 1 and "25 条线索分配给你" in told["other"][0]
    assert (await ImportRun.get(id=run.id)).status == "done"

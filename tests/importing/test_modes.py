"""What happens to rows that are there already: overwritten, left alone, or the only ones that are taken."""

import pytest

from core.leads.lead import LEAD, Lead
from core.objects.history import Change
from core.objects.writing import create
from core.work import work
from tests.conftest import Company
from tests.importing.making import Imports, counts, reasons

HEADERS = ("姓名", "公司名称", "手机", "职务")


@pytest.mark.feature("XS-LPOOL-007")
@pytest.mark.feature("XS-LEAD-003")
async def test_overwriting_changes_what_is_there_and_adds_the_rest(imports: Imports, company: Company):
    async with work():
        lead = await create(company.rep, LEAD, {"name": "旧名", "mobile": "13800000001", "title": "销售"})
    rows = [("新名", "汇筑科技", "13800000001", ""), ("李四", "别家公司", "13800000002", "总监")]
    run = await imports.run(company.rep, LEAD, HEADERS, rows, mode="upsert")
    assert (run.status, counts(run)) == ("done", {"created": 1, "updated": 1})
    changed = await Lead.get(id=lead.id)
    assert (changed.name, changed.company, changed.title) == ("新名", "汇筑科技", "销售")
    assert await Lead.filter(mobile="13800000002", owner_id=company.rep.id, title="总监").exists()


async def test_leaving_duplicates_alone_adds_only_new_rows(imports: Imports, company: Company):
    async with work():
        lead = await create(company.rep, LEAD, {"name": "旧名", "mobile": "13800000001"})
    rows = [("新名", "", "13800000001", ""), ("李四", "", "13800000002", ""), ("李五", "", "13800000002", "")]
    run = await imports.run(company.rep, LEAD, HEADERS, rows, mode="skip")
    assert counts(run) == {"created": 1, "skipped": 2}
    assert (await Lead.get(id=lead.id)).name == "旧名"
    assert (await Lead.get(mobile="13800000002")).name == "李四"


async def test_overwriting_only_never_adds(imports: Imports, company: Company):
    async with work():
        await create(company.rep, LEAD, {"name": "旧名", "mobile": "13800000001"})
    rows = [("新名", "", "13800000001", ""), ("李四", "", "13800000002", "")]
    run = await imports.run(company.rep, LEAD, HEADERS, rows, mode="update")
    assert counts(run) == {"updated": 1, "skipped": 1}
    assert [lead.name for lead in await Lead.all()] == ["新名"]


async def test_a_row_that_says_what_is_there_writes_nothing(imports: Imports, company: Company):
    async with work():
        await create(company.rep, LEAD, {"name": "张三", "mobile": "13800000001"})
    before = await Change.all().count()
    rows = [("张三", "", "13800000001", ""), ("张三", "", "13800000001", "总监")]
    run = await imports.run(company.rep, LEAD, HEADERS, rows, mode="upsert")
    assert counts(run) == {"unchanged": 1, "skipped": 1, "updated": 1}
    assert await Change.all().count() == before + 1


async def test_of_rows_that_mean_the_same_record_the_later_overwrites_the_earlier(imports: Imports, company: Company):
    rows = [("张三", "", "13800000001", "销售"), ("张三丰", "", "13800000001", "总监")]
    run = await imports.run(company.rep, LEAD, HEADERS, rows, mode="upsert")
    assert counts(run) == {"created": 1, "updated": 1}
    [lead] = await Lead.all()
    assert (lead.name, lead.title) == ("张三丰", "总监")


async def test_a_row_is_either_in_or_reported(imports: Imports, company: Company):
    rows = [("", "无名公司", "13800000001", ""), ("李四", "", "abc", ""), ("王五", "", "13800000003", "")]
    run = await imports.run(company.rep, LEAD, HEADERS, rows)
    assert counts(run) == {"created": 1, "failed": 2}
    assert await reasons(run) == {2: "姓名还没填", 3: "手机「abc」不像电话号码"}

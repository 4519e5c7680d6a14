"""When the machine lets an import down: what is in stays in, the rest is reported or goes in later."""

import pytest

from core.db import Database, connection
from core.errors import Unavailable
from core.importing.engine import gave_up, run_import
from core.importing.run import ImportRun
from core.leads.lead import LEAD, Lead
from core.org.tables import Member
from tests.conftest import Company
from tests.importing.making import Imports, counts, job_of

ROWS = [(f"客户{n}", f"汇筑{n}科技有限公司", f"177{n:08}") for n in range(1500)]
HEADERS = ("姓名", "公司名称", "手机")


async def pages_at_most(count: int) -> None:
    """As if the disk had no more room than this many pages of the database."""
    await connection().execute_query(f"PRAGMA max_page_count={count}")


async def test_a_full_disk_stops_it_between_two_chunks_and_room_lets_it_go_on(
    imports: Imports, company: Company, database: Database
):
    if database.dialect.name != "sqlite":
        pytest.skip("only the disk below a file of ours is ours to fill")
    run = await imports.begin(company.rep, LEAD, HEADERS, ROWS)
    [(pages,)] = (await connection().execute_query("PRAGMA page_count"))[1]
    await pages_at_most(pages + 150)
    job = await job_of(run)
    with pytest.raises(Unavailable, match="磁盘"):
        await run_import(job, imports.files)
    halted = await ImportRun.get(id=run.id)
    assert 0 < halted.done < len(ROWS) and halted.done == halted.created == await Lead.all().count()
    await pages_at_most(10**6)
    await run_import(job, imports.files)
    assert counts(await ImportRun.get(id=run.id)) == {"created": len(ROWS)}


async def test_where_no_attempt_helps_the_import_ends_with_a_sentence(imports: Imports, company: Company):
    run = await imports.begin(company.rep, LEAD, HEADERS, ROWS[:2])
    await gave_up(await job_of(run), Unavailable("服务器的磁盘写不进去了"))
    ended = await ImportRun.get(id=run.id)
    assert ended.status == "failed" and ended.message.startswith("服务器的磁盘写不进去了。已经导入的行都在")
    assert counts(await imports.carry_out(ended)) == {}


async def test_a_file_that_is_gone_ends_it(imports: Imports, company: Company):
    run = await imports.begin(company.rep, LEAD, HEADERS, ROWS[:2])
    for file in imports.files.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    ended = await imports.carry_out(run)
    assert (ended.status, ended.message) == ("failed", "导入的文件已经不在服务器上了，重新上传一次")


async def test_a_member_who_is_disabled_while_it_waits_imports_nothing(imports: Imports, company: Company):
    run = await imports.begin(company.rep, LEAD, HEADERS, ROWS[:2])
    await Member.filter(id=company.rep.id).update(status="disabled")
    ended = await imports.carry_out(run)
    assert (ended.status, ended.message) == ("failed", "提交这次导入的成员已经停用，导入停在这里")
    assert not await Lead.exists()

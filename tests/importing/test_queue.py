"""Several imports at once: they wait for each other instead of being refused, and everybody sees how many are ahead."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.importing.run import ImportRun
from core.importing.telling import runs_of, told
from core.jobs import JobRun, Jobs
from core.leads.lead import LEAD
from core.org.actor import Actor
from tests.conftest import Company
from tests.importing.making import Imports

ROWS = [("张三", "13800000001")]


async def ahead_of(actor: Actor, run: ImportRun) -> int:
    return int((await told(actor, await ImportRun.get(id=run.id)))["ahead"])


@pytest.mark.feature("XS-LPOOL-009")
@pytest.mark.feature("XS-CPOOL-008")
async def test_one_import_runs_at_a_time_and_the_others_wait_their_turn(imports: Imports, company: Company):
    first = await imports.begin(company.rep, LEAD, ("姓名", "手机"), ROWS)
    second = await imports.begin(company.south, ACCOUNT, ("客户名称", "公司电话"), [("汇筑科技", "021-5555666")])
    third = await imports.begin(company.other, LEAD, ("姓名", "手机"), [("李四", "13800000002")])
    assert [await ahead_of(company.other, run) for run in (first, second, third)] == [0, 1, 2]
    running: list[int] = []
    most = 0

    async def carry_out(job: JobRun) -> None:
        nonlocal most
        running.append(job.payload["run"])
        most = max(most, len(running))
        await imports.carry_out(await ImportRun.get(id=job.payload["run"]))
        running.remove(job.payload["run"])

    queue = Jobs()
    queue.handle("import", carry_out)
    await queue.worker.drain()
    assert most == 1
    ended = await ImportRun.all().order_by("finished_at")
    assert [run.id for run in ended] == [first.id, second.id, third.id]
    assert {run.status for run in ended} == {"done"}
    assert await ahead_of(company.other, third) == 0


async def test_a_list_of_many_that_wait_asks_once_how_many_are_ahead(imports: Imports, company: Company, counted: Any):
    sizes, places = [], []
    for more in (2, 10):
        for n in range(more):
            await imports.begin(company.rep, LEAD, ("姓名", "手机"), [(f"张{n}", f"138{more:04}{n:04}")])
        with counted() as asked:
            places = [item["ahead"] for item in (await runs_of(company.rep, "", everyone=False))["items"]]
        sizes.append(len(asked))
    assert sizes[0] == sizes[1] and places == list(range(11, -1, -1))

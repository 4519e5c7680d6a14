"""An import that is killed at any moment goes on where it stood: nothing twice, nothing lost, no half of a row."""

import asyncio
import os
import random
import signal
from pathlib import Path

import pytest

from bot.own_process import COMMAND, in_own_process
from core.db import Database, rows
from core.importing.engine import run_import
from core.importing.run import ImportProblem, ImportRun
from core.leads.lead import LEAD, Lead
from core.objects.deeds import Deed
from core.objects.history import Change
from core.settings import Settings, read_settings
from tests.conftest import Company
from tests.importing.making import Imports, counts, imports_in, job_of

HEADERS = ("姓名", "公司名称", "手机")
ROWS = 1800
FAULTY, DOUBLE = 50, 40  # every so-many-th row has no name, every so-many-th the number of an earlier one
KILLS = 5


def rows_of_a_file() -> list[tuple[str, str, str]]:
    found = []
    for n in range(ROWS):
        name = "" if n % FAULTY == 7 else f"客户{n}"
        number = n - 5 if n % DOUBLE == 9 else n
        found.append((name, f"汇筑{n}科技有限公司", f"177{number:08}"))
    return found


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return read_settings({"WECRM_DATABASE_URL": database.url, "WECRM_DATA_DIR": str(tmp_path / "data")})


async def everything_is_in_once(run: ImportRun) -> None:
    """The file's rows and what the database holds say the same."""
    expected = rows_of_a_file()
    failed = [n + 2 for n, (name, _, _) in enumerate(expected) if not name]
    numbers = {mobile for name, _, mobile in expected if name}
    assert run.status == "done" and run.done == run.rows == ROWS
    assert sorted(await ImportProblem.filter(run_id=run.id).values_list("row", flat=True)) == failed
    assert counts(run) == {
        "created": len(numbers),
        "skipped": ROWS - len(numbers) - len(failed),
        "failed": len(failed),
    }
    assert sorted(await Lead.all().values_list("mobile", flat=True)) == sorted(numbers)
    history = await Change.filter(batch=run.batch, verb="create").values_list("record_id", flat=True)
    assert sorted(history) == sorted(await Lead.all().values_list("id", flat=True))
    [(keys,)] = await rows("SELECT count(*) FROM record_key WHERE kind='mobile'")
    [(searchable,)] = await rows("SELECT count(*) FROM search_lead")
    assert (keys, searchable) == (len(numbers), len(numbers))
    assert (await Deed.get(batch=run.batch)).count == len(numbers)


@pytest.mark.parametrize("seed", (1, 20261122))
async def test_however_often_it_is_killed_every_row_is_in_or_reported_once(
    seed: int, settings: Settings, company: Company
):
    chance = random.Random(seed)
    imports = imports_in(settings.data_dir)
    run = await imports.begin(company.rep, LEAD, HEADERS, rows_of_a_file())
    for _ in range(KILLS):
        if not await killed_on_the_way(settings, run, chance):
            break
    await in_own_process(settings)(await job_of(run))
    await everything_is_in_once(await ImportRun.get(id=run.id))


async def killed_on_the_way(settings: Settings, run: ImportRun, chance: random.Random) -> bool:
    """Kills the process some time after it got on; False when it was done before."""
    before = (await ImportRun.get(id=run.id)).done
    job = await job_of(run)
    task = asyncio.create_task(in_own_process(settings)(job))
    while not task.done() and (await ImportRun.get(id=run.id)).done == before:
        await asyncio.sleep(0.005)
    await asyncio.sleep(chance.uniform(0, 0.4))
    for child in children(job.id):
        os.kill(child, signal.SIGKILL)
    [outcome] = await asyncio.gather(task, return_exceptions=True)
    return outcome is not None


def children(job_id: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().endswith(f"{COMMAND}\0{job_id}\0".encode()) and _ours(path.parent):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def _ours(process: Path) -> bool:
    """A child of this very process: other tests run beside us."""
    return (process / "stat").read_text().rpartition(")")[2].split()[1] == str(os.getpid())


async def test_two_who_have_the_same_import_in_hand_do_not_write_a_row_twice(imports: Imports, company: Company):
    run = await imports.begin(company.rep, LEAD, HEADERS, rows_of_a_file())
    job = await job_of(run)
    await asyncio.gather(run_import(job, imports.files), run_import(job, imports.files))
    if (await ImportRun.get(id=run.id)).status != "done":  # the one that lost may have been the one that was further
        await run_import(job, imports.files)
    await everything_is_in_once(await ImportRun.get(id=run.id))


async def test_rows_that_were_in_before_a_halt_are_not_read_again(imports: Imports, company: Company):
    run = await imports.begin(company.rep, LEAD, HEADERS, [("张三", "", "13800000001"), ("李四", "", "13800000002")])
    await ImportRun.filter(id=run.id).update(done=1, created=1, status="writing")
    run = await imports.carry_out(run)
    assert (run.status, run.done, run.created) == ("done", 2, 2)
    assert await Lead.all().values_list("name", flat=True) == ["李四"]

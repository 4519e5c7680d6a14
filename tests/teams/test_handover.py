"""Handing over the work of a leaving member: everything once, however often the run is interrupted."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from core import clock, jobs
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.rename import RenameRequest
from core.activities.activity import ACTIVITY, Activity
from core.errors import Conflict, Invalid, NotAllowed
from core.handing_over import ties
from core.jobs import Job, Jobs
from core.leads.lead import LEAD, Lead
from core.objects.history import history
from core.objects.query import visible_ids
from core.org.actor import Actor
from core.org.tables import Member
from core.pools.facts import PoolApplication
from core.teams.handover import Handover, carry_out, hand_over, planned
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.teams.conftest import collaborate, new, share

ROOT = Path(__file__).resolve().parents[2]


async def start(by: Actor, leaver: Actor, heir: Actor) -> Handover:
    async with work():
        return await hand_over(by, leaver.id, heir.id)


async def carried_out() -> None:
    queue = Jobs()
    queue.handle("handover", lambda run: carry_out(run, ties()))
    await queue.worker.drain()


async def handed(by: Actor, leaver: Actor, heir: Actor) -> Handover:
    started = await start(by, leaver, heir)
    await carried_out()
    return await Handover.get(id=started.id)


async def test_everything_owned_goes_over_and_is_counted(company: Company, account: Account):
    lead = await new(company.rep, LEAD, name="林嘉禾", mobile="13900002716")
    contact = await new(company.rep, CONTACT, name="江予怀", account=account.id)
    activity = await new(company.rep, ACTIVITY, content="电话", account=account.id)
    foreign = await new(company.manager, CONTACT, name="吴若溪", account=account.id)
    expected = {"线索": 1, "客户": 1, "联系人": 1, "跟进": 1}
    assert await planned(company.boss, company.rep.id, company.south.id, ties()) == expected
    done = await handed(company.boss, company.rep, company.south)
    assert (done.state, done.moved) == ("done", expected) and done.done_at is not None
    rows: list[tuple[Any, int]] = [
        (Lead, lead.id),
        (Account, account.id),
        (Contact, contact.id),
        (Activity, activity.id),
    ]
    for model, record_id in rows:
        assert (await model.get(id=record_id)).owner_id == company.south.id
    assert (await Contact.get(id=foreign.id)).owner_id == company.manager.id
    [entry] = (await history(company.south, LEAD, lead.id))["items"][:1]
    assert (entry["label"], entry["actor"]["label"]) == ("工作交接", "林一诺")


async def test_looking_first_moves_nothing(company: Company, account: Account):
    await planned(company.manager, company.rep.id, company.other.id, ties())
    assert (await Account.get(id=account.id)).owner_id == company.rep.id
    assert await Handover.all().count() == 0 and await Job.filter(kind="handover").count() == 0


async def test_places_in_teams_join_those_of_the_heir(company: Company):
    both, only, own = [await new(company.rep, ACCOUNT, name=name) for name in ("汇筑", "云岫", "禾木")]
    await collaborate(both, company.rep, company.south, powers=("edit", "filing"))
    await collaborate(both, company.rep, company.other, powers=("contacts",))
    await share(only, company.rep, company.south, can_edit=True)
    await Account.filter(id=own.id).update(owner_id=company.other.id)
    await TeamMember.create(
        object="account", record_id=own.id, member_id=company.south.id, kind="follower", added_at=clock.now()
    )
    done = await handed(company.boss, company.south, company.other)
    rows = {(row.record_id, row.member_id, row.kind): row for row in await TeamMember.all()}
    assert set(rows) == {(both.id, company.other.id, "collaborator"), (only.id, company.other.id, "follower")}
    merged = rows[(both.id, company.other.id, "collaborator")]
    assert merged.powers == ["edit", "contacts", "filing"] and merged.can_edit
    assert rows[(only.id, company.other.id, "follower")].can_edit and done.moved == {"团队": 3}


async def test_the_heir_who_was_in_the_team_is_its_owner_now(company: Company, account: Account):
    await share(account, company.rep, company.south)
    await handed(company.boss, company.rep, company.south)
    assert await TeamMember.all().count() == 0
    assert not await visible_ids(company.rep, ACCOUNT, [account.id])


async def test_waiting_applications_end_and_decided_ones_stay(company: Company, account: Account):
    application: dict[str, Any] = {"object": "lead", "member_id": company.rep.id, "asked_at": clock.now()}
    open_one = await PoolApplication.create(record_id=1, open_key="lead:1:3", **application)
    granted = await PoolApplication.create(record_id=2, state="granted", **application)
    request: dict[str, Any] = {"account_id": account.id, "owner_id": company.rep.id, "former_name": "汇筑"}
    waiting = await RenameRequest.create(new_name="汇筑股份", **request)
    refused = await RenameRequest.create(new_name="汇筑集团", state="refused", **request)
    done = await handed(company.boss, company.rep, company.other)
    assert done.moved == {"客户": 1, "更名申请": 1, "撤回的公海申请": 1}
    assert (await RenameRequest.get(id=waiting.id)).owner_id == company.other.id
    assert (await RenameRequest.get(id=refused.id)).owner_id == company.rep.id
    ended = await PoolApplication.get(id=open_one.id)
    assert (ended.state, ended.open_key) == ("withdrawn", None) and ended.decided_at is not None
    assert (await PoolApplication.get(id=granted.id)).state == "granted"


async def test_a_disabled_leaver_is_what_it_is_for_and_a_disabled_heir_is_refused(company: Company, account: Account):
    await Member.filter(id=company.rep.id).update(status="left")
    await Member.filter(id=company.south.id).update(status="disabled")
    with pytest.raises(Invalid, match="何嘉文已停用"):
        await start(company.boss, company.rep, company.south)
    with pytest.raises(Invalid, match="同一个人"):
        await start(company.boss, company.rep, company.rep)
    done = await handed(company.boss, company.rep, company.other)
    assert done.moved == {"客户": 1}


async def test_administrators_and_superiors_start_it_and_nobody_else(company: Company, account: Account):
    for who in (company.other, company.south, company.rep):
        with pytest.raises(NotAllowed):
            await start(who, company.rep, company.other)
        with pytest.raises(NotAllowed):
            await planned(who, company.rep.id, company.other.id, ties())
    with pytest.raises(NotAllowed):
        await start(company.manager, company.south, company.other)  # not below the manager
    assert (await handed(company.manager, company.rep, company.other)).state == "done"


async def test_pressing_twice_starts_one_and_another_heir_waits(company: Company, account: Account):
    first, again = [await start(company.boss, company.rep, company.other) for _ in range(2)]
    assert first.id == again.id and await Job.filter(kind="handover").count() == 1
    with pytest.raises(Conflict, match="正在交接"):
        await start(company.boss, company.rep, company.south)


async def test_running_it_again_changes_nothing(company: Company, account: Account):
    started = await handed(company.boss, company.rep, company.other)
    version = (await Account.get(id=account.id)).version
    await jobs.add("handover", {"id": started.id}, key="again")
    await carried_out()
    assert (await Account.get(id=account.id)).version == version
    assert (await Handover.get(id=started.id)).moved == {"客户": 1}


KILLED = """
import asyncio, sys
from core.db import Database
from core.jobs import Job, JobRun
from core.objects import custom
from core.objects_list import register_all
from core.handing_over import ties
from core.teams import handover

async def main(url):
    register_all()
    database = await Database(url).open()
    custom.use()
    handover.BATCH = 1
    job = await Job.get(kind="handover")
    run = JobRun({"id": job.id, "key": job.key, "kind": job.kind, "payload": job.payload, "attempts": 1})
    await handover.carry_out(run, ties())
    await database.close()

asyncio.run(main(sys.argv[1]))
"""


async def test_a_killed_run_goes_on_where_it_stopped(company: Company, database_url: str):
    made = 150
    for n in range(made):
        await Account.create(name=f"客户{n}", owner_id=company.rep.id)
    started = await start(company.boss, company.rep, company.other)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, database_url, cwd=ROOT)
    for _ in range(2000):
        if (await Handover.get(id=started.id)).moved.get("客户", 0) >= 3:
            break
        await asyncio.sleep(0.01)
    process.kill()
    await process.wait()
    half = (await Handover.get(id=started.id)).moved["客户"]
    assert 3 <= half < made
    assert await Account.filter(owner_id=company.other.id).count() == half  # counted in the same transaction
    await carried_out()
    done = await Handover.get(id=started.id)
    assert (done.state, done.moved) == ("done", {"客户": made})
    assert {row.version for row in await Account.filter(owner_id=company.other.id)} == {2}

"""Nobody learns by import, export, duplicates, merge or undo what no page would show them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.errors import Conflict, CrmError
from core.importing import engine
from core.importing.run import ImportProblem, ImportRun
from core.importing.starting import run_of, start_for_real
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.objects.deeds import Deed
from core.pools.group import PoolGroup
from core.suspects.listing import suspects
from core.suspects.looking import LARGEST, search
from core.suspects.marks import duplicates
from core.undoing import plan, undo
from core.work import work
from tests.api.conftest import SignIn, reader, server, sign_in
from tests.conftest import Company
from tests.importing.making import Imports, imports_in
from tests.merging.conftest import merged
from tests.objects.making import narrowed
from tests.undoing.doing import bin_it, change, last_deed, living, new

__all__ = ["reader", "server", "sign_in"]
FOREIGN = "苏州绝密科技有限公司"
LEADS = (["姓名", "公司名称", "手机"], [["林嘉禾", "汇筑科技", "13900002716"]])


@pytest.fixture
def imports(company: Company, tmp_path: Path) -> Imports:
    return imports_in(tmp_path)


async def moved_away(company: Company, record_id: int, definition: Any = ACCOUNT) -> None:
    """The manager hands a record to somebody in the south."""
    async with work():
        await perform(company.boss, definition, record_id, "transfer", {"to": company.south.id, "advice": "调整"})


async def test_the_filter_of_an_export_names_no_record_that_is_out_of_sight(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    foreign = await new(company.south, ACCOUNT, name=FOREIGN)
    for where in ({"field": "account", "is": foreign.id}, {"any": [{"field": "account", "in": [foreign.id]}]}):
        mine = await rep.post("/api/objects/contact/exports", {"where": where})
        theirs = await south.post("/api/objects/contact/exports", {"where": where})
        assert mine.status == theirs.status == 202
        assert FOREIGN not in mine.json["filter"] and f"#{foreign.id}" in mine.json["filter"]
        assert FOREIGN in theirs.json["filter"]


async def test_a_hidden_number_gives_no_reason_for_a_suspected_pair(company: Company):
    names = {"name": "林嘉禾", "phone": "0512-62880000"}
    first = await new(company.rep, LEAD, **names, company="汇筑科技")
    await new(company.rep, LEAD, **names, company="腾飞网络")
    await search(LEAD)
    blind = narrowed(company.rep, hidden=frozenset({("lead", "phone")}))
    [told] = (await suspects(company.rep, LEAD))["items"]
    assert set(told["reasons"]) == {"姓名相同", "电话相同"}
    assert (await suspects(blind, LEAD))["items"] == []  # a like name alone makes no pair
    assert await duplicates(company.rep, LEAD, first.id) and not await duplicates(blind, LEAD, first.id)


async def test_a_switchboard_that_is_hidden_is_not_told(company: Company):
    for n in range(LARGEST + 1):
        await new(company.rep, LEAD, name=f"线索{n}", phone="0512-62880000")
    await search(LEAD)
    blind = narrowed(company.boss, hidden=frozenset({("lead", "phone")}))
    assert [one["reason"] for one in (await suspects(company.boss, LEAD))["groups"]] == ["电话相同"]
    assert (await suspects(blind, LEAD))["groups"] == []


async def test_who_lost_the_master_cannot_take_the_merge_back(company: Company):
    """Also where the merge changed no field of it."""
    first = await new(company.rep, ACCOUNT, name="汇筑科技", phone="0512-62880000")
    second = await new(company.rep, ACCOUNT, name="汇筑科技公司")
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    done = await merged(company.rep, ACCOUNT, first, second)
    await moved_away(company, first.id)
    planned = await plan(company.rep, done.batch)
    assert planned.told.back == [] and planned.told.kept_count == 1
    with pytest.raises(Conflict, match="不归你管"):
        await undo(company.rep, done.batch)
    await contact.refresh_from_db()
    assert contact.account_id == first.id and not await living(ACCOUNT, second.id)
    assert (await undo(company.boss, done.batch)).state == "undone"


async def test_a_plan_does_not_name_what_was_handed_on_and_renamed(company: Company, imports: Imports):
    run = await imports.run(company.rep, ACCOUNT, ["客户名称"], [["汇筑科技"], ["腾飞网络"]])
    [account] = await ACCOUNT.model.filter(name="汇筑科技")
    await moved_away(company, account.id)
    await change(company.south, ACCOUNT, account.id, name=FOREIGN)
    planned = await plan(company.rep, run.batch)
    [kept] = planned.told.kept
    assert (kept["id"], kept["label"]) == (None, "客户") and FOREIGN not in str(planned.told.to_json())
    outcome = await undo(company.rep, run.batch)
    assert FOREIGN not in str(outcome.told.to_json()) and outcome.told.back_count == 1
    assert await living(ACCOUNT, account.id)


async def test_a_plan_does_not_name_what_somebody_else_renamed_and_deleted(company: Company, imports: Imports):
    account = await new(company.rep, ACCOUNT, name="汇筑科技", phone="0512-62880000")
    rows = [["汇筑科技", "0512-62880001"]]
    run = await imports.run(company.rep, ACCOUNT, ["客户名称", "公司电话"], rows, mode="upsert")
    assert run.updated == 1
    await moved_away(company, account.id)
    await change(company.south, ACCOUNT, account.id, name=FOREIGN)
    await bin_it(company.south, ACCOUNT, account.id)
    for who, label in ((company.rep, "客户"), (company.boss, FOREIGN)):
        [kept] = (await plan(who, run.batch)).told.kept
        assert (kept["label"], kept["why"]) == (label, "现在在回收站里")


async def test_an_import_that_still_writes_is_not_undone_by_its_deed(
    company: Company, sign_in: SignIn, imports: Imports, monkeypatch: pytest.MonkeyPatch
):
    """A killed one goes on, so it counts as writing until it ends."""
    rep = await sign_in(company.rep)
    run = await imports.begin(company.rep, LEAD, *LEADS)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(engine, "ended", killed)
        await imports.carry_out(run)
    assert await LEAD.model.filter(deleted_at=None).count() == 1
    address = f"/api/deeds/{run.batch}"
    told = (await rep.get(address)).json
    assert (told["state"], told["can_undo"]) == ("doing", False)
    assert (await rep.get(f"/api/imports/{run.id}")).json["status"] == "writing"
    refused = await rep.post(f"{address}/undo")
    assert refused.status == 409 and "还在进行" in refused.json["detail"]
    assert (await Deed.get(batch=run.batch)).state == "doing"
    await imports.carry_out(run)
    assert (await rep.get(address)).json["can_undo"] is True
    assert (await rep.post(f"{address}/undo")).json["state"] == "undone"
    assert await LEAD.model.filter(deleted_at=None).count() == 0


async def killed(*_: Any) -> None:
    raise RuntimeError("the process ends here")


async def test_a_trial_run_is_begun_by_its_own_member_only(company: Company, imports: Imports):
    trial = await imports.run(company.rep, LEAD, *LEADS, dry_run=True)
    with pytest.raises(CrmError, match="提交"):
        async with work():
            await start_for_real(company.boss, await run_of(company.boss, trial.id))
    async with work():
        begun = await start_for_real(company.rep, await run_of(company.rep, trial.id))
    assert begun.member_id == company.rep.id


async def test_what_is_somebody_elses_is_an_unknown_address(company: Company, sign_in: SignIn, imports: Imports):
    """Runs, files, deeds, pairs, the bin and merges of others: 404, whatever else is wrong with the request."""
    rep, other = await sign_in(company.rep), await sign_in(company.south)
    run = await imports.run(company.rep, LEAD, *LEADS)
    exported = (await rep.post("/api/objects/lead/exports")).json["id"]
    first, second = [await new(company.rep, ACCOUNT, name=name) for name in ("汇筑科技", "汇筑科技公司")]
    await search(ACCOUNT)
    [pair] = (await rep.get("/api/suspects", object="account")).json["items"]
    gone = await new(company.rep, ACCOUNT, name="腾飞网络")
    await rep.send("DELETE", f"/api/objects/account/{gone.id}")
    deed = await last_deed()
    reads = (
        f"/api/imports/{run.id}", f"/api/imports/{run.id}/errors", f"/api/exports/{exported}",
        f"/api/exports/{exported}/file", f"/api/deeds/{deed.batch}", f"/api/objects/account/{first.id}/duplicates",
        f"/api/objects/account/{first.id}/delete-plan", f"/api/objects/account/merge-plan?ids={first.id},{second.id}",
        f"/api/objects/account/merge-plan?ids={first.id}",
    )  # fmt: skip
    for path in reads:
        assert (await other.client.get(path, headers=other.headers)).status == 404, path
    writes: list[tuple[str, str, Any]] = [
        ("POST", f"/api/imports/{run.id}/start", {}), ("POST", f"/api/imports/{run.id}/undo", {}),
        ("POST", f"/api/deeds/{deed.batch}/undo", {}), ("POST", f"/api/suspects/{pair['id']}/dismiss", {}),
        ("POST", f"/api/bin/account/{gone.id}/restore", {"without": ["nonsense"]}),
        ("DELETE", f"/api/bin/account/{gone.id}", None),
        ("POST", "/api/objects/account/merge", {"master": first.id, "others": [second.id], "picks": {"nonsense": 1}}),
        ("POST", "/api/objects/account/merge", {"master": first.id, "others": []}),
    ]  # fmt: skip
    for method, path, body in writes:
        assert (await other.send(method, path, body)).status == 404, path
        other.headers["X-CSRF-Token"], token = "wrong", other.headers["X-CSRF-Token"]
        assert (await other.send(method, path, body)).status == 403, path
        other.headers["X-CSRF-Token"] = token
    for path in ("/api/imports", "/api/exports", "/api/deeds", "/api/bin", "/api/suspects?object=account"):
        assert (await other.get(path)).json["items"] == [], path
    assert (await other.get("/api/objects/account/delete-plan", ids=f"{first.id}")).json == {"along": []}
    assert (await other.get("/api/objects/account/duplicates", ids=f"{first.id}")).json == {"marks": {}}


async def test_only_administrators_purge(company: Company, sign_in: SignIn):
    rep, boss = await sign_in(company.rep), await sign_in(company.boss)
    gone = await new(company.rep, ACCOUNT, name="腾飞网络")
    await rep.send("DELETE", f"/api/objects/account/{gone.id}")
    assert (await rep.send("DELETE", f"/api/bin/account/{gone.id}")).status == 403
    assert (await boss.send("DELETE", f"/api/bin/account/{gone.id}")).status == 204
    assert (await boss.send("DELETE", f"/api/bin/account/{gone.id}")).status == 404


async def test_an_import_writes_no_field_that_a_form_refuses(company: Company, imports: Imports):
    """Hidden and locked fields, another's pool and another's record by its number."""
    locked = narrowed(company.rep, readonly=frozenset({("lead", "mobile")}))
    hidden = narrowed(company.rep, hidden=frozenset({("lead", "mobile")}))
    for actor in (locked, hidden):
        for asked in ({"mapping": {"手机": "mobile"}}, {"defaults": {"mobile": "13900002716"}}):
            with pytest.raises(CrmError, match="不能填它"):
                await imports.begin(actor, LEAD, *LEADS, **asked)
    foreign = await new(company.south, LEAD, name="江予怀", mobile="13900002717")
    run = await imports.run(
        company.rep, LEAD, ["系统编号", "姓名", "手机"], [[foreign.id, "改名", "13900002718"]], mode="update"
    )
    unknown = await imports.run(
        company.rep, LEAD, ["系统编号", "姓名", "手机"], [[10**9, "改名", "13900002718"]], mode="update"
    )
    told = [(await ImportProblem.get(run_id=one.id)).reason for one in (run, unknown)]
    assert told[0].replace(str(foreign.id), str(10**9)) == told[1]
    await foreign.refresh_from_db()
    assert foreign.name == "江予怀"


async def test_a_row_may_not_go_into_a_pool_of_others(company: Company, imports: Imports):
    group = await PoolGroup.create(name="华南公海", pool_of="lead", active=True, mode="claim")
    for headers, row, asked in (
        ([*LEADS[0], "公海分组"], ["林嘉禾", "汇筑科技", "13900002716", "华南公海"], {}),
        (*LEADS[:1], LEADS[1][0], {"pool": True, "defaults": {"pool_group": group.id}}),
    ):
        run = await imports.run(company.rep, LEAD, headers, [row], **asked)
        assert (run.created, run.failed) == (0, 1)
        assert "你不在这个公海分组里" in (await ImportProblem.get(run_id=run.id)).reason
    with pytest.raises(CrmError, match="不在这个公海分组"):
        await imports.begin(company.rep, LEAD, *LEADS, pool_group=group.id)


async def test_two_presses_at_once_begin_one_run(company: Company, imports: Imports):
    trial = await imports.run(company.rep, LEAD, *LEADS, dry_run=True)

    async def pressed() -> int:
        async with work():
            return int((await start_for_real(company.rep, await run_of(company.rep, trial.id))).id)

    assert len(set(await asyncio.gather(*(pressed() for _ in range(4))))) == 1
    assert await ImportRun.all().count() == 2

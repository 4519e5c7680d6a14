"""Tasks are given to people who may see what they are about; both sides keep them, others only read."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.files.attaching import attach
from core.files.file import ATTACHMENT, StoredFile
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.opportunities.opportunity import OPPORTUNITY
from core.org.tables import Member
from core.tasks.task import TASK, Task
from core.teams.why import why
from core.work import work
from tests.conftest import Company
from tests.leads import making
from tests.objects.making import listed
from tests.tasks.conftest import act, opportunity, state, task

TOMORROW = "2026-11-25T17:00:00+08:00"


async def test_a_task_is_one_s_own_unless_somebody_else_is_named(company: Company):
    own = await making.seen(company.rep, TASK, await task(company.rep, due_at=TOMORROW))
    assert (own["owner"]["label"], own["author"]["label"], own["state"], own["priority"]) == (
        "周雨桐", "周雨桐", "open", "normal",
    )  # fmt: skip
    given = await making.seen(company.other, TASK, await task(company.rep, company.other, priority="high"))
    assert (given["owner"]["label"], given["author"]["label"]) == ("王晓明", "周雨桐")
    with pytest.raises(Invalid, match="标题还没填"):
        await task(company.rep, title=" ")
    with pytest.raises(Invalid, match="派出人不能直接修改"):
        await task(company.rep, author=company.other.id)


async def test_a_task_about_nothing_is_between_its_two_people_and_those_above_who_does_it(company: Company):
    one = await task(company.south, company.rep)
    for actor in (company.south, company.rep, company.manager):
        assert await visible_ids(actor, TASK, [one]) == {one}
        assert await visible_ids(actor, TASK, [one], "update") == {one}
    assert await visible_ids(company.other, TASK, [one]) == set()
    because, _ = await why(company.south, TASK, await Task.get(id=one), "update")
    assert [(said.rule, said.detail) for said in because] == [("author", "是他派出的")]


@pytest.mark.feature("XS-LEAD-012")
@pytest.mark.parametrize("key", ["lead", "account", "contact", "opportunity"])
async def test_whoever_sees_what_a_task_is_about_reads_it_and_only_its_people_change_it(key: str, company: Company):
    account = await making.account(company.rep)
    subject = {
        "lead": await making.lead(company.rep, mobile="13900002999"),
        "account": account,
        "contact": await making.contact(company.rep, account=account),
        "opportunity": await opportunity(company.rep, account),
    }[key]
    shared = (object_named(key), subject) if key != "contact" else (ACCOUNT, account)
    await perform(company.rep, *shared, "share", {"members": [company.south.id]})
    one = await task(company.rep, **{key: subject})
    file = await StoredFile.create(sha256="c" * 64, size=3, media_type="image/png", state="kept")
    async with work():
        attached = await attach(company.rep, file, "报价.pdf", {"task": one})
    assert await visible_ids(company.south, ATTACHMENT, [attached.id]) == {attached.id}
    with pytest.raises(NotFound):
        async with work():
            await attach(company.other, file, "报价.pdf", {"task": one})
    assert (await making.seen(company.south, TASK, one))[key]["id"] == subject
    for verb in ("update", "delete", "assign"):
        assert await visible_ids(company.south, TASK, [one], verb) == set()
    with pytest.raises(NotAllowed, match="不归你管"):
        await act(company.south, one, "finish")
    with pytest.raises(NotFound):
        await act(company.other, one, "finish")


async def test_the_subject_is_said_in_either_way_and_brings_what_stands_above(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    for values in ({"subject": {"object": "contact", "id": contact}}, {"contact": contact}):
        found = await Task.get(id=await task(company.rep, **values))
        assert (found.subject_object, found.subject_id, found.contact_id, found.account_id) == (
            "contact", contact, contact, account,
        )  # fmt: skip
    alone = await Task.get(id=await task(company.rep))
    assert (alone.subject_object, alone.subject_id) == ("", None)
    for wrong, error in (({"object": "member", "id": 1}, Invalid), ({"object": "account", "id": 10**6}, NotFound)):
        with pytest.raises(error):
            await task(company.rep, subject=wrong)
    with pytest.raises(NotFound):
        await task(company.south, subject={"object": "account", "id": account})
    await making.change(company.rep, TASK, alone.id, account=account)
    await alone.refresh_from_db()
    assert (alone.subject_object, alone.subject_id) == ("account", account)


async def given_about(company: Company, definition: ObjectDef, record_id: int) -> Any:
    with pytest.raises(Invalid) as refusal:
        await task(company.rep, company.south, **{definition.key: record_id})
    return refusal.value.fields["owner"]


async def test_whoever_cannot_see_the_record_gets_no_task_about_it_and_it_is_said_what_to_do(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    lead = await making.lead(company.rep)
    assert await given_about(company, ACCOUNT, account) == (
        "何嘉文看不到客户「苏州惠筑科技有限公司」，先把这个客户共享给他，再派这个任务"
    )
    assert await given_about(company, LEAD, lead) == "何嘉文看不到线索「林嘉禾」，先把这个线索共享给他，再派这个任务"
    assert await given_about(company, CONTACT, contact) == (
        "何嘉文看不到联系人「沈叔远」，先把它所属的客户共享给他，再派这个任务"
    )
    deal = await opportunity(company.rep, account)
    await perform(company.rep, ACCOUNT, account, "share", {"members": [company.south.id]})
    assert await task(company.rep, company.south, contact=contact)
    assert await given_about(company, OPPORTUNITY, deal) == (
        "何嘉文看不到商机「二期扩容」，先把这个商机共享给他，再派这个任务"
    )
    await perform(company.rep, OPPORTUNITY, deal, "share", {"members": [company.south.id]})
    assert await task(company.rep, company.south, opportunity=deal)
    assert await task(company.rep, company.manager, lead=lead)  # who stands above sees it anyway


async def test_neither_a_change_nor_another_assignee_gets_around_that(company: Company):
    account = await making.account(company.rep)
    mine, given = await task(company.rep, account=account), await task(company.rep, company.south)
    with pytest.raises(Invalid, match="看不到客户"):
        await act(company.rep, mine, "reassign", to=company.south.id)
    with pytest.raises(Invalid, match="看不到客户"):
        await making.change(company.rep, TASK, mine, owner=company.south.id)
    with pytest.raises(Invalid, match="看不到客户"):
        await making.change(company.rep, TASK, given, account=account)
    assert (await making.seen(company.rep, TASK, mine))["owner"]["id"] == company.rep.id


async def test_who_has_left_gets_no_task(company: Company):
    await Member.filter(id=company.other.id).update(status="disabled")
    with pytest.raises(Invalid, match="不能再接收"):
        await task(company.rep, company.other)
    one = await task(company.rep)
    with pytest.raises(Invalid, match="不能再接收"):
        await act(company.rep, one, "reassign", to=company.other.id)


async def test_a_follower_may_plan_work_on_a_shared_customer(company: Company):
    account = await making.account(company.rep)
    await perform(company.rep, ACCOUNT, account, "share", {"members": [company.south.id]})
    one = await task(company.south, account=account)
    assert await visible_ids(company.rep, TASK, [one]) == {one}
    assert await visible_ids(company.rep, TASK, [one], "update") == set()


async def test_what_somebody_else_gave_is_neither_deleted_nor_cancelled_by_who_should_do_it(company: Company):
    one = await task(company.manager, company.rep)
    with pytest.raises(NotAllowed, match="请派出人取消"):
        await making.bin_it(company.rep, TASK, one)
    with pytest.raises(Conflict, match="请派出人取消"):
        await act(company.rep, one, "cancel")
    await act(company.manager, one, "cancel", note="客户不要了")
    assert await state(company.rep, one) == "cancelled"
    with pytest.raises(Conflict, match="由他重新打开"):
        await act(company.rep, one, "reopen")
    await act(company.manager, one, "reopen")
    await making.bin_it(company.manager, TASK, one)
    with pytest.raises(NotFound):
        await act(company.rep, one, "finish")
    own = await task(company.rep)
    await making.bin_it(company.rep, TASK, own)


async def test_the_views_are_mine_to_do_what_i_gave_and_what_is_late(company: Company, stopped_clock):
    late = await task(company.manager, company.rep, due_at="2026-11-20T10:00:00+08:00")
    soon = await task(company.rep, due_at=TOMORROW)
    given, undated = await task(company.rep, company.other), await task(company.rep)
    done = await task(company.rep, due_at="2026-11-19T10:00:00+08:00")
    await act(company.rep, done, "finish")
    assert await listed(company.rep, TASK, view="mine") == [late, soon, undated]
    assert await listed(company.rep, TASK, view="given") == [given]
    assert await listed(company.rep, TASK, view="overdue") == [late]
    assert set(await listed(company.rep, TASK, view="all")) == {late, soon, given, undated, done}
    assert await listed(company.rep, TASK, q="报价") == await listed(company.rep, TASK)


async def test_giving_a_task_asks_the_database_little(company: Company, counted):
    account = await making.account(company.rep)
    with counted() as statements:
        await task(company.rep, company.manager, account=account)
    assert len(statements) <= 20, statements

"""Tasks stand with the records they are about: listed, counted, moved and binned along with them."""

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.errors import NotFound
from core.handing_over import ties
from core.jobs import Jobs
from core.leads.lead import LEAD
from core.merging.merge import merge
from core.objects.around import around
from core.objects.definition import ObjectDef
from core.opportunities.opportunity import OPPORTUNITY
from core.tasks.progress import task_progress
from core.tasks.task import TASK, Task
from core.teams.handover import Handover, carry_out, hand_over, planned
from core.work import work
from tests.conftest import Company
from tests.leads import making
from tests.objects.making import narrowed
from tests.tasks.conftest import act, opportunity, task


async def tasks_of(company: Company, definition: ObjectDef, record_id: int) -> set[int]:
    groups = (await around(company.rep, definition, record_id))["related"]
    [group] = [one for one in groups if one["object"] == "task"]
    assert group["total"] == len(group["items"])
    return {item["id"] for item in group["items"]}


@pytest.mark.feature("XS-LEAD-012")
async def test_each_record_lists_its_tasks_and_a_contact_s_stand_with_the_customer_too(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    lead = await making.lead(company.rep, mobile="13900002999")
    of_lead, of_account = await task(company.rep, lead=lead), await task(company.rep, account=account)
    of_contact = await task(company.rep, contact=contact)
    assert await tasks_of(company, LEAD, lead) == {of_lead}
    assert await tasks_of(company, ACCOUNT, account) == {of_account, of_contact}
    assert await tasks_of(company, CONTACT, contact) == {of_contact}


@pytest.mark.feature("XS-OPP-008", "AR-OPP-010")
async def test_an_opportunity_lists_the_tasks_that_people_were_given_with_what_they_said(company: Company):
    deal = await opportunity(company.rep, await making.account(company.rep))
    mine, given = await task(company.rep, opportunity=deal), await task(company.rep, company.manager, opportunity=deal)
    await act(company.manager, given, "feedback", feedback="价格还能谈")
    assert await tasks_of(company, OPPORTUNITY, deal) == {mine, given}
    [group] = [one for one in (await around(company.rep, OPPORTUNITY, deal))["related"] if one["object"] == "task"]
    told = {item["id"]: (item["owner"]["label"], item["feedback"]) for item in group["items"]}
    assert told == {mine: ("周雨桐", ""), given: ("陈思远", "价格还能谈")}


@pytest.mark.feature("XM-CONT-001")
async def test_a_contact_tells_how_many_of_its_tasks_are_done(company: Company, counted):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    assert await task_progress(company.rep, CONTACT, contact) == {"done": 0, "total": 0}
    some = [await task(company.rep, contact=contact) for _ in range(4)]
    await task(company.rep, account=account)
    for one in some[:2]:
        await act(company.rep, one, "finish")
    await act(company.rep, some[3], "cancel")
    with counted() as statements:
        assert await task_progress(company.manager, CONTACT, contact) == {"done": 2, "total": 3}
    assert len(statements) == 2
    await making.bin_it(company.rep, TASK, some[0])
    assert await task_progress(company.rep, CONTACT, contact) == {"done": 1, "total": 2}
    assert await task_progress(company.rep, TASK, some[1]) is None
    for blind in (
        narrowed(company.rep, reaches={("task", "read"): "none"}),
        narrowed(company.rep, hidden=frozenset({("task", "state")})),
        narrowed(company.rep, hidden=frozenset({("task", "contact")})),
    ):
        assert await task_progress(blind, CONTACT, contact) is None


async def test_a_lead_that_becomes_a_customer_takes_its_tasks_along(company: Company):
    lead = await making.lead(company.rep, company="苏州惠筑科技有限公司")
    one = await task(company.rep, lead=lead)
    made = await making.convert(company.rep, lead, account={"name": "苏州惠筑科技有限公司"}, contact={"name": "林嘉禾"})
    assert await tasks_of(company, ACCOUNT, made["account"]) == {one}
    assert await tasks_of(company, CONTACT, made["contact"]) == {one}
    assert await tasks_of(company, LEAD, lead) == {one}
    found = await Task.get(id=one)
    assert (found.subject_object, found.subject_id) == ("lead", lead)
    later = await Task.get(id=await task(company.rep, lead=lead))
    assert (later.account_id, later.contact_id) == (made["account"], made["contact"])


async def test_tasks_of_merged_customers_stand_with_the_one_that_stays(company: Company):
    master, other = await making.account(company.rep), await making.account(company.rep, name="惠筑科技")
    one = await task(company.rep, account=other)
    async with work():
        await merge(company.rep, ACCOUNT, [master, other], master)
    assert await tasks_of(company, ACCOUNT, master) == {one}


async def test_with_its_record_a_task_is_binned_unless_another_of_its_records_stays(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    of_account, of_contact = await task(company.rep, account=account), await task(company.rep, contact=contact)
    await making.bin_it(company.rep, CONTACT, contact)
    assert await tasks_of(company, ACCOUNT, account) == {of_account, of_contact}
    await making.bin_it(company.rep, ACCOUNT, account)
    for one in (of_account, of_contact):
        with pytest.raises(NotFound):
            await making.seen(company.rep, TASK, one)


async def test_who_leaves_hands_over_what_is_open_and_keeps_what_was_done(company: Company):
    waiting, done = await task(company.manager, company.rep), await task(company.rep)
    await act(company.rep, done, "finish")
    assert await planned(company.boss, company.rep.id, company.other.id, ties()) == {"任务": 1}
    async with work():
        handover = await hand_over(company.boss, company.rep.id, company.other.id)
    queue = Jobs()
    queue.handle("handover", lambda run: carry_out(run, ties()))
    await queue.worker.drain()
    assert (await Handover.get(id=handover.id)).moved == {"任务": 1}
    assert (await Task.get(id=waiting)).owner_id == company.other.id
    assert (await Task.get(id=done)).owner_id == company.rep.id

"""Creating, changing and deleting: checks, versions, references, odd characters, pools, the 360 view."""

import asyncio
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY
from core.errors import Conflict, CrmError, Invalid, NotFound, Stale
from core.leads.lead import LEAD, Lead
from core.objects import actions, history
from core.objects.around import around
from core.objects.definition import Action, ObjectDef
from core.objects.fields import Face
from core.objects.query import Listing, record, search
from core.objects.schema import object_schema
from core.objects.writing import create, delete, update
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company


async def made(actor: Actor, definition: ObjectDef = LEAD, **values: Any) -> int:
    async with work():
        return int((await create(actor, definition, values)).id)


async def change(
    actor: Actor, record_id: int, values: dict[str, Any], definition: ObjectDef = LEAD, **more: Any
) -> Any:
    async with work():
        return await update(actor, definition, record_id, values, **more)


ODD = [
    ("a\x00b", "ab"), ("\ud800half", "half"), ("😀👨‍👩‍👧", "😀👨‍👩‍👧"), ("مرحبا \u202eabc", "مرحبا \u202eabc"),
    ("  空格  ", "空格"), ("行\r\n\r\n行", "行 行"), ("'; DROP TABLE lead; --", "'; DROP TABLE lead; --"),
    ("\\ % _ \"", "\\ % _ \""), ("é" * 100, "é" * 100), ("𠮷野家", "𠮷野家"), ("\ufeffx\u200bx", "\ufeffx\u200bx"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), ODD, ids=range(len(ODD)))
async def test_odd_characters_are_kept_or_left_out_and_never_break_anything(given, kept, company: Company):
    record_id = await made(company.rep, name=given, qq="1", note=given)
    assert (await record(company.rep, LEAD, record_id))["name"] == kept
    found = await search(company.rep, LEAD, Listing(where={"field": "name", "is": given}))
    assert [item["id"] for item in found.items] == [record_id]
    await search(company.rep, LEAD, Listing(q=given))
    await history.history(company.rep, LEAD, record_id)


async def test_a_text_that_is_too_long_is_counted_out(company: Company):
    with pytest.raises(Invalid) as refusal:
        await made(company.rep, name="长" * 101, qq="1")
    assert refusal.value.fields["name"] == "姓名最多 100 字，现在 101 字"


async def test_many_numbers_may_stand_in_a_field_but_none_that_is_too_long(company: Company):
    several = "021-55556666; 021-55556667; 021-55556668; 021-55556669"
    assert len(several) > 50
    assert (await Lead.get(id=await made(company.rep, name="张三", phone=several))).phone == several
    with pytest.raises(Invalid) as refused:
        await made(company.rep, name="李四", phone=f"021-55556666; {'1' * 50}")
    assert refused.value.fields == {"phone": "电话的一个号码要少于 50 个字符，几个号码用分号隔开"}


async def test_all_problems_come_at_once(company: Company):
    with pytest.raises(Invalid) as refusal:
        await made(company.rep, name=7, mobile="keine", status="gone", nonsense=1, owner=999_999)
    assert set(refusal.value.fields) == {"name", "mobile", "status", "nonsense", "owner"}


async def test_a_stale_version_gets_both(company: Company):
    record_id = await made(company.rep, name="林", qq="1")
    await change(company.manager, record_id, {"title": "总监"}, seen=1)
    with pytest.raises(Stale) as stale:
        await change(company.rep, record_id, {"title": "经理"}, seen=1)
    assert stale.value.extra["current"]["title"] == "总监" and stale.value.extra["current"]["_version"] == 2
    assert stale.value.extra["yours"] == {"title": "经理"}
    await change(company.rep, record_id, {"title": "经理"}, seen=2)


async def test_of_many_with_the_same_version_one_wins(company: Company):
    record_id = await made(company.rep, name="林", qq="1")

    async def attempt(n: int) -> bool:
        try:
            await change(company.rep, record_id, {"title": f"t{n}"}, seen=1)
        except Stale:
            return False
        return True

    assert sum(await asyncio.gather(*[attempt(n) for n in range(10)])) == 1
    assert (await record(company.rep, LEAD, record_id))["_version"] == 2


async def test_without_a_version_every_write_counts(company: Company):
    record_id = await made(company.rep, name="林", qq="1")
    await asyncio.gather(*[change(company.rep, record_id, {"title": f"t{n}"}) for n in range(10)])
    assert (await record(company.rep, LEAD, record_id))["_version"] == 11


async def test_a_reference_must_be_to_something_one_may_see(company: Company):
    theirs = await made(company.south, ACCOUNT, name="别人的客户")
    with pytest.raises(Invalid) as refusal:
        await made(company.rep, CONTACT, name="林", account=theirs)
    assert "account" in refusal.value.fields
    mine = await made(company.rep, ACCOUNT, name="我的客户")
    contact = await made(company.rep, CONTACT, name="林", account={"id": mine, "label": "我的客户"})
    await change(company.boss, mine, {"owner": company.south.id}, ACCOUNT)
    await change(company.rep, contact, {"account": mine, "title": "总监"}, CONTACT)  # what stays may stay
    async with work():
        await delete(company.boss, ACCOUNT, mine)
    with pytest.raises(Invalid):
        await made(company.boss, CONTACT, name="李", account=mine)


async def test_the_objects_own_check_is_asked_again_at_every_change(company: Company):
    record_id = await made(company.rep, name="林", qq="1")
    with pytest.raises(Invalid, match="至少填一个"):
        await change(company.rep, record_id, {"qq": ""})
    await change(company.rep, record_id, {"qq": "", "wechat": "lin"})


async def test_a_record_without_an_owner_is_unclaimed_until_somebody_gets_it(company: Company):
    record_id = await made(company.boss, name="林", qq="1", owner=None)
    assert (await Lead.get(id=record_id)).pool_state == "unclaimed"
    await change(company.boss, record_id, {"owner": company.rep.id})
    assert (await Lead.get(id=record_id)).pool_state == "private"
    assert (await record(company.rep, LEAD, record_id))["owner"] == {"id": company.rep.id, "label": "周雨桐"}


async def test_times_come_from_the_companys_clock(company: Company, stopped_clock):
    record_id = await made(company.rep, name="林", qq="1", next_follow_at="2026-11-25T10:00:00")
    first = await record(company.rep, LEAD, record_id)
    assert first["created_at"] == first["updated_at"] == "2026-11-24T01:30:00+00:00"
    assert first["next_follow_at"] == "2026-11-25T02:00:00+00:00"  # without an offset it is company time
    stopped_clock.advance(3600)
    await change(company.rep, record_id, {"title": "总监"})
    later = await record(company.rep, LEAD, record_id)
    assert (later["created_at"], later["updated_at"]) == (first["created_at"], "2026-11-24T02:30:00+00:00")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("1450.5", "1450.50"), (1450, "1450.00"), ("¥1,450.005", "1450.01"), ("-0.005", "-0.01"), ("0", "0.00")],
)
async def test_money_is_rounded_half_up_to_fen(given, kept, company: Company):
    from core.objects.values import money_text, taken

    assert money_text(taken(Face("金额", "money"), given)) == kept


async def test_a_members_name_in_history_is_a_name(company: Company):
    record_id = await made(company.rep, name="林", qq="1")
    await change(company.boss, record_id, {"owner": company.other.id})
    entry = (await history.history(company.boss, LEAD, record_id))["items"][0]
    assert (entry["actor"]["label"], entry["fields"][0]["before"], entry["fields"][0]["after"]) == (
        "林一诺", "周雨桐", "王晓明",
    )  # fmt: skip


async def test_history_pages_backwards(company: Company):
    record_id = await made(company.rep, name="林", qq="1")
    for n in range(5):
        await change(company.rep, record_id, {"title": f"t{n}"})
    first = await history.history(company.rep, LEAD, record_id, limit=4)
    second = await history.history(company.rep, LEAD, record_id, limit=4, before_id=int(first["next"]))
    assert len(first["items"]) == 4 and len(second["items"]) == 2 and second["next"] is None


async def test_the_360_view_opens_for_somebody_who_may_not_see_a_child(company: Company):
    account = await made(company.rep, ACCOUNT, name="汇筑")
    await made(company.rep, CONTACT, name="林", account=account)
    await made(company.rep, ACTIVITY, content="电话", account=account)
    full = await around(company.rep, ACCOUNT, account)
    assert "contact" in [group["object"] for group in full["related"]]
    assert "电话" in [entry["text"] for entry in full["timeline"]]
    blind = Actor(**{**company.rep.__dict__, "reaches": {("contact", "read"): "none", ("activity", "read"): "none"}})
    assert "contact" not in [group["object"] for group in (await around(blind, ACCOUNT, account))["related"]]
    hidden = frozenset({("contact", "account"), ("activity", "kind"), ("activity", "owner"), ("activity", "content")})
    assert (await around(Actor(**{**company.rep.__dict__, "hidden": hidden}), ACCOUNT, account))["timeline"]


async def test_a_follow_up_moves_the_dates_of_what_it_is_about(company: Company, stopped_clock):
    lead = await made(company.rep, name="林", qq="1")
    await made(
        company.rep, ACTIVITY, content="电话", subject={"object": "lead", "id": lead}, next_at="2026-12-01T10:00"
    )
    found = await record(company.rep, LEAD, lead)
    assert (found["status"], found["next_follow_at"]) == ("contacted", "2026-12-01T02:00:00+00:00")
    assert found["last_follow_at"] == "2026-11-24T01:30:00+00:00"
    with pytest.raises(NotFound):
        await made(company.south, ACTIVITY, content="x", subject={"object": "lead", "id": lead})
    for wrong in ({}, {"object": "role", "id": 1}, {"object": "lead", "id": "1"}, "lead"):
        with pytest.raises(Invalid):
            await made(company.rep, ACTIVITY, content="x", subject=wrong)


async def test_an_activity_without_search_table_can_be_deleted(company: Company):
    lead = await made(company.rep, name="林", qq="1")
    activity = await made(company.rep, ACTIVITY, content="电话", lead=lead)
    async with work():
        await delete(company.rep, ACTIVITY, activity)
    with pytest.raises(NotFound):
        await record(company.rep, ACTIVITY, activity)


# -- actions -------------------------------------------------------------------------------------------------------


async def _stamp(actor: Actor, lead: Any, values: dict[str, Any]) -> str:
    lead.title = values["title"]
    await lead.save(update_fields=["title"])
    if values["title"] == "boom":
        raise Conflict("半路出错")
    return str(lead.title)


async def _named(_actor: Actor, _lead: Any, values: dict[str, Any]) -> Any:
    return values


STAMPED = ObjectDef(
    key="lead", label="线索", model=Lead, title="name", listed=("name",),
    actions=(
        Action("stamp", "盖章", _stamp, when=lambda _actor, lead: lead.status == "new", refusal="已经处理过了",
               input={"title": Face("职务", "text", required=True, max_length=9)}, batch=True),
        Action("assign", "分配", _stamp, verb="assign", input={"title": Face("职务", "text")}),
        Action("name", "点名", _named, confirm="名单会告诉所有人", input={
            "members": Face("成员", "references", required=True, to="member"),
            "like": Face("参照", "reference", to="lead"),
            "more": Face("其他", "values", to="lead"),
        }),
    ),
)  # fmt: skip


async def test_an_action_is_refused_in_the_order_404_403_409_422(company: Company):
    mine, theirs = await made(company.rep, name="林", qq="1"), await made(company.south, name="何", qq="2")
    closed = await made(company.rep, name="王", qq="3", status="closed")
    no_right = Actor(**{**company.rep.__dict__, "reaches": {("lead", "update"): "none"}})
    refusals = []
    for actor, record_id, key, values in (
        (company.rep, theirs, "stamp", {}), (company.rep, mine, "nonsense", {}), (no_right, closed, "stamp", {}),
        (company.rep, closed, "stamp", {}), (company.rep, mine, "stamp", {}),
        (company.rep, mine, "stamp", {"title": "x", "more": 1}), (company.rep, mine, "stamp", {"title": "x" * 10}),
    ):  # fmt: skip
        with pytest.raises(CrmError) as refusal:
            await actions.perform(actor, STAMPED, record_id, key, values)
        refusals.append(refusal.value.status)
    assert refusals == [404, 404, 403, 409, 422, 422, 422]
    assert await actions.perform(company.rep, STAMPED, mine, "stamp", {"title": "总监"}) == "总监"


async def test_a_batch_answers_for_each_and_a_failure_spoils_only_itself(company: Company):
    ids = [await made(company.rep, name="林", qq=str(n)) for n in range(3)]
    theirs = await made(company.south, name="何", qq="9")
    async with work():  # also inside an outer piece of work
        first = await actions.perform_many(company.rep, STAMPED, [ids[0], theirs], "stamp", {"title": "总监"})
        second = await actions.perform_many(company.rep, STAMPED, [ids[1]], "stamp", {"title": "boom"})
    assert [(one["ok"], one.get("status")) for one in [*first, *second]] == [
        (True, None), (False, 404), (False, 409),
    ]  # fmt: skip
    assert [(await Lead.get(id=one)).title for one in ids] == ["总监", "", ""]
    with pytest.raises(Invalid, match="批量"):
        await actions.perform_many(company.rep, STAMPED, ids, "assign", {})


async def test_an_action_needs_the_reach_of_its_own_verb(company: Company):
    record_id = await made(company.other, name="林", qq="1")
    seer = Actor(**{**company.rep.__dict__, "reaches": {("lead", "read"): "all", ("lead", "update"): "all"}})
    with pytest.raises(CrmError) as refusal:
        await actions.perform(seer, STAMPED, record_id, "assign", {"title": "x"})
    assert refusal.value.status == 403


async def test_open_actions_are_those_that_would_be_done(company: Company):
    lead = await Lead.get(id=await made(company.rep, name="林", qq="1"))

    async def own(editable: bool) -> list[str]:
        found = await actions.open_actions(company.rep, STAMPED, lead, editable)
        return [key for key in found if key in ("stamp", "name")]  # the others are its behaviours'

    assert (await own(True), await own(False)) == (["stamp", "name"], [])
    lead.status = "closed"
    assert await own(True) == ["name"]


async def test_an_action_may_name_several_records_each_once(company: Company):
    lead, like = await made(company.rep, name="林", qq="1"), await made(company.rep, name="王", qq="2")
    members = [company.other.id, {"id": company.south.id}, company.other.id]
    told = await actions.perform(
        company.rep, STAMPED, lead, "name", {"members": members, "like": like, "more": {"name": "何"}}
    )
    assert told == {"members": [company.other.id, company.south.id], "like": like, "more": {"name": "何"}}
    [shown] = [a for a in object_schema(company.rep, STAMPED)["actions"] if a["key"] == "name"]
    assert (shown["confirm"], [face["kind"] for face in shown["input"]]) == (
        "名单会告诉所有人", ["references", "reference", "values"],
    )  # fmt: skip


async def test_what_an_action_names_must_exist_and_be_visible(company: Company):
    lead, theirs = await made(company.rep, name="林", qq="1"), await made(company.south, name="何", qq="2")
    member = company.other.id
    for values, field in (
        ({"members": [member], "like": theirs}, "like"), ({"members": [member, 999]}, "members"),
        ({"members": [0]}, "members"), ({"members": [2**70]}, "members"), ({"members": member}, "members"),
        ({"members": []}, "members"), ({}, "members"), ({"members": list(range(1, 202))}, "members"),
        ({"members": [member], "more": [1]}, "more"), ({"members": [member], "more": {"id": theirs}}, "more"),
        ({"members": [member], "like": 999}, "like"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            await actions.perform(company.rep, STAMPED, lead, "name", values)
        assert list(refusal.value.fields) == [field]

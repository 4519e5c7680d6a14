"""Who owns what in the demo company (演示公海与团队): pools, what became of their records, teams, calls, papers."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from bot.demo import load_demo
from bot.demo.people import sellers
from bot.demo.plan import plan
from bot.demo.planned import Planned, Seller
from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import Contact
from core.accounts.invoice_profile import InvoiceProfile
from core.accounts.rename import RenameRequest
from core.behaviours.called import CallMark
from core.behaviours.pooled import pool_state
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.history import Change
from core.org.actor import actor_by_userid
from core.pools.facts import PoolApplication, PoolEvent
from core.pools.group import PoolGroup
from core.pools.rules import AssignmentRule, RecycleRule
from core.teams.powers import ORDER
from core.teams.team import TeamMember
from tests.demo.test_demo import staff

__all__ = ["staff"]

SELLERS = [Seller(n, f"seller{n}", 3, ("苏州", "上海", "深圳")) for n in range(1, 5)]
BOTH: dict[str, Any] = {"lead": Lead, "account": Account}


async def test_the_pools_teams_and_papers_of_the_demo_company_agree_with_its_records(staff: None) -> None:
    await load_demo()
    await _check_pools()
    await _check_what_waits_belongs_to_nobody()
    await _check_the_history_ends_where_the_record_is()
    await _check_converted_leads()
    await _check_teams_and_calls()
    await _check_papers()


async def _check_pools() -> None:
    groups = {group.name: group for group in await PoolGroup.all()}
    assert {(name, group.pool_of, group.mode) for name, group in groups.items()} == {
        ("华东公海", "lead", "claim"),
        ("华南公海", "lead", "apply"),
        ("市场公海", "lead", "assign"),
        ("客户公海", "account", "work"),
    }
    of_leads = {group.id for group in groups.values() if group.pool_of == "lead"}
    for seller in await sellers():
        member = await actor_by_userid(seller.userid)
        assert member is not None and len(of_leads & set(member.pools)) == 1  # a new lead needs no choice
        assert groups["客户公海"].id in member.pools
    assert [rule.active for rule in await RecycleRule.all()] == [False]
    assert [rule.active for rule in await AssignmentRule.all()] == [True]
    assert await PoolApplication.filter(state="waiting").count() == 3


async def _check_what_waits_belongs_to_nobody() -> None:
    states: Counter[tuple[str, str]] = Counter()
    for key, model in BOTH.items():
        groups = set(await PoolGroup.filter(pool_of=key).values_list("id", flat=True))
        for record in await model.all():
            states[key, record.pool_state] += 1
            assert record.pool_state == pool_state(record)
            waits = record.pool_state == "unclaimed"
            assert not waits or (record.entered_pool_at and record.next_follow_at is None)
            assert record.pool_group_id in groups or record.pool_state == "converted"
            assert (record.owner_id is None) == (record.owned_since is None)
    assert set(states) >= {(key, state) for key in BOTH for state in ("claimed", "unclaimed", "discarded", "frozen")}
    assert 200 < states["lead", "unclaimed"] < 400 and 60 < states["account", "unclaimed"] < 130


async def _check_the_history_ends_where_the_record_is() -> None:
    owners: dict[tuple[str, int], int | None] = {}
    for change in await Change.filter(object__in=list(BOTH)).order_by("id"):
        place = (change.object, change.record_id)
        if "owner" in change.before:
            assert owners[place] == change.before["owner"]
        if change.verb == "create" or "owner" in change.after:
            owners[place] = change.after.get("owner")
    for key, model in BOTH.items():
        for record_id, owner_id in await model.all().values_list("id", "owner_id"):
            assert owners[key, record_id] == owner_id
    verbs = Counter([verb for (verb,) in await PoolEvent.all().values_list("verb")])
    assert set(verbs) == {"enter", "claim", "release", "discard", "freeze"}
    for event in await PoolEvent.filter(verb="claim"):
        assert event.member_id == event.by_id == owners[event.object, event.record_id]


async def _check_converted_leads() -> None:
    converted = await Lead.filter(pool_state="converted").values()
    assert len(converted) == 40
    for lead in converted:
        contact = await Contact.get(id=lead["converted_contact_id"]).values("account_id", "mobile")
        assert contact == {"account_id": lead["converted_account_id"], "mobile": lead["mobile"]}
        assert (await Account.get(id=lead["converted_account_id"])).origin == "lead"


async def _check_teams_and_calls() -> None:
    owners = dict(await Account.all().values_list("id", "owner_id"))
    rows = await TeamMember.all()
    assert len({row.record_id for row in rows}) == 60 and {row.kind for row in rows} == {"follower", "collaborator"}
    for row in rows:
        assert row.object == "account" and row.member_id != owners[row.record_id] and set(row.powers) <= set(ORDER)
    marks = await CallMark.all()
    assert len(marks) == 200
    for mark in marks:
        record: Any = await BOTH[mark.object].get(id=mark.record_id)
        assert (record.call_mark, record.called_at, record.owner_id) == (mark.result, mark.at, mark.member_id)
    for definition in (LEAD, ACCOUNT):
        known = {option.value for option in custom.all_faces(definition)["tags"].options}
        used = {tag for tags in await definition.model.all().values_list("tags", flat=True) for tag in tags}
        assert used == known and len(known) == 3


async def _check_papers() -> None:
    assert await InvoiceProfile.all().count() == 120
    assert Counter(await RenameRequest.all().values_list("state", flat=True)) == {
        "waiting": 2, "refused": 1, "withdrawn": 1, "granted": 1,
    }  # fmt: skip
    granted: Any = await RenameRequest.get(state="granted")
    assert (await Account.get(id=granted.account_id)).name == granted.new_name != granted.former_name
    assert {stage for (stage,) in await Account.all().values_list("stage")} >= {"potential", "customer", "dormant"}
    mains = Counter(await Contact.filter(main=True).values_list("account_id", flat=True))
    assert set(mains.values()) == {1}  # at most one main contact


def test_every_step_lies_between_the_beginning_and_now_in_its_order() -> None:
    moment = clock.now()
    for planned in plan(SELLERS, moment):
        times = [planned.created, *(step.at for step in planned.steps)]
        assert times == sorted(times) and times[-1] <= moment
        assert all(_when(fact.values) <= moment for fact in planned.facts if _when(fact.values))


def _when(values: dict[str, Any]) -> Any:
    return values.get("at") or values.get("added_at") or values.get("asked_at") or values.get("entered_at")


def test_nobody_follows_up_what_was_not_theirs_yet() -> None:
    made: list[Planned] = plan(SELLERS, clock.now())
    begun: dict[int, datetime] = defaultdict(lambda: clock.now())
    for position, planned in enumerate(made):
        if planned.object == "opportunity":
            begun[position] = planned.created
        elif planned.values.get("owned_since"):
            begun[position] = planned.values["owned_since"]
    told = [planned for planned in made if planned.object == "activity"]
    assert all(planned.values["at"] >= begun[planned.values["subject_id"].position] for planned in told)


def test_a_plan_without_known_names_still_has_admins_for_every_group() -> None:
    groups = [planned for planned in plan(SELLERS[:1], clock.now()) if planned.object == "pool_group"]
    assert all(any(fact.values.get("admin") for fact in group.facts) for group in groups)

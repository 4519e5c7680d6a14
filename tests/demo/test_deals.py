"""What the demo company sells (演示商机): every opportunity is as if people had brought it there."""

from collections import Counter
from typing import Any

from bot.demo import load_demo
from bot.demo.plan import plan
from core import clock
from core.accounts.account import Account
from core.activities.activity import Activity
from core.objects.history import Change
from core.objects.query import Listing, search
from core.opportunities.contact import OpportunityContact
from core.opportunities.guide import missing
from core.opportunities.line import OpportunityLine, amount_of
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.partner import OpportunityPartner
from core.opportunities.process import SalesProcess
from core.opportunities.proposal import Proposal
from core.opportunities.rival import OpportunityRival
from core.opportunities.stay import StageStay
from core.opportunities.steps import Steps, steps_of
from tests.demo.test_demo import SELLERS, member, staff

__all__ = ["staff"]
PARTS: tuple[Any, ...] = (OpportunityLine, OpportunityContact, OpportunityRival, OpportunityPartner, Proposal)


async def test_the_demo_company_sells_by_two_processes(staff: None) -> None:
    counts = await load_demo()
    assert counts.opportunities == 30 and "30 个商机" in str(counts)
    assert (await load_demo()).opportunities == 0
    assert await Opportunity.all().count() == 30 and await SalesProcess.all().count() == 2
    await _check_there_is_something_of_everything()
    for one in await Opportunity.all():
        await _check_it_came_there_by_the_rules(one)
        await _check_amount_and_people(one)
        await _check_follow_ups(one)


async def _check_there_is_something_of_everything() -> None:
    states = Counter([str(one.state) for one in await Opportunity.all()])
    assert states["won"] >= 5 and states["lost"] >= 5 and states["open"] >= 15
    assert len({one.lost_reason for one in await Opportunity.filter(state="lost")}) >= 4
    assert len({one.owner_id for one in await Opportunity.all()}) >= 6
    for part in PARTS:
        assert await part.all().count() >= 5, part.__name__
    zhou = await member("zhouyutong")
    mine = await search(zhou, OPPORTUNITY, Listing(view="mine"))
    assert mine.total == 6 and len({one["stage"]["label"] for one in mine.items}) >= 4
    assert (await search(zhou, OPPORTUNITY, Listing(view="overdue"))).total
    idle = {"all": [{"field": "owner", "is": "me"}]}
    assert (await search(zhou, OPPORTUNITY, Listing(view="idle", where=idle))).total
    boss = await member("linyinuo")
    for view in ("closing", "overdue", "idle", "won", "lost"):
        assert (await search(boss, OPPORTUNITY, Listing(view=view))).items or view == "closing", view


async def _check_it_came_there_by_the_rules(one: Opportunity) -> None:
    steps: Steps = await steps_of(one.edition_id)
    stays = await StageStay.filter(opportunity_id=one.id).order_by("entered_at", "id")
    assert [stay.left_at for stay in stays[:-1]] == [stay.entered_at for stay in stays[1:]]
    assert (stays[0].entered_at, stays[-1].left_at, stays[-1].state) == (one.created_at, None, one.state)
    assert [steps.place[stay.stage_id] for stay in stays if stay.state == "open"] == list(
        range(steps.place[one.stage_id] + 1)
    )
    assert {(stay.member_id, stay.amount) for stay in stays} == {(one.owner_id, one.amount)}
    assert (
        stays[-1].win_rate == one.win_rate == {"won": 100, "lost": 0}.get(one.state, steps.step(one.stage_id).win_rate)
    )
    assert (one.closed_on is None) == (one.state == "open") and (one.lost_reason == "") == (one.state != "lost")
    assert one.state == "open" or one.next_follow_at is None
    if steps.guided:
        before = steps.all[max(steps.place[one.stage_id] - 1, 0)].stage_id
        assert steps.place[one.stage_id] == 0 or await missing(one.id, steps, before) == []
        assert one.state != "won" or await missing(one.id, steps, one.stage_id) == []
    verbs = Counter(await Change.filter(object="opportunity", record_id=one.id).values_list("verb", flat=True))
    assert verbs == Counter(create=1, move_stage=steps.place[one.stage_id]) + Counter(
        {"won": ["win"], "lost": ["lose"]}.get(one.state, [])
    )


async def _check_amount_and_people(one: Opportunity) -> None:
    lines = await OpportunityLine.filter(opportunity_id=one.id)
    assert one.amount == sum(line.amount for line in lines) and one.amount > 0
    assert all(line.amount == amount_of(line.price, line.quantity, line.discount) for line in lines)
    account: Account = await Account.get(id=one.account_id)
    assert account.owner_id == one.owner_id and account.created_at <= one.created_at
    for part in await OpportunityContact.filter(opportunity_id=one.id).prefetch_related("contact"):
        assert part.contact.account_id == one.account_id and part.created_at >= part.contact.created_at


async def _check_follow_ups(one: Opportunity) -> None:
    told = await Activity.filter(opportunity_id=one.id).order_by("-at", "-id")
    assert told and (one.last_follow_at, one.last_follow_note) == (told[0].at, told[0].content)
    account = await Account.get(id=one.account_id)
    assert account.last_follow_at is not None and account.last_follow_at >= told[0].at
    assert {each.account_id for each in told} == {one.account_id}


async def test_a_process_that_was_changed_since_does_not_stop_the_demo(staff: None) -> None:
    """The plan names stages; what a company made of them before is up to it."""
    await load_demo()
    await SalesProcess.all().update(name="改了名")
    assert not any(vars(await load_demo()).values())


def test_no_sale_is_from_before_its_customer_and_none_stands_twice_at_one() -> None:
    made = plan(SELLERS, clock.now())
    deals = [one for one in made if one.object == "opportunity"]
    assert len(deals) == 30 and len({one.values["account_id"] for one in deals}) == 30
    for one in deals:
        assert made[one.values["account_id"].position].created <= one.created

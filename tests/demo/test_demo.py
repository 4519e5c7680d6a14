"""The demo company as a newcomer finds it (演示公司)."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.demo import load_demo
from bot.demo.filing import file_plan, filed
from bot.demo.people import sellers
from bot.demo.plan import plan
from bot.demo.planned import Planned, Seller
from bot.simulator.company_seed import ADMIN, DEPARTMENTS, PEOPLE
from core import clock
from core.accounts.account import Account
from core.accounts.contact import Contact
from core.activities.activity import Activity
from core.cards.scan import duplicates
from core.db import Database
from core.leads.lead import LEAD, Lead
from core.objects.duplicates import RecordKey, keys_of
from core.objects.history import history
from core.objects.query import Listing, search
from core.objects.writing import create
from core.org.actor import Actor, actor_by_userid
from core.org.directory import DepartmentFact, MemberFact, take_over
from core.work import work

FACTS = [DepartmentFact(d.id, d.name, d.parent, leaders=d.leaders) for d in DEPARTMENTS]
STAFF = [
    MemberFact(p.userid, p.name, p.department, p.position, direct_leader=(p.superior,) if p.superior else ())
    for p in PEOPLE
]
SELLERS = [Seller(n, f"seller{n}", 3, ("苏州", "上海", "深圳")) for n in range(1, 5)]


@pytest.fixture
async def staff(database: Database) -> AsyncIterator[None]:
    await take_over(FACTS, STAFF, [ADMIN])
    yield


async def member(userid: str) -> Actor:
    found = await actor_by_userid(userid)
    assert found is not None
    return found


async def test_the_demo_company_has_customers_of_every_kind_and_is_loaded_once(staff: None) -> None:
    counts = await load_demo()
    assert (counts.leads, counts.accounts, counts.contacts, counts.activities) == (2000, 600, 900, 3053)
    assert "2000 条线索" in str(counts) and counts.products == 24
    assert not (await load_demo()).leads
    assert await Lead.all().count() == 2000
    zhou = await member("zhouyutong")
    mine = [lead for lead in await Lead.filter(owner_id=zhou.id)]
    start, end = clock.day_bounds(clock.today())
    assert [lead for lead in mine if lead.next_follow_at and start <= lead.next_follow_at < end]
    assert [lead for lead in mine if lead.next_follow_at and lead.next_follow_at < start]
    assert 200 < await Lead.filter(pool_state="unclaimed", owner_id=None).count() < 500
    assert await Account.filter(lat=None).count() == 0
    await _check_people_find_it(zhou)
    await _check_each_record_is_whole(zhou)


async def _check_people_find_it(zhou: Actor) -> None:
    assert (await search(zhou, LEAD, Listing(q="沐辰"))).items[0]["name"] == "温以宁"
    own = await search(zhou, LEAD, Listing(where={"field": "owner", "is": "me"}))
    assert own.total and 60 < own.total < 300
    assert (await search(zhou, LEAD, Listing())).total == own.total  # peers' and pooled leads stay hidden
    assert (await search(await member("linyinuo"), LEAD, Listing())).total == 2000


async def _check_each_record_is_whole(zhou: Actor) -> None:
    keys = await RecordKey.filter(object="lead", kind="mobile").values_list("record_id", flat=True)
    in_use = await Lead.filter(discarded=False, converted_at=None).values_list("id", flat=True)
    assert set(keys) == set(in_use)  # every mobile of a lead in use is known
    lead = await Lead.get(name="孟知远")
    told = await history(zhou, LEAD, lead.id)
    assert [(item["verb"], item["actor"]["label"]) for item in told["items"]] == [("create", "周雨桐")]
    talk = await Activity.filter(lead_id__not_isnull=True).order_by("-id").first()
    assert talk is not None and talk.subject_object == "lead" and talk.subject_id == talk.lead_id
    about = await Lead.get(id=talk.lead_id)
    assert about.last_follow_at is not None and about.last_follow_at >= talk.at and about.status != "new"
    assert await Contact.filter(account_id=None).count() == 0


async def test_the_sample_card_finds_one_customer_of_a_colleague_and_can_be_saved(staff: None) -> None:
    await load_demo()
    zhou = await member("zhouyutong")
    card = {
        "name": "林嘉禾",
        "company": "苏州惠筑科技有限公司",
        "title": "采购总监",
        "mobile": "13900002716",
        "phone": "0512-0000 6688",
        "email": "lin.jiahe@huizhu.example",
    }
    found = await duplicates(zhou, card)
    assert [(match.object, match.owner and match.owner["label"], match.hard) for match in found] == [
        ("account", "王晓明", False)
    ]
    async with work():
        await create(zhou, LEAD, card)


async def test_a_load_that_was_cut_off_goes_on_where_it_ended(staff: None) -> None:
    planned = plan(await sellers(), clock.now())
    await file_plan(planned[:1234], done := {})
    assert len(await filed()) == len(done) == 1234
    counts = await load_demo()
    assert counts.leads == 1991 and counts.accounts == 0
    assert await Account.all().count() == 600 and await Activity.all().count() == 3053


async def test_nothing_is_added_to_a_company_that_has_customers_of_its_own(staff: None) -> None:
    async with work():
        await create(await member("zhouyutong"), LEAD, {"name": "自己录的", "mobile": "13800001234"})
    assert str(await load_demo()).startswith("没有加载演示数据")
    assert await Lead.all().count() == 1


async def test_without_a_directory_nothing_is_loaded(database: Database) -> None:
    assert (await load_demo()).leads == 0


async def test_whoever_sells_has_records_in_their_own_region(staff: None) -> None:
    people = {seller.userid: seller for seller in await sellers()}
    assert len(people) == 21
    assert people["luoanran"].cities == ("深圳",) and people["zhouyutong"].cities == ("苏州", "上海")
    assert people["zhouyutong"].weight > people["zhaolinchuan"].weight > people["chensiyuan"].weight
    assert "lijiayi" not in people


def test_the_plan_is_the_same_every_time() -> None:
    moment = clock.now()
    assert plan(SELLERS, moment) == plan(SELLERS, moment)


def test_invented_numbers_and_addresses_reach_nobody() -> None:
    for planned in plan(SELLERS, clock.now()):
        mobile, email, phone = (str(planned.values.get(key, "")) for key in ("mobile", "email", "phone"))
        assert not mobile or re.fullmatch(r"13[5-9]0000\d{4}", mobile)
        assert not email or email.endswith(".example")
        assert not phone or re.fullmatch(r"0\d{2,3}-0000 \d{4}", phone)


def test_no_two_records_of_a_kind_share_a_hard_key() -> None:
    seen: set[tuple[str, str, str]] = set()
    for planned in plan(SELLERS, clock.now()):
        if planned.object in ("lead", "contact"):
            for pair in keys_of(LEAD.hard_keys, planned.values):
                assert (planned.object, *pair) not in seen
                seen.add((planned.object, *pair))


def test_nothing_was_written_in_the_future_or_before_its_subject() -> None:
    moment = clock.now()
    made: list[Planned] = plan(SELLERS, moment)
    for planned in made:
        assert planned.created <= moment
        if planned.object == "activity":
            about = made[planned.values["subject_id"].position]
            assert planned.values["at"] >= about.created
            assert about.values["last_follow_at"] >= planned.values["at"]
            assert moment - planned.values["at"] < timedelta(days=200)

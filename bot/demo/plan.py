"""What the demo company consists of, as data in the order it is filed (演示数据计划).

Everything follows from one seed, the moment and who sells: the same company with every first start. Records name those
before them by position, so that a plan that was filed half can be continued.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.demo import stories
from bot.demo.activities import Talk, talk
from bot.demo.catalog import plan_goods
from bot.demo.converted import CONVERTED, plan_converted
from bot.demo.deals import plan_deals
from bot.demo.firms import Firms
from bot.demo.making import Making
from bot.demo.papers import plan_profiles, plan_renames, plan_stages, plan_tags
from bot.demo.people import People
from bot.demo.planned import At, Planned, Seller, Times
from bot.demo.pools import Groups, plan_groups, settle_in, tidy_up
from bot.demo.rivals import plan_rivals
from bot.demo.tasks import plan_tasks
from bot.demo.teams import plan_calls, plan_teams
from bot.demo.words import LEAD_NOTES, LEVELS, SOURCES
from bot.demo.works import plan_works

SEED = 20261124
LEADS, ACCOUNTS, CONTACTS, ACTIVITIES = 2000, 600, 900, 3000
POOLED = 0.15


def plan(sellers: Sequence[Seller], now: datetime) -> list[Planned]:
    """Pool groups, accounts, their contacts, leads, papers, activities, products, rivals, tasks, deals, further
    companies of contacts: about 7,000 records. There are `sellers`.
    """
    chance = random.Random(SEED)
    making = Making(chance, random.Random(SEED + 1), Times(chance, now), sellers, Firms(chance), People(chance))
    groups = plan_groups(making)
    talks: list[Talk] = []
    _tell_stories(making, talks)
    accounts = [_account(making) for _ in range(ACCOUNTS - _count(making, "account"))]
    contacts = [_contact(making, making.chance.choice(accounts)) for _ in range(CONTACTS - _count(making, "contact"))]
    leads = [_lead(making) for _ in range(LEADS - CONVERTED - _count(making, "lead"))]
    for place in (At(position) for position in range(len(making.made))):
        if making.at(place).object in ("lead", "account"):
            settle_in(making, groups, place)
    plan_converted(making, contacts)
    _what_became_of_them(making, groups, accounts, leads)
    talks += _talks(making, accounts, ACTIVITIES * 2 // 5)
    talks += _talks(making, leads, ACTIVITIES - len(talks))
    for each in talks:
        talk(making.chance, making.times, making.made, each)
    plan_goods(making)
    plan_rivals(making)
    plan_tasks(making, accounts)
    plan_deals(making)
    plan_works(making, accounts, contacts)
    for planned in making.made:
        planned.steps.sort(key=lambda step: step.at)
    return making.made


def _what_became_of_them(making: Making, groups: Groups, accounts: list[At], leads: list[At]) -> None:
    """Nothing of this touches the stories, which the guide's pictures show as they are."""
    for kind, places in (("account", accounts), ("lead", leads)):
        tidy_up(making, groups, places, kind)
        plan_calls(making, places, kind)
    plan_teams(making, accounts)
    plan_stages(making, accounts)
    plan_profiles(making, accounts)
    plan_renames(making, accounts)
    plan_tags(making, groups.accounts)


def _talks(making: Making, about: list[At], count: int) -> list[Talk]:
    """Follow-ups of records that belong to somebody."""
    owned = [at for at in about if making.at(at).owner and not making.at(at).values.get("frozen")]
    return [Talk(making.chance.choice(owned)) for _ in range(count)]


def _count(making: Making, kind: str) -> int:
    return sum(planned.object == kind for planned in making.made)


def _pool_or_owner(making: Making, city: str, created: datetime) -> tuple[int | None, dict[str, Any]]:
    """Owner and pool columns: one in seven waits in the pool, some of these after somebody gave them up."""
    if making.chance.random() >= POOLED:
        return making.seller(city).id, {}
    returned = making.chance.random() < 0.4
    entered = created + timedelta(days=20) if returned else created
    return None, {
        "entered_pool_at": min(entered, making.times.now),
        "returns": int(returned),
    }


def _account(making: Making) -> At:
    firm, created = making.firms.new(), making.times.created(400)
    owner, pool = _pool_or_owner(making, firm.city, created)
    level = making.chance.choice(LEVELS)
    status = making.chance.choices(("potential", "active", "lost"), (6, 3, 1))[0]
    follow = making.times.next_follow() if owner and status != "lost" else None
    values = {
        **firm.columns(),
        **pool,
        "level": level,
        "status": status,
        "next_follow_at": follow,
        "owner_id": owner,
    }
    return making.add(Planned("account", created, owner, values))


def _contact(making: Making, account: At) -> At:
    above = making.made[account.position]
    person = making.people.new(str(above.values["website"]).removeprefix("www."))
    created = making.times.after(above.created, 30)
    main = making.chance.random() < 0.6 and account not in making.with_main
    if main:
        making.with_main.add(account)
    values = {
        **person.columns(),
        "account_id": account,
        "owner_id": above.owner,
        "main": main,
        "decision_role": making.chance.choice(("decider", "influencer", "user", "buyer", "")),
    }
    return making.add(Planned("contact", created, above.owner, values))


def _lead(making: Making) -> At:
    firm, created = making.firms.new(), making.times.created(180)
    person = making.people.new(firm.domain)
    owner, pool = _pool_or_owner(making, firm.city, created)
    status = making.chance.choices(("new", "contacted", "closed"), (5, 4, 1))[0] if owner else "new"
    follow = making.times.next_follow() if owner and status != "closed" else None
    values = {
        **person.columns(),
        **pool,
        "company": firm.name,
        "city": firm.city,
        "address": firm.address,
        "phone": firm.phone if making.chance.random() < 0.3 else "",
        "status": status,
        "level": making.chance.choice(LEVELS),
        "source": making.chance.choice(SOURCES),
        "next_follow_at": follow,
        "note": making.chance.choice(LEAD_NOTES) if making.chance.random() < 0.3 else "",
        "owner_id": owner,
    }
    return making.add(Planned("lead", created, owner, values))


def _tell_stories(making: Making, talks: list[Talk]) -> None:
    """The firms and people that the guide's pictures show, for the members they belong to."""
    ids = {seller.userid: seller.id for seller in making.sellers}
    usual = making.sellers[0].id
    places: dict[str, At] = {}
    for firm in stories.ACCOUNTS:
        owner = ids.get(firm.owner, usual)
        places[firm.brand] = making.add(firm.planned(owner, making.times))
    for person in stories.CONTACTS:
        above = making.made[places[person.brand].position]
        making.add(person.planned(places[person.brand], above))
    for lead in stories.LEADS:
        places[lead.name] = making.add(lead.planned(ids.get(lead.owner, usual), making.times))
    for told in stories.TALKS:
        talks.append(Talk(places[told.about], told.kind, told.content, told.days_ago, told.clock))

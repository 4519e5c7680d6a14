"""The demo company's pools (演示公海): groups with their rules, and what became of the records in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.demo.making import Making
from bot.demo.people import EAST, SOUTH
from bot.demo.planned import At, Fact, Planned, Step
from core.pools.facts import PoolApplication, PoolEvent
from core.pools.group import PoolMember
from core.pools.rules import AssignmentRule, RecycleRule

CLAIMED = 0.25
DISCARDED, FROZEN, WAITING = {"lead": 24, "account": 6}, {"lead": 14, "account": 4}, 3
RETURNS = ("暂时没有预算，放回公海", "联系不上，换同事再试", "不在我的区域", "客户要明年再谈")
DISCARDS = ("号码是空号，公司已注销", "同行来打听价格", "重复登记的线索")
FREEZES = ("合同有争议，等法务处理", "对方投诉，先停一停")
FOUNDED = -500


@dataclass(frozen=True)
class Groups:
    """Everybody who sells is in one group of leads, so that a new lead needs no choice; accounts have one group."""

    east: At
    south: At
    market: At
    accounts: At
    admins: dict[At, int]

    def of(self, planned: Planned) -> At:
        if planned.object == "account":
            return self.accounts
        if planned.values.get("source") == "campaign" and planned.owner is None:
            return self.market
        return self.south if planned.values.get("city") in SOUTH else self.east


def plan_groups(making: Making) -> Groups:
    """Four groups, one for each way of taking; one rule is switched off until somebody tried it, one allots."""
    east = {s.department_id for s in making.sellers if s.cities == EAST}
    south = {s.department_id for s in making.sellers if s.cities == SOUTH}
    rest = {s.department_id for s in making.sellers} - east - south
    admins = {key: making.named(key) for key in ("guqinghe", "liangzhiyuan", "caomuyang", "chensiyuan")}
    groups = Groups(
        east=_group(making, "华东公海", "lead", "claim", admins["guqinghe"], east, capacity=400, daily_limit=20),
        south=_group(making, "华南公海", "lead", "apply", admins["liangzhiyuan"], south, movable=True),
        market=_group(making, "市场公海", "lead", "assign", admins["caomuyang"], rest, details=True),
        accounts=_group(making, "客户公海", "account", "work", admins["chensiyuan"], (), everyone=True, details=True),
        admins={},
    )
    places = (groups.east, groups.south, groups.market, groups.accounts)
    groups.admins.update(zip(places, admins.values(), strict=True))
    _rules(making, groups)
    return groups


def _group(
    making: Making, name: str, pool_of: str, mode: str, admin: int, departments: Iterable[int | None], **traits: Any
) -> At:
    values = {"name": name, "pool_of": pool_of, "mode": mode, "active": True, **traits}
    place = making.add(Planned("pool_group", making.times.on(FOUNDED, "09:00"), None, values))
    facts = making.at(place).facts
    facts.append(Fact(PoolMember, {"group_id": place, "member_id": admin, "admin": True}))
    for department in sorted(each for each in departments if each):
        facts.append(Fact(PoolMember, {"group_id": place, "department_id": department}))
    return place


def _rules(making: Making, groups: Groups) -> None:
    founded = making.times.on(FOUNDED, "09:30")
    stamped = {"created_at": founded, "updated_at": founded}
    idle = {"kind": "idle", "days": 30}
    recycle = {"name": "30 天没有跟进", "conditions": [idle], "warn_days": [7, 3, 1], "active": False}
    making.at(groups.east).facts.append(Fact(RecycleRule, {"group_id": groups.east, **recycle, **stamped}))
    allot = {
        "name": "苏州的活动线索",
        "where": {"field": "city", "is": "苏州"},
        "assignees": [making.named("zhaolinchuan"), making.named("hansongye")],
        "priority": 1,
        "active": True,
    }
    making.at(groups.market).facts.append(Fact(AssignmentRule, {"group_id": groups.market, **allot, **stamped}))


def settle_in(making: Making, groups: Groups, place: At) -> None:
    """Puts a record into its group: waiting there, given back, taken from there, or its owner's from the start."""
    planned, group = making.at(place), groups.of(making.at(place))
    values = planned.values
    values["pool_group_id"] = group
    if planned.owner is None:
        values |= {"origin": "pool"} if planned.object == "account" else {}
        _given_back(making, place, group) if values["returns"] else _entered(planned, place, group)
        return
    values["owned_since"] = planned.created
    if making.fate.random() < CLAIMED:
        _claimed(making, place, group)


def _entered(planned: Planned, place: At, group: At) -> None:
    planned.imported = True
    planned.facts.append(event(place, planned, group, "enter", None, None, planned.created))


def _given_back(making: Making, place: At, group: At) -> None:
    planned = making.at(place)
    former, at = making.colleague(planned.values["city"], None), planned.values["entered_pool_at"]
    planned.author = former
    before = {"owner": former, "owned_since": planned.created, "entered_pool_at": None, "returns": 0}
    after = {"owner": None, "owned_since": None, "entered_pool_at": at, "returns": 1}
    note = making.fate.choice(RETURNS)
    planned.steps.append(Step(at, former, "release", before, after, note))
    planned.facts.append(event(place, planned, group, "release", former, former, at, note))


def _claimed(making: Making, place: At, group: At) -> None:
    planned = making.at(place)
    taken = min(planned.created + timedelta(minutes=making.fate.randint(3, 50)), making.times.now)
    _entered(planned, place, group)
    before = {"owner": None, "owned_since": None, "entered_pool_at": planned.created}
    after = {"owner": planned.owner, "owned_since": taken}
    planned.values |= {"owned_since": taken, "entered_pool_at": planned.created}
    planned.values |= {"origin": "pool"} if planned.object == "account" else {}
    planned.steps.append(Step(taken, planned.owner, "claim", before, after))
    planned.facts.append(event(place, planned, group, "claim", planned.owner, planned.owner, taken))


def tidy_up(making: Making, groups: Groups, places: list[At], kind: str) -> None:
    """Some pooled records were discarded, some that have an owner are frozen, some are asked for."""
    waiting = [place for place in places if making.at(place).owner is None]
    owned = [place for place in places if making.at(place).owner is not None]
    for place in making.fate.sample(waiting, min(DISCARDED[kind], len(waiting))):
        planned = making.at(place)
        at = min(planned.values["entered_pool_at"] + timedelta(days=3), making.times.now)
        _mark(making, groups, place, "discard", "discarded", at, making.fate.choice(DISCARDS))
    for place in making.fate.sample(owned, min(FROZEN[kind], len(owned))):
        since = making.at(place).values["owned_since"]
        at = since + (making.times.now - since) * making.fate.random()
        _mark(making, groups, place, "freeze", "frozen", at, making.fate.choice(FREEZES))
    asked = [p for p in waiting if groups.of(making.at(p)) == groups.south and "discarded" not in making.at(p).values]
    for place in asked[:WAITING]:
        _applied(making, place)


def _mark(making: Making, groups: Groups, place: At, verb: str, field: str, at: Any, note: str) -> None:
    planned, group = making.at(place), groups.of(making.at(place))
    planned.values[field] = True
    planned.steps.append(Step(at, groups.admins[group], verb, {field: False}, {field: True}, note))
    planned.facts.append(event(place, planned, group, verb, planned.owner, groups.admins[group], at, note))


def _applied(making: Making, place: At) -> None:
    planned = making.at(place)
    values = {
        "object": planned.object,
        "record_id": place,
        "member_id": making.colleague(planned.values["city"], None),
        "open_key": At(place.position, f"{planned.object}:{{}}"),
        "note": "上次展会见过这位客户",
        "asked_at": max(planned.values["entered_pool_at"], making.times.now - timedelta(hours=3)),
    }
    planned.facts.append(Fact(PoolApplication, values))


def event(
    place: At, planned: Planned, group: At, verb: str, member: int | None, by: int | None, at: Any, note: str = ""
) -> Fact:
    """One move in the pool's own book."""
    values = {"object": planned.object, "record_id": place, "group_id": group, "verb": verb, "note": note, "at": at}
    return Fact(PoolEvent, {**values, "member_id": member, "by_id": by})

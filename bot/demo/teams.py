"""Teams and calls of the demo company (演示团队、标注通话): who works beside an owner, what came of calling."""

from datetime import datetime
from typing import Any

from bot.demo.making import Making
from bot.demo.planned import At, Fact, Planned, Step
from core.behaviours.called import CallMark
from core.teams.powers import POWERS
from core.teams.team import TeamMember

TEAMS, CALLS = 60, {"lead": 140, "account": 60}
SETS = (
    ("contacts", "follow_up", "mutual"),
    ("edit", "contacts", "follow_up", "mutual"),
    ("follow_up", "opportunities", "contracts", "invoices"),
)
RESULTS = ("connected", "connected", "missed", "missed", "interested", "declined", "wrong_number")
CALL_NOTES = {
    "connected": ("约了下周再谈", "让把资料发到邮箱"),
    "missed": ("响了没人接", ""),
    "interested": ("想看样品", "问了价格和交期"),
    "declined": ("今年不打算换供应商",),
    "wrong_number": ("不是本人",),
}


def plan_teams(making: Making, accounts: list[At]) -> None:
    """Followers and collaborators of some accounts that have an owner and are in use."""
    for place in making.fate.sample(_in_use(making, accounts), TEAMS):
        account = making.at(place)
        besides: set[int | None] = {account.owner}
        for _ in range(making.fate.choice((1, 1, 2))):
            member = making.colleague(account.values["city"], account.owner)
            if member not in besides:
                besides.add(member)
                _join(making, place, account, member)


def _join(making: Making, place: At, account: Planned, member: int) -> None:
    at = _some_time(making, account)
    powers = making.fate.choice(SETS) if making.fate.random() < 0.6 else ()
    can_edit = "edit" in powers if powers else making.fate.random() < 0.4
    values = {
        "object": account.object,
        "record_id": place,
        "member_id": member,
        "kind": "collaborator" if powers else "follower",
        "can_edit": can_edit,
        "powers": list(powers),
        "added_by_id": account.owner,
        "added_at": at,
    }
    account.facts.append(Fact(TeamMember, values))
    words = "、".join(power.label for power in POWERS if power.value in powers)
    verb, note = ("add_collaborators", words) if powers else ("share", "可以修改" if can_edit else "只看和跟进")
    account.steps.append(Step(at, account.owner, verb, note=note))


def plan_calls(making: Making, places: list[At], kind: str) -> None:
    for place in making.fate.sample(_in_use(making, places), CALLS[kind]):
        planned = making.at(place)
        result, at = making.fate.choice(RESULTS), _some_time(making, planned)
        note = making.fate.choice(CALL_NOTES[result])
        after = {"call_mark": result, "called_at": at, "call_note": note}
        planned.values |= after
        planned.steps.append(
            Step(at, planned.owner, "call_mark", {"call_mark": "", "called_at": None, "call_note": ""}, after)
        )
        planned.facts.append(Fact(CallMark, _mark(place, planned, result, note, at)))


def _mark(place: At, planned: Planned, result: str, note: str, at: datetime) -> dict[str, Any]:
    number = str(planned.values.get("mobile") or planned.values.get("phone", ""))
    said = {"result": result, "note": note, "number": number, "at": at}
    return {"object": planned.object, "record_id": place, "member_id": planned.owner, **said}


def _in_use(making: Making, places: list[At]) -> list[At]:
    return [place for place in places if making.at(place).owner and "frozen" not in making.at(place).values]


def _some_time(making: Making, planned: Planned) -> datetime:
    since: datetime = planned.values["owned_since"]
    return since + (making.times.now - since) * making.fate.random()

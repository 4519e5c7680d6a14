"""When a record falls back into its pool, and why (回收): one pure function over facts and rules (decision 3).

The trial, the answer for a single record, the warnings and the daily job all ask `verdict()`. Conditions inside a rule
are AND-ed: the rule takes effect on the last of its days. Rules are OR-ed: the earliest day counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

KINDS = ("idle", "no_opportunity", "not_reached", "returns", "field")
MOST_CONDITIONS = 20
MOST_DAYS = 3650
WARN_DAYS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data. `labels` has the words of fields and values that its sentences name, by condition."""

    id: int
    name: str
    conditions: tuple[Mapping[str, Any], ...]
    warn_days: tuple[int, ...] = WARN_DAYS
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one record; days are the company's.

    `opportunity` says that one is open or ended since the owner has the record. `values` are the fields that "not
    reached" conditions look at. `fits` are the (rule id, position) of the field conditions that hold today. `exempt`
    are the reasons why it is never recycled.
    """

    id: int
    owner_id: int | None
    group_id: int | None
    owned_since: date
    last_follow: date | None = None
    opportunity: bool = False
    returns: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    fits: frozenset[tuple[int, int]] = frozenset()
    exempt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`falls_on` is the day on which the record falls, today at the earliest, None for never.

    Where there are exempt reasons it does not fall; the day is the one on which it would.
    """

    falls_on: date | None
    rule: Rule | None
    why: tuple[str, ...]
    exempt: tuple[str, ...]

    @property
    def falls(self) -> bool:
        return self.falls_on is not None and not self.exempt


NEVER = Verdict(None, None, (), ())


def verdict(facts: Facts, rules: tuple[Rule, ...], today: date) -> Verdict:
    """Pure: the same facts, rules and day give the same answer."""
    if facts.owner_id is None:
        return NEVER
    exempt = facts.exempt if facts.group_id is not None else (*facts.exempt, "没有公海分组")
    earliest: date | None = None
    first: Rule | None = None
    for rule in rules:
        day = _day(facts, rule, today)
        if day is not None and (earliest is None or day < earliest):
            earliest, first = day, rule
    if earliest is None or first is None:
        return NEVER if not exempt else Verdict(None, None, (), exempt)
    return Verdict(max(earliest, today), first, reasons(facts, first, today), exempt)


def _day(facts: Facts, rule: Rule, today: date) -> date | None:
    """The day on which all conditions of a rule hold; None when one of them does not hold whatever the day."""
    last: date | None = None
    for position, condition in enumerate(rule.conditions):
        day = _holds_from(facts, rule.id, position, condition, today)
        if day is None:
            return None
        last = day if last is None or day > last else last
    return last


def _holds_from(facts: Facts, rule_id: int, position: int, condition: Mapping[str, Any], today: date) -> date | None:
    """The first day on which a condition holds if nobody does anything; what holds today holds since ever."""
    kind = condition["kind"]
    if kind == "idle":
        return touched(facts) + timedelta(days=condition["days"])
    if kind == "no_opportunity":
        return None if facts.opportunity else facts.owned_since + timedelta(days=condition["days"])
    if kind == "not_reached":
        reached = facts.values.get(condition["field"]) in condition["values"]
        return None if reached else facts.owned_since + timedelta(days=condition["days"])
    if kind == "returns":
        return facts.owned_since if facts.returns >= condition["at_least"] else None
    return facts.owned_since if (rule_id, position) in facts.fits else None


def touched(facts: Facts) -> date:
    """The last follow-up, but never before the owner had the record: a new owner begins anew."""
    last = facts.last_follow
    return last if last is not None and last > facts.owned_since else facts.owned_since


def reasons(facts: Facts, rule: Rule, today: date) -> tuple[str, ...]:
    """A sentence for each condition of a rule that takes effect."""
    return tuple(
        _sentence(facts, condition, rule.words[position] if rule.words else "", today)
        for position, condition in enumerate(rule.conditions)
    )


def _sentence(facts: Facts, condition: Mapping[str, Any], word: str, today: date) -> str:
    kind, days = condition["kind"], condition.get("days", 0)
    if kind == "idle":
        return f"已 {(today - touched(facts)).days} 天没有跟进，超过 {days} 天收回"
    had = (today - facts.owned_since).days
    if kind == "no_opportunity":
        return f"归属 {had} 天没有商机，超过 {days} 天收回"
    if kind == "not_reached":
        return f"归属 {had} 天，{word}，超过 {days} 天收回"
    if kind == "returns":
        return f"已被退回 {facts.returns} 次，达到 {condition['at_least']} 次收回"
    return f"符合条件：{word}"


def warning_step(falls_on: date, today: date, warn_days: tuple[int, ...]) -> int | None:
    """The step of the warning that is due: the shortest one that reaches as far as the day of the fall.

    On the days between two steps the one before it is due, in case nothing ran on its day; it is told once only.
    """
    left = (falls_on - today).days
    due = [step for step in warn_days if step >= left > 0]
    return min(due) if due else None

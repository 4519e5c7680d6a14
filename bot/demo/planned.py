"""One record to be filed, and the times such records have (计划中的记录)."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from core import clock

WEEKEND = 5


@dataclass(frozen=True)
class At:
    """The record at this position of the plan; it becomes that record's id when it is filed, set into `pattern`."""

    position: int
    pattern: str = ""

    def value(self, ids: Mapping[Any, Any]) -> Any:
        found = ids[self.position]
        return self.pattern.format(found) if self.pattern else found


@dataclass(frozen=True)
class Named:
    """What is not filed but there before, such as the stages of a process: its id by the name that the plan uses."""

    name: str

    def value(self, ids: Mapping[Any, Any]) -> Any:
        return ids[self.name]


@dataclass(frozen=True)
class Seller:
    """A member who owns demo records; `cities` is where, `weight` how many of them."""

    id: int
    userid: str
    weight: int
    cities: tuple[str, ...]
    department_id: int | None = None


@dataclass(frozen=True)
class Step:
    """What happened to a record after it was made: one row of its history, by field key."""

    at: datetime
    by: int | None
    verb: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A row beside a record, in a table that is no object's."""

    model: type[Any]
    values: dict[str, Any]


@dataclass
class Planned:
    """`values` are columns as stored at the end; references may be an `At`. `owner` is whose it is, None for nobody's.

    It was written by the `author`, else by its owner; `imported` by nobody. `steps` are in order of time.
    """

    object: str
    created: datetime
    owner: int | None
    values: dict[str, Any]
    author: int | None = None
    imported: bool = False
    steps: list[Step] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def actor(self) -> int | None:
        return None if self.imported else self.author or self.owner

    def had(self) -> dict[str, Any]:
        """What the steps changed, by field key, as it was when the record was made."""
        began: dict[str, Any] = {}
        for step in reversed(self.steps):
            began |= step.before
        return began


class Times:
    """Working hours before and after one moment, in company time; all results are aware."""

    def __init__(self, chance: random.Random, now: datetime) -> None:
        self.chance, self.now = chance, now
        self.today = clock.local(now).date()

    def on(self, days: int, at: str) -> datetime:
        """`days` from today at a time of day such as "14:30"."""
        return datetime.combine(self.today + timedelta(days=days), time.fromisoformat(at), tzinfo=clock.timezone())

    def working(self, days: int) -> datetime:
        """A quarter of an hour of the working day nearest to `days` from today."""
        day = self.today + timedelta(days=days)
        if day.weekday() >= WEEKEND and days:
            days += 7 - day.weekday() if days > 0 else WEEKEND - 1 - day.weekday()
        return self.on(days, f"{self.chance.randint(9, 17):02}:{self.chance.choice((0, 15, 30, 45)):02}")

    def created(self, within_days: int) -> datetime:
        """Some time in the last days, more often lately."""
        return min(self.working(-int(within_days * self.chance.random() ** 2)), self._just_now())

    def after(self, moment: datetime, within_days: int) -> datetime:
        """Some working hour between `moment` and now, at most `within_days` ago."""
        days = min((self.now - moment).days, within_days)
        return max(moment, min(self.working(-int(days * self.chance.random())), self._just_now()))

    def _just_now(self) -> datetime:
        return self.now - timedelta(minutes=self.chance.randint(5, 300))

    def next_follow(self) -> datetime | None:
        """Nothing planned, overdue, today, or in the next two weeks, as with people who keep up with their work."""
        kind = self.chance.choices(("none", "overdue", "today", "soon"), (50, 3, 4, 43))[0]
        if kind == "none":
            return None
        days = {"overdue": (-6, -1), "today": (0, 0), "soon": (1, 14)}[kind]
        return self.working(self.chance.randint(*days))

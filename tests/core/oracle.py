"""The filter language once more in plain Python, over rows held in memory: what the compiler is compared with.

It shares nothing with the compiler: days are found by looking at each one instead of computing bounds.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEXTS = ("text", "long_text", "phone", "email", "url")


@dataclass
class Oracle:
    """`kinds` by field key; `me` and `team` are member ids; `now` is the moment of the question."""

    kinds: dict[str, str]
    now: datetime
    me: int = 0
    team: set[int] = field(default_factory=set)

    def holds(self, where: Any, row: dict[str, Any]) -> bool:
        answer = self.truth(where, row) if where else None
        return True if answer is None else answer

    def truth(self, node: dict[str, Any], row: dict[str, Any]) -> bool | None:
        if "field" not in node:
            key = "all" if "all" in node else "any"
            parts = [part for child in node[key] if (part := self.truth(child, row)) is not None]
            return (all(parts) if key == "all" else any(parts)) if parts else None
        key = node["field"]
        [operator] = set(node) - {"field"}
        return self.compare(self.kinds[key], row[key], operator, node[operator])

    def compare(self, kind: str, value: Any, operator: str, wanted: Any) -> bool:
        if kind == "choices":
            return self.held(set(value or ()), operator, wanted)
        blank = value in (None, "")
        if operator in ("empty", "filled"):
            return blank == (wanted if operator == "empty" else not wanted)
        if operator in ("is", "is_not") and wanted in (None, ""):
            return blank == (operator == "is")
        if operator == "is_not":
            return value is None or not self.compare(kind, value, "is", wanted)
        if operator == "not_in":
            return value is None or not self.compare(kind, value, "in", wanted)
        if value is None:
            return False
        if operator == "contains":
            return wanted.lower() in value.lower()
        if operator == "starts":
            return value.lower().startswith(wanted.lower())
        if operator == "in":
            return any(self.compare(kind, value, "is", one) for one in wanted)
        if operator == "between":
            return self.compare(kind, value, "gte", wanted[0]) and self.compare(kind, value, "lte", wanted[1])
        if kind in ("date", "datetime") and (days := self.days(kind, wanted)):
            local = value if kind == "date" else value.astimezone(SHANGHAI).date()
            return self.ordered(local, {"within": "is"}.get(operator, operator), days[0], days[-1])
        one = self.inside(kind, wanted)
        return value in one if isinstance(one, set) else self.ordered(value, operator, one, one)

    def held(self, values: set[str], operator: str, wanted: Any) -> bool:
        """A list of options: `is` holds the one, `in` holds any."""
        if operator in ("empty", "filled"):
            return (not values) == (wanted if operator == "empty" else not wanted)
        if operator in ("is", "is_not") and not wanted:
            return (not values) == (operator == "is")
        meets = bool(values & set(wanted if operator in ("in", "not_in") else [wanted]))
        return meets == (operator in ("is", "in"))

    def ordered(self, value: Any, operator: str, first: Any, last: Any) -> bool:
        return {
            "is": first <= value <= last,
            "gt": value > last,
            "gte": value >= first,
            "lt": value < first,
            "lte": value <= last,
        }[operator]

    def inside(self, kind: str, wanted: Any) -> Any:
        """A value of the filter as stored; me and my_team are sets of members."""
        if kind == "reference":
            return {"me": {self.me}, "my_team": self.team}.get(wanted, wanted)
        if kind == "money":
            return int(Decimal(wanted) * 100)
        if kind == "date":
            return date.fromisoformat(wanted)
        return datetime.fromisoformat(wanted) if kind == "datetime" else wanted

    def days(self, kind: str, wanted: Any) -> list[date]:
        """The days a relative word means, or the one day that a date means for a time; [] for an exact moment."""
        if wanted[0].isdigit():
            return [date.fromisoformat(wanted)] if kind == "datetime" and len(wanted) == 10 else []
        return meant(wanted, self.now.astimezone(SHANGHAI).date())


@cache
def meant(word: str, today: date) -> list[date]:
    """Every day that the word means, found by asking each day within two years."""
    around = [today + timedelta(days=n) for n in range(-800, 800)]
    return [day for day in around if _means(word, day, today)]


def _means(word: str, day: date, today: date) -> bool:
    name, _, number = word.partition(":")
    ahead = (day - today).days
    months = (day.year - today.year) * 12 + day.month - today.month
    quarters = (day.year - today.year) * 4 + (day.month - 1) // 3 - (today.month - 1) // 3
    week, this_week, last_week = (d.isocalendar()[:2] for d in (day, today, today - timedelta(days=7)))
    return {
        "today": ahead == 0,
        "yesterday": ahead == -1,
        "this_week": week == this_week,
        "last_week": week == last_week,
        "this_month": months == 0,
        "last_month": months == -1,
        "this_quarter": quarters == 0,
        "last_quarter": quarters == -1,
        "this_year": day.year == today.year,
        "last_n_days": bool(number) and -int(number) < ahead <= 0,
        "next_n_days": bool(number) and 0 <= ahead <= int(number),
    }[name]

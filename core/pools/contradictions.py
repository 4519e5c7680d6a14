"""Conditions that can never hold together (互相矛盾的条件): found when a rule is saved, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LOWER, UPPER = ("gt", "gte"), ("lt", "lte")


@dataclass
class Bounds:
    """What AND-ed conditions leave of a field; `only` is None while every value is open."""

    only: set[Any] | None = None
    never: set[Any] = field(default_factory=set)
    lowest: tuple[Any, bool] | None = None
    highest: tuple[Any, bool] | None = None
    empty: bool | None = None
    contradicts: bool = False

    def restrict(self, operator: str, value: Any) -> None:
        if operator in ("empty", "filled"):
            self._be((operator == "empty") == bool(value))
        elif operator in ("is", "in"):
            self._one_of(value if isinstance(value, list) else [value])
        elif operator in ("is_not", "not_in"):
            self.never |= set(value if isinstance(value, list) else [value])
        elif operator == "between":
            self.restrict("gte", value[0])
            self.restrict("lte", value[1])
        elif operator in (*LOWER, *UPPER):
            self._be(False)
            self._edge(operator, value)
        else:
            self._be(False)

    def _be(self, empty: bool) -> None:
        self.contradicts |= self.empty is not None and self.empty != empty
        self.empty = empty

    def _one_of(self, values: list[Any]) -> None:
        self._be(values in ([None], [""]))
        wanted = set(values)
        self.only = wanted if self.only is None else self.only & wanted

    def _edge(self, operator: str, value: Any) -> None:
        closed = operator in ("gte", "lte")
        if operator in LOWER and (self.lowest is None or value > self.lowest[0]):
            self.lowest = (value, closed)
        if operator in UPPER and (self.highest is None or value < self.highest[0]):
            self.highest = (value, closed)

    @property
    def impossible(self) -> bool:
        if self.contradicts or (self.only is not None and not self.only - self.never):
            return True
        if self.lowest is None or self.highest is None:
            return False
        (low, includes_low), (high, includes_high) = self.lowest, self.highest
        return bool(low > high or (low == high and not (includes_low and includes_high)))


def contradiction(conditions: Sequence[Mapping[str, Any]]) -> str:
    """The field whose conditions exclude each other, "" when there is none. Only what is AND-ed counts."""
    known: dict[str, Bounds] = {"owner": Bounds(empty=False)}  # what is recycled has an owner
    for key, operator, value in _restrictions(conditions):
        bounds = known.setdefault(key, Bounds())
        try:
            bounds.restrict(operator, value)
            if bounds.impossible:
                return key
        except TypeError:
            continue  # values that cannot be compared, such as a relative date beside a day
    return ""


def _restrictions(conditions: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    for condition in conditions:
        if condition["kind"] == "not_reached":
            yield condition["field"], "not_in", condition["values"]
        elif condition["kind"] == "returns":
            yield "returns", "gte", condition["at_least"]
        elif condition["kind"] == "field":
            yield from of_filter(condition["where"])


def of_filter(where: Any) -> Iterator[tuple[str, str, Any]]:
    """(field, operator, value) of what a filter says with AND; what it says with OR restricts nothing by itself."""
    if "field" in where:
        operator = next(name for name in where if name != "field")
        yield where["field"], operator, where[operator]
    elif "all" in where or len(where.get("any", ())) == 1:
        for one in where.get("all") or where["any"]:
            yield from of_filter(one)

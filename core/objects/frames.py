"""What of a list's statement is the same for everybody (语句框架), built once and kept.

The builder takes longer for a statement than the driver for its fifty rows. Columns, joins and order of a list repeat
with every request; only the condition is new. A frame is the statement with a hole for it, made by the builder itself.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from pypika_tortoise.queries import QueryBuilder
from pypika_tortoise.terms import Criterion, Parameterizer

from core.db import database
from core.objects.terms import Fragment

HOLE = "\0"
LIMIT = 1  # stands in for the real one while a frame is made
MOST = 500

_frames: dict[Hashable, "Frame"] = {}


@dataclass(frozen=True)
class Frame:
    """The text before and after the condition, and after the number of rows, which is its last bound value."""

    before: str
    between: str
    after: str

    def filled(self, condition: "Condition", limit: int) -> tuple[str, list[Any]]:
        """The statement and its bound values."""
        text, values = condition.sql
        mark = database().dialect.mark(len(values) + 1)
        return f"{self.before}{text}{self.between}{mark}{self.after}", [*values, limit]


class Condition(Protocol):
    @property
    def sql(self) -> tuple[str, list[Any]]:
        """Text and bound values, columns with the names of their tables."""
        ...


def frame(key: Hashable, build: Callable[[Criterion, int], QueryBuilder]) -> Frame:
    """The frame of what `build(condition, limit)` makes, which must bind no values of its own.

    `key` names everything that `build` depends on, but for the database's kind.
    """
    whole = (database().dialect.name, key)
    if whole not in _frames:
        if len(_frames) >= MOST:
            _frames.clear()
        _frames[whole] = made(build)
    return _frames[whole]


def made(build: Callable[[Criterion, int], QueryBuilder]) -> Frame:
    """A frame that is not kept."""
    sql, values = build(Fragment(HOLE), LIMIT).get_parameterized_sql()
    before, _, rest = sql.partition(HOLE)
    between, mark, after = rest.partition(database().dialect.mark(1))
    if values != [LIMIT] or not mark or HOLE in rest:
        raise ValueError(f"no frame: {sql}")
    return Frame(before, between, after)


@dataclass(frozen=True)
class Written:
    """A condition that is turned into text once, however many statements hold it."""

    condition: Criterion

    @cached_property
    def sql(self) -> tuple[str, list[Any]]:
        """Its text and bound values, columns with the names of their tables."""
        query: Any = database().tortoise.connections.get("default").query_class
        bound = Parameterizer()
        context = query.SQL_CONTEXT.copy(parameterizer=bound, with_namespace=True, subquery=True)
        return self.condition.get_sql(context), bound.values

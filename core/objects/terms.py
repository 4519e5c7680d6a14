"""Pieces of SQL with bound values for what the builder has no word for (SQL 片段)."""

from collections.abc import Sequence
from typing import Any

from pypika_tortoise.context import SqlContext
from pypika_tortoise.queries import QueryBuilder
from pypika_tortoise.terms import Criterion, Term


class Bound:
    """A value inside a `Fragment`; the builder numbers and binds it."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Whole(Term):
    """A query inside a `Fragment`, its columns with the names of their tables, without brackets of its own."""

    def __init__(self, query: QueryBuilder) -> None:
        super().__init__()
        self.query = query

    def get_sql(self, ctx: SqlContext) -> str:
        return self.query.get_sql(ctx.copy(subquery=False, with_alias=False, with_namespace=True))


class Fragment(Criterion):
    """Text from `dialect.py` and bound values, in order. The text never holds input."""

    def __init__(self, *parts: "str | Bound | Term") -> None:
        super().__init__()
        self.parts: Sequence[str | Bound | Term] = parts

    def get_sql(self, ctx: SqlContext) -> str:
        return "".join(_sql(part, ctx) for part in self.parts)


def _sql(part: "str | Bound | Term", ctx: SqlContext) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Bound):
        if ctx.parameterizer is None:
            raise RuntimeError("bound values need a parameterized query")
        return ctx.parameterizer.create_param(part.value).get_sql(ctx)
    return part.get_sql(ctx)


def like(field: Term, pattern: str, operator: str) -> Fragment:
    """`field LIKE pattern` with a backslash as escape, so that % and _ of the input are letters."""
    return Fragment(field, f" {operator} ", Bound(pattern), " ESCAPE '\\'")


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

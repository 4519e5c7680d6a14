"""The filter language of the contract, compiled to one SQL condition (筛选).

{"all":[{"field":"status","is":"new"},{"any":[…]},{"field":"amount","gte":"1000.00"}]}; operators and relative words
as in the contract. A field that is gone, hidden or of another kind is refused with a sentence, never ignored.
An empty list of conditions is no condition; a field without a value is outside every comparison and inside `is_not`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term, ValueWrapper

from core import clock
from core.actor import Actor
from core.db import database
from core.dialect import BELOW_IN_TREE
from core.errors import Invalid
from core.objects import custom
from core.objects.access import NOTHING, below
from core.objects.batches import BATCH, made_in
from core.objects.columns import Column, column_of
from core.objects.definition import FilterField, ObjectDef
from core.objects.fields import Face, again
from core.objects.registry import object_named
from core.objects.spans import span
from core.objects.terms import Bound, Fragment, escaped, like
from core.objects.values import Wrong, storable, taken, whole_id

OPERATORS = (
    "is", "is_not", "in", "not_in", "contains", "starts", "gt", "gte", "lt", "lte", "between", "within",
    "empty", "filled", "under",
)  # fmt: skip
TEXTS = ("text", "long_text", "phone", "email", "url")
UNORDERED = (*TEXTS, "choice", "boolean", "reference")
PEOPLE = ("me", "my_team")
DEEPEST, MOST, MOST_LISTED, MOST_VALUES, LONGEST = 5, 100, 500, 2000, 200


def compiled(actor: Actor, definition: ObjectDef, where: Any, table: Table) -> Criterion | None:
    """The condition of a filter; None when it is empty."""
    return _Compiler(actor, definition, table).group(where, 0) if where else None


class _Compiler:
    def __init__(self, actor: Actor, definition: ObjectDef, table: Table) -> None:
        self.actor, self.definition, self.table = actor, definition, table
        self.faces = custom.all_faces(definition)
        self.count = self.values = 0

    def group(self, node: Any, depth: int) -> Criterion | None:
        self.count += 1
        if not isinstance(node, dict) or depth > DEEPEST or self.count > MOST:
            raise Invalid({"where": "筛选条件的写法不对，或嵌套太深"})
        if "field" in node:
            return self.condition(node)
        key = next(iter(node), None)
        if key not in ("all", "any") or len(node) != 1 or not isinstance(node[key], list):
            raise Invalid({"where": "筛选条件要写成 all 或 any 的列表"})
        parts = [part for child in node[key] if (part := self.group(child, depth + 1)) is not None]
        if not parts:
            return None
        joined = parts[0]
        for part in parts[1:]:
            joined = joined & part if key == "all" else joined | part
        return joined

    def condition(self, node: dict[str, Any]) -> Criterion:
        key = node["field"] if isinstance(node["field"], str) else str(node["field"])
        if key == BATCH:
            return self._made_in(node)
        tie = self.definition.filter_fields.get(key)
        face = tie.face if tie else self.faces.get(key)
        if face is None or not face.filterable or self.actor.hides(self.definition.key, key):
            raise Invalid({"where": f"不能按「{storable(str(key)[:40])}」筛选，这个字段不存在或你看不到"})
        operators = [name for name in OPERATORS if name in node]
        if len(operators) != 1 or len(node) != 2:
            raise Invalid({"where": f"「{face.label}」的条件要正好有一个比较方式"})
        try:
            if tie:
                return self._tied(tie, operators[0], node[operators[0]])
            column = column_of(self.definition, key, self.table)
            return self.compare(column, operators[0], node[operators[0]])
        except Wrong as wrong:
            raise Invalid({"where": wrong.message}) from None

    def compare(self, column: Column, operator: str, value: Any) -> Criterion:
        face = column.face
        self.values += len(value) if isinstance(value, list) else 1
        if self.values > MOST_VALUES:
            raise Wrong(f"筛选条件里的值太多了，最多 {MOST_VALUES} 个")
        if operator in ("empty", "filled"):
            if not isinstance(value, bool):
                raise Wrong(f"「{face.label}」为空或不为空，要写成 true 或 false")
            return _empty(column, (operator == "empty") == value)
        if operator in ("is", "is_not") and (value in (None, "") or (value == [] and face.kind == "choices")):
            return _empty(column, operator == "is")
        if operator == "under":
            return _under(column, value)
        if operator in ("contains", "starts"):
            return _like(column, operator, value)
        if face.to == "member" and _mentions_people(value):
            return self._people(column.term, operator, value)
        if face.kind == "choices":
            return _holds(column, operator, value)
        if face.kind in ("date", "datetime"):
            return _when(column, operator, value)
        return _plain(column, operator, value)

    def _made_in(self, node: dict[str, Any]) -> Criterion:
        operator = next((name for name in node if name != "field"), "")
        try:
            return made_in(
                self.actor, self.definition, self.table, operator if len(node) == 2 else "", node.get(operator)
            )
        except Wrong as wrong:
            raise Invalid({"where": wrong.message}) from None

    def _tied(self, tie: FilterField, operator: str, value: Any) -> Criterion:
        """Members who are tied to the record: `is` one of them."""
        if operator in ("empty", "filled"):
            if not isinstance(value, bool):
                raise Wrong(f"「{tie.face.label}」为空或不为空，要写成 true 或 false")
            some = tie.rows(self.definition, self.table, None)
            return some if (operator == "filled") == value else some.negate()
        self.values += len(value) if isinstance(value, list) else 1
        if self.values > MOST_VALUES:
            raise Wrong(f"筛选条件里的值太多了，最多 {MOST_VALUES} 个")
        positive = {"is_not": "is", "not_in": "in"}.get(operator, operator)
        if positive == "in":
            _listed(tie.face, value)
        found = tie.rows(self.definition, self.table, lambda member: self._people(member, positive, value))
        return found if positive == operator else found.negate()

    def _people(self, column: Term, operator: str, value: Any) -> Criterion:
        """me and my_team, alone or in a list beside ids."""
        if operator not in ("is", "is_not", "in", "not_in"):
            raise Wrong("成员只能按「是」或「属于」筛选")
        wanted = _listed(Face("成员", "reference"), value) if isinstance(value, list) else [value]
        people = [whole_id(Face("成员", "reference"), one) for one in wanted if one not in PEOPLE]
        matches: Criterion = column.isin([*people, *([self.actor.id] if "me" in wanted else [])] or [0])
        if "my_team" in wanted:
            matches = matches | below(column, self.actor)
        return matches if operator in ("is", "in") else matches.negate() | column.isnull()


def _mentions_people(value: Any) -> bool:
    return any(one in PEOPLE for one in value) if isinstance(value, list) else value in PEOPLE


def _empty(column: Column, empty: bool) -> Criterion:
    term = column.term
    if column.face.kind == "choices":
        before, after = database().dialect.empty_list()
        none: Criterion = Fragment(before, term, after)
        return none if empty else none.negate()
    if column.face.kind in (*TEXTS, "choice"):
        blank: Criterion = (term == ValueWrapper("")) | term.isnull()
        filled: Criterion = (term != ValueWrapper("")) & term.notnull()
        return blank if empty else filled
    return term.isnull() if empty else term.notnull()


def _under(column: Column, value: Any) -> Criterion:
    """The record that is referred to stands in a tree: the one named, or any below it."""
    if not column.face.to or not object_named(column.face.to).treelike:
        raise Wrong(f"「{column.face.label}」没有上下级，不能这样筛选")
    if not taken(column.face, value):
        raise Wrong(f"「{column.face.label}」要给出一个值；找空的用「为空」")
    before, after = (part.format(table=object_named(column.face.to).table) for part in BELOW_IN_TREE)
    return Fragment(column.term, f" IN ({before}", Bound(taken(column.face, value)), f"{after})")


def _holds(column: Column, operator: str, value: Any) -> Criterion:
    """A list holds the value (`is`) or one of the values (`in`)."""
    face = column.face
    if operator not in ("is", "is_not", "in", "not_in"):
        raise Wrong(f"「{face.label}」只能按「包含」或「不包含」选项来筛选")
    listed = _listed(face, value) if operator in ("in", "not_in") else [value]
    wanted = [taken(again(face, kind="choice"), one) for one in listed]
    dialect = database().dialect
    before, between, after = dialect.holds_any()
    holds: Criterion = Fragment(before, column.term, between, Bound(dialect.wanted_of(wanted)), after)
    return holds if operator in ("is", "in") else holds.negate() | column.term.isnull()


def _like(column: Column, operator: str, value: Any) -> Criterion:
    wanted = storable(value) if isinstance(value, str) else ""
    if column.face.kind not in TEXTS or not wanted:
        raise Wrong(f"「{column.face.label}」不能按文字包含来筛选")
    if len(wanted) > LONGEST:
        raise Wrong(f"「{column.face.label}」包含的文字最多 {LONGEST} 字")
    word = "LIKE" if database().dialect.name == "sqlite" else "ILIKE"
    pattern = f"{escaped(wanted)}%" if operator == "starts" else f"%{escaped(wanted)}%"
    return like(column.term, pattern, word)


def _plain(column: Column, operator: str, value: Any) -> Criterion:
    face = column.face
    if operator in ("in", "not_in"):
        wanted = [_value(column, one) for one in _listed(face, value)]
        inside: Criterion = column.term.isin(wanted) if wanted else NOTHING
        return inside if operator == "in" else inside.negate() | column.term.isnull()
    if operator not in (*COMPARE, "between"):
        raise Wrong(f"「{face.label}」不能这样比较")
    if operator not in ("is", "is_not") and face.kind in UNORDERED:
        raise Wrong(f"「{face.label}」不能比大小")
    if operator == "between":
        first, last = (ValueWrapper(_value(column, edge)) for edge in _both(face, value))
        return COMPARE["gte"](column.term, first) & COMPARE["lte"](column.term, last)
    return COMPARE[operator](column.term, ValueWrapper(_value(column, value)))


COMPARE: dict[str, Callable[[Term, Term], Criterion]] = {
    "is": lambda column, value: column == value,
    "is_not": lambda column, value: (column != value) | column.isnull(),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


def _listed(face: Face, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_LISTED:
        raise Wrong(f"「{face.label}」属于要给出一个列表，最多 {MOST_LISTED} 个")
    return value


def _both(face: Face, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise Wrong(f"「{face.label}」介于要给出起止两个值")
    return value[0], value[1]


def _value(column: Column, value: Any) -> Any:
    """A bound value; an option that no longer exists is refused."""
    stored = taken(column.face, value)
    if stored is None:
        raise Wrong(f"「{column.face.label}」要给出一个值；找空的用「为空」")
    return column.bind(stored)


def _when(column: Column, operator: str, value: Any) -> Criterion:
    if operator == "within":
        return _inside(column, *span(value))
    if operator == "between":
        first, last = _both(column.face, value)
        return _when(column, "gte", first) & _when(column, "lte", last)
    days = _days(column.face, value)
    return _around(column, operator, *days) if days else _plain(column, operator, value)


def _days(face: Face, value: Any) -> tuple[date, date] | None:
    """A relative word, or a date where the field holds times: both mean whole days."""
    if not isinstance(value, str) or not value:
        return None
    if not value[0].isdigit():
        return span(value)
    if face.kind == "datetime" and len(value) == 10:
        day = taken(Face(face.label, "date"), value)
        return day, day
    return None


def _inside(column: Column, first: date, last: date) -> Criterion:
    return _around(column, "gte", first, first) & _around(column, "lte", last, last)


def _around(column: Column, operator: str, first: date, last: date) -> Criterion:
    """Compares with whole days in company time; a span is after its last and before its first day."""
    if operator == "is":
        return _inside(column, first, last)
    if operator == "is_not":
        return _inside(column, first, last).negate() | column.term.isnull()
    if operator not in COMPARE:
        raise Wrong(f"「{column.face.label}」不能这样比较")
    if column.face.kind == "date":
        edge = last if operator in ("gt", "lte") else first
        return COMPARE[operator](column.term, ValueWrapper(column.bind(edge)))
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    moment: datetime = end if operator in ("gt", "lte") else start
    exact = {"gt": "gte", "lte": "lt"}.get(operator, operator)
    return COMPARE[exact](column.term, ValueWrapper(column.bind(moment)))

"""Counts and sums over what a list asks for, by one or two fields (统计): the same rows, the same rights."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pypika_tortoise.functions import Count, Sum
from pypika_tortoise.terms import Term

from core import clock
from core.actor import Actor
from core.db import database, rows
from core.errors import Invalid
from core.objects import custom
from core.objects.columns import column_of
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.frames import Written
from core.objects.labels import labels
from core.objects.query import Asked, Listing, asked_for, built_in_place, count
from core.objects.spans import SPANS
from core.objects.terms import Fragment
from core.objects.values import given, storable

GROUPED = ("choice", "choices", "reference", "boolean", "date", "datetime")
MEASURED = ("number", "money")
STEPS = ("month", "week", "day")
MOST_ROWS, MOST_RAW, MOST_VIEWS = 500, 20_000, 20


@dataclass(frozen=True)
class Group:
    """One field to group by; times have a step."""

    key: str
    face: Face
    step: str
    term: Term


@dataclass(frozen=True)
class Measure:
    """count, or the sum or average of a field."""

    name: str
    face: Face | None
    term: Term | None

    def value(self, number: int, total: Any, filled: int) -> Any:
        if self.face is None:
            return number
        if not filled:
            return None
        whole = total if self.name.startswith("sum") else total / filled
        return given(self.face, round(whole) if self.face.kind == "money" else round(float(whole), 6))


async def summary(actor: Actor, definition: ObjectDef, listing: Listing, by: str, measure: str) -> dict[str, Any]:
    """Two statements, one more for each reference. Every key carries the filter that gives its records; a record with
    several options counts for each of them. Raises Invalid for fields that are hidden, gone or of another kind.
    """
    asked = await asked_for(actor, definition, listing)
    groups = [_group(asked, definition, one) for one in by.split(",") if one]
    if not 1 <= len(groups) <= 2 or len({group.key for group in groups}) != len(groups):
        raise Invalid({"by": "按一个或两个不同的字段统计"})
    measured = _measure(asked, definition, measure or "count")
    sums: list[Any] = [Sum(measured.term), Count(measured.term)] if measured.term is not None else []
    query = built_in_place(asked.table).where(asked.only)
    for group in groups:
        query = query.select(group.term).groupby(group.term)
    query = query.select(Count("*"), *sums).limit(MOST_RAW + 1)
    raw = await rows(*query.get_parameterized_sql())
    [whole] = await rows(
        *built_in_place(asked.table).where(asked.only).select(Count("*"), *sums).get_parameterized_sql()
    )
    folded = _folded(groups, raw[:MOST_RAW])
    told = await _told(groups, folded, measured)
    return {
        "by": [f"{group.key}:{group.step}" if group.step else group.key for group in groups],
        "measure": measured.name,
        "rows": told,
        "count": int(whole[0]),
        "value": measured.value(int(whole[0]), *(whole[1:] if sums else (0, 0))),
        "capped": len(raw) > MOST_RAW or len(folded) > MOST_ROWS,
    }


def _face(asked: Asked, definition: ObjectDef, key: str, part: str) -> Face:
    face = custom.all_faces(definition).get(key)
    if face is None or asked.actor.hides(definition.key, key):
        raise Invalid({part: f"没有「{storable(key[:40])}」这个字段，或你看不到"})
    return face


def _group(asked: Asked, definition: ObjectDef, text: str) -> Group:
    key, _, step = text.partition(":")
    face = _face(asked, definition, key, "by")
    timed = face.kind in ("date", "datetime")
    step = step or ("month" if timed else "")
    if face.kind not in GROUPED or not face.filterable or (step not in STEPS if timed else bool(step)):
        raise Invalid({"by": f"不能按「{face.label}」这样统计，要选项、成员、是否或时间"})
    column = column_of(definition, key, asked.table)
    term: Term = column.term
    if timed:
        zone = clock.timezone()
        pieces = database().dialect.first_day(step, str(zone) if face.kind == "datetime" else "", clock.shifts_of(zone))
        term = Fragment(*[part for piece in pieces for part in (piece, column.term)][:-1])
    return Group(key, face, step, term)


def _measure(asked: Asked, definition: ObjectDef, text: str) -> Measure:
    name, _, key = text.partition(":")
    if text == "count":
        return Measure("count", None, None)
    if name not in ("sum", "avg") or not key:
        raise Invalid({"measure": "统计方式写 count、sum:字段 或 avg:字段"})
    face = _face(asked, definition, key, "measure")
    if face.kind not in MEASURED or key == "id":
        raise Invalid({"measure": f"「{face.label}」不是数字或金额，不能求和"})
    return Measure(text, face, column_of(definition, key, asked.table).term)


Sums = tuple[int, Any, int]


def _folded(groups: list[Group], raw: list[Any]) -> dict[tuple[Any, ...], Sums]:
    """(count, sum, filled) by the groups' values: lists of options fall apart into them, all that is empty is None."""
    folded: dict[tuple[Any, ...], Sums] = {}
    for row in raw:
        number, *sums = list(row)[len(groups) :]
        total, filled = sums or (0, 0)
        parts = [_parts(group, row[n]) for n, group in enumerate(groups)]
        for key in [(one,) for one in parts[0]] if len(parts) == 1 else [(a, b) for a in parts[0] for b in parts[1]]:
            before = folded.get(key, (0, 0, 0))
            folded[key] = (before[0] + int(number), before[1] + (total or 0), before[2] + int(filled or 0))
    return folded


def _parts(group: Group, value: Any) -> list[Any]:
    if group.face.kind == "choices":
        return list(given(group.face, value)) or [None]
    if group.face.kind == "boolean":
        return [None if value is None else bool(value)]
    return [None if value in (None, "") else value]


async def _told(groups: list[Group], folded: dict[tuple[Any, ...], Sums], measured: Measure) -> list[dict[str, Any]]:
    """The largest groups; by time they stand in its order."""
    largest = sorted(folded.items(), key=lambda entry: (-entry[1][0], str(entry[0])))[:MOST_ROWS]
    if groups[0].step:
        largest.sort(key=lambda entry: (entry[0][0] is None, str(entry[0])))
    wanted: dict[str, set[int]] = {}
    for n, group in enumerate(groups):
        if group.face.to:
            wanted.setdefault(group.face.to, set()).update(key[n] for key, _ in largest if key[n] is not None)
    names = await labels(wanted)
    return [
        {
            "keys": [_key(group, value, names) for group, value in zip(groups, key, strict=True)],
            "count": sums[0],
            "value": measured.value(*sums),
        }
        for key, sums in largest
    ]


def _key(group: Group, value: Any, names: dict[tuple[str, int], str]) -> dict[str, Any]:
    """A group's value with its word and the filter that gives its records."""
    if value is None:
        return {"value": None, "label": "未填", "where": {"field": group.key, "empty": True}}
    if group.step:
        first, last = SPAN[group.step](date.fromisoformat(str(value)))
        where = {"field": group.key, "between": [first.isoformat(), last.isoformat()]}
        return {"value": first.isoformat(), "label": _period(group.step, first, last), "where": where}
    word = {True: "是", False: "否"}[value] if group.face.kind == "boolean" else group.face.word(value)
    label = names.get((group.face.to, value), "") if group.face.to else word
    return {"value": value, "label": label, "where": {"field": group.key, "is": value}}


SPAN: dict[str, Callable[[date], tuple[date, date]]] = {
    "day": SPANS["today"],
    "week": SPANS["this_week"],
    "month": SPANS["this_month"],
}


def _period(step: str, first: date, last: date) -> str:
    return {
        "month": f"{first.year}年{first.month}月",
        "week": f"{first:%Y-%m-%d} 至 {last:%m-%d}",
        "day": first.isoformat(),
    }[step]


async def counts(actor: Actor, definition: ObjectDef, views: list[str]) -> dict[str, int | None]:
    """How many records each view holds, None beyond 10,000 and for one that cannot be used; a statement for each."""
    if len(views) > MOST_VIEWS:
        raise Invalid({"views": f"一次最多数 {MOST_VIEWS} 个视图"})
    found: dict[str, int | None] = {}
    for view in dict.fromkeys(views):
        try:
            asked = await asked_for(actor, definition, Listing(view=view))
        except Invalid:
            found[view] = None
            continue
        found[view] = await count(asked.table, Written(asked.only))
    return found

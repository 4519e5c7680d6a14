"""A filter as people read it (条件的文字)."""

import re
from typing import Any

from core.actor import Actor
from core.objects import custom
from core.objects.batches import BATCH, WORDS
from core.objects.definition import ObjectDef
from core.objects.fields import Face, again
from core.objects.labels import labels
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.objects.values import given

OPERATORS = {
    "is": "是", "is_not": "不是", "in": "属于", "not_in": "不属于", "contains": "包含", "starts": "开头是",
    "gt": "大于", "gte": "至少", "lt": "小于", "lte": "至多", "between": "介于", "within": "在", "empty": "为空",
    "filled": "不为空", "under": "属于（含下级）",
}  # fmt: skip
RELATIVE = {
    "me": "我", "my_team": "我的团队", "today": "今天", "yesterday": "昨天", "this_week": "本周", "last_week": "上周",
    "this_month": "本月", "last_month": "上月", "this_quarter": "本季度", "last_quarter": "上季度", "this_year": "今年",
}  # fmt: skip
_DAYS = re.compile(r"(last|next)_n_days:([0-9]+)")


async def in_words(actor: Actor, definition: ObjectDef, where: Any) -> str:
    """The sentence of a filter that was compiled before; fields that are gone since keep their keys.

    A record that the actor does not see has its number only: a filter may name any.
    """
    if "field" not in where:
        key = "all" if "all" in where else "any"
        parts = [await in_words(actor, definition, one) for one in where.get(key, ())]
        return ("，" if key == "all" else "，或").join(part for part in parts if part)
    if where["field"] == BATCH:
        return WORDS
    key, tie = where["field"], definition.filter_fields.get(where["field"])
    face = tie.face if tie else custom.all_faces(definition).get(key) or Face(key, "text")
    operator = next(name for name in where if name != "field")
    if operator in ("empty", "filled"):
        return f"{face.label}{OPERATORS[operator if where[operator] else _other(operator)]}"
    return f"{face.label}{OPERATORS[operator]}{await _value(actor, face, where[operator])}"


def _other(operator: str) -> str:
    return "filled" if operator == "empty" else "empty"


async def _value(actor: Actor, face: Face, value: Any) -> str:
    if isinstance(value, list):
        return "、".join([await _value(actor, face, one) for one in value])
    if face.options:
        return face.word(value)
    if face.kind == "reference" and isinstance(value, int):
        return await _title(actor, object_named(face.to), value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return _plain(face, value)


async def _title(actor: Actor, definition: ObjectDef, record_id: int) -> str:
    if record_id not in await visible_ids(actor, definition, [record_id]):
        return f"#{record_id}"
    return (await labels({definition.key: {record_id}})).get((definition.key, record_id), "")


def _plain(face: Face, value: Any) -> str:
    """Relative words in Chinese, numbers without a needless fraction, everything else as it was given."""
    if (face.to == "member" or face.kind in ("date", "datetime")) and isinstance(value, str):
        if found := _DAYS.fullmatch(value):
            return f"{'近' if found[1] == 'last' else '未来'} {found[2]} 天"
        return RELATIVE.get(value, value)
    return str(given(again(face, decimals=0), value) if face.kind == "number" else value)

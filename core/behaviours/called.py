"""Called (标注通话): what came of the last call to a record's number, and every mark that was made."""

from collections.abc import Awaitable, Callable
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.objects.definition import Action, Values
from core.objects.fields import Face, Option, choice, moment, text
from core.objects.registry import definition_of, object_named
from core.objects.writing import create, write

CALL_MARKS = (
    Option("connected", "已接通", "green"),
    Option("missed", "未接通", "amber"),
    Option("interested", "有意向", "violet"),
    Option("declined", "无意向", "neutral"),
    Option("wrong_number", "号码有误", "red"),
)
REACHED = CALL_MARKS[:2]
TALKED = ("connected", "interested", "declined")


class CallMark(Model):
    """One mark of one call; the latest is also a column of the record."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    result = fields.CharField(20)
    number = fields.CharField(100, default="", db_default="")
    note = fields.CharField(400, default="", db_default="")
    at = fields.DatetimeField()

    class Meta:
        table = "call_mark"


class Called(Model):
    call_mark = choice("通话标注", CALL_MARKS, readonly=True)
    called_at = moment("最近通话", readonly=True)
    call_note = text("通话备注", 400, readonly=True)

    class Meta:
        abstract = True


def call_mark(results: tuple[Option, ...], run: Callable[[Actor, Any, Values], Awaitable[Any]] | None = None) -> Action:
    """The action that marks a call with one of `results`; whoever sees a record that has an owner may have called."""
    return Action(
        "call_mark",
        "标注通话",
        run or marked,
        reach="visible",
        when=lambda actor, record: record.owner_id is not None,
        refusal="公海里的要先领取，再标注通话",
        input={
            "result": Face("通话结果", "choice", required=True, options=results),
            "note": Face("备注", "text", max_length=400),
            "number": Face("拨打的号码", "phone", max_length=100),
            "follow_up": Face("跟进内容", "long_text", max_length=4000),
            "next_at": Face("下次跟进", "datetime"),
        },
    )


async def marked(actor: Actor, record: Any, values: Values) -> dict[str, Any]:
    """Marks a call: a row, the record's columns and its history; a call that was answered may be a follow-up at once.

    A call that nobody answered is no follow-up, but it may move the next one.
    """
    definition, talked = definition_of(record), values["result"] in TALKED
    if values["follow_up"] and not talked:
        raise Invalid({"follow_up": "没有接通就没有跟进内容，情况写在备注里"})
    changed = columns_of(values)
    if values["next_at"] and not talked and "next_follow_at" in definition.faces:
        changed["next_follow_at"] = values["next_at"]
    await write(actor, definition, record, changed, "call_mark")
    await CallMark.create(
        object=definition.key,
        record_id=record.id,
        member_id=actor.id,
        result=values["result"],
        number=values["number"] or _first_number(record),
        note=values["note"],
        at=changed["called_at"],
    )
    follows = talked and (values["follow_up"] or values["next_at"])
    return {"activity": await _follow_up(actor, definition.key, record.id, values) if follows else None}


def _first_number(record: Any) -> str:
    """The number that is dialled unless another was: the mobile, else the landline."""
    return str(getattr(record, "mobile", "") or record.phone)


def columns_of(values: Values) -> Values:
    """What a mark leaves on a record."""
    return {"call_mark": values["result"], "called_at": clock.now(), "call_note": values["note"]}


async def _follow_up(actor: Actor, object_key: str, record_id: int, values: Values) -> int:
    """The answered call as an activity; without words of its own it says what the mark says."""
    told = values["follow_up"] or values["note"] or next(o.label for o in CALL_MARKS if o.value == values["result"])
    next_at = values["next_at"].isoformat() if values["next_at"] else None
    given = {"kind": "call", "content": told, "next_at": next_at, object_key: record_id}
    return int((await create(actor, object_named("activity"), given)).id)

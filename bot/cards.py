"""Cards drawn from object definitions (卡片), within WeCom's limits and our own: what fits one phone screen.

At most 4 rows, a quote and 3 buttons, or 6 rows and 2 links. The task_id is a placeholder: the outbox puts in its own.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from bot import words
from core import clock
from core.objects.custom import all_faces
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.wecom.messages import Button, ButtonCard, Jump, Page, Quote, Row, Source, TextNotice, cut

DRAWN = "drawn"
OPEN = "open"
TITLE, VALUE, BUTTON_ROWS, NOTICE_ROWS = 36, 30, 4, 6
Record = dict[str, Any]


def source(job: str) -> Source:
    return Source(f"wecrm · {job}")


def sentence(text: str, opens: Page, *, jumps: Sequence[Jump] = ()) -> TextNotice:
    """One sentence; a long one goes where the client shows more lines."""
    title, sub_title = (text, "") if len(text) <= TITLE else ("", text)
    return TextNotice(title=title, sub_title=sub_title, open=opens, jumps=jumps[:2], task_id=DRAWN)


def help_card(title: str, rows: Sequence[Row], rest: str, opens: Page, jumps: Sequence[Jump]) -> TextNotice:
    """Words and what they do; what has no room for a row of its own follows as a sentence."""
    return TextNotice(
        source=source("帮助"),
        title=title,
        sub_title=rest,
        rows=rows[:NOTICE_ROWS],
        open=opens,
        jumps=jumps[:2],
        task_id=DRAWN,
    )


def record_card(definition: ObjectDef, record: Record, opens: Page, jumps: Sequence[Jump] = ()) -> TextNotice:
    """One record: its title, who or where, and up to six filled fields in the order of the list."""
    subtitle = [shown(all_faces(definition)[key], record.get(key)) for key in definition.subtitle]
    named = {definition.title, *definition.subtitle}
    rows = [
        Row(all_faces(definition)[key].label, cut(value, VALUE))
        for key in dict.fromkeys((*definition.listed, *definition.common))
        if key not in named and key in record and (value := shown(all_faces(definition)[key], record[key]))
    ]
    return TextNotice(
        source=source(definition.label),
        title=cut(str(record[definition.title]), TITLE),
        text=" · ".join(part for part in subtitle if part),
        rows=rows[:NOTICE_ROWS],
        open=opens,
        jumps=jumps[:2],
        task_id=DRAWN,
    )


def list_card(title: str, job: str, rows: Sequence[Row], opens: Page, jumps: Sequence[Jump] = ()) -> TextNotice:
    """Several records, one row each."""
    return TextNotice(
        source=source(job), title=title, rows=rows[:NOTICE_ROWS], open=opens, jumps=jumps[:2], task_id=DRAWN
    )


def list_row(definition: ObjectDef, record: Record, opens: Page, label: str = "") -> Row:
    """A record in one row: when it is due (or its status), its title and the first thing said beside it."""
    beside = [shown(all_faces(definition)[key], record.get(key)) for key in definition.subtitle]
    parts = [str(record[definition.title]), *[part for part in beside if part]][:2]
    return Row(label or _status(definition, record), cut(" · ".join(parts), VALUE), url=opens.url)


def button_card(
    title: str,
    job: str,
    buttons: Sequence[Button],
    *,
    text: str = "",
    rows: Sequence[Row] = (),
    quote: Quote | None = None,
    opens: Page | None = None,
    most_rows: int = BUTTON_ROWS,
) -> ButtonCard:
    """A card to press: at most four rows and three buttons."""
    return ButtonCard(
        source=source(job),
        title=cut(title, TITLE),
        text=text,
        rows=rows[:most_rows],
        quote=quote,
        buttons=buttons[:3],
        open=opens,
        task_id=DRAWN,
    )


def pressed_card(title: str, job: str, button: Button) -> ButtonCard:
    """What remains of a card whose button only opened something else."""
    return button_card(title, job, [button])


def shown(face: Face, value: Any) -> str:
    """A value of a flat record as people read it; nothing for an empty one."""
    if value in (None, "", [], False):
        return ""
    if face.kind == "reference":
        return str(value["label"])
    if face.kind == "choice":
        return face.word(value)
    if face.kind == "datetime":
        return words.when(datetime.fromisoformat(value))
    if face.kind == "date":
        return date.fromisoformat(value).isoformat()
    if face.kind == "money":
        return f"¥{float(value):,.2f}".removesuffix(".00")
    if face.kind == "phone":
        return telephones(str(value))
    return "是" if value is True else str(value)


def telephones(value: str, room: int = VALUE) -> str:
    """As many whole numbers as fit."""
    numbers = [words.telephone(number.strip()) for number in value.replace("；", ";").split(";") if number.strip()]
    while len(numbers) > 1 and len("; ".join(numbers)) > room:
        numbers.pop()
    return "; ".join(numbers)


def overdue(definition: ObjectDef, record: Record, key: str = "") -> bool:
    """Whether the next date of a record is over, or another one; with a state it has one only while it is open."""
    date_ = key or definition.date
    planned = record.get(date_) if date_ and record.get("state", OPEN) == OPEN else None
    return planned is not None and _until(planned) < clock.now()


def due(value: str) -> str:
    """A planned moment or day in at most five signs."""
    return "逾期" if _until(value) < clock.now() else words.day(_until(value))


def _until(value: str) -> datetime:
    """A moment, or the end of a day."""
    if len(value) > len("2026-11-30"):
        return datetime.fromisoformat(value)
    return datetime.combine(date.fromisoformat(value), time.max, tzinfo=clock.timezone())


def _status(definition: ObjectDef, record: Record) -> str:
    if definition.date and record.get(definition.date):
        return "逾期" if overdue(definition, record) else words.day(_until(record[definition.date]))
    status = all_faces(definition).get("status")
    return status.word(record["status"]) if status and record.get("status") else definition.label

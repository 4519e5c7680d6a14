"""Values on their way in and out (值): text from people and JSON to columns, columns to JSON.

Outside: money "1450.00", times RFC 3339 with offset, dates yyyy-mm-dd, references {"id","label"}.
Inside: fen, aware UTC datetimes, dates, ids.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeVar

import orjson

from core import clock
from core.errors import CrmError
from core.objects.fields import Face
from core.text.separators import MAILBOXES, NUMBERS, parted

MOST_FEN = 10**15
MOST_WHOLE = 2**31 - 1
MOST_IDS = 200
LISTS = ("choices", "references", "files")
YEARS = (1900, 2999)
LONGEST_NUMBER = 50
SomeDay = TypeVar("SomeDay", date, datetime)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"[0-9０-９+()（）\-－—–\s.,，;；/、#*转分机extEXT]+")


class Wrong(CrmError):
    """One value cannot be taken; the message is the sentence beside its field."""

    status = 422


def blank(value: Any) -> bool:
    """Whether a stored value means that nothing is filled in."""
    return value is None or value in ("", [])


def taken(face: Face, value: Any) -> Any:
    """A value from JSON as the column stores it. Empty becomes "" for texts, [] for lists and None for the rest."""
    if face.kind in LISTS and value in (None, ""):
        return []
    if value is None or value == "":
        return "" if face.kind in ("text", "long_text", "phone", "email", "url", "choice") else None
    return TAKE[face.kind](face, value)


def storable(text: str) -> str:
    """The text without what no database of ours can hold: NUL and halves of surrogate pairs."""
    return _UNSTORABLE.sub("", text)


def _text(face: Face, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(f"{face.label}应该是文字")
    cleaned = value.strip()
    if not cleaned.isprintable():  # most texts hold nothing to be left out
        cleaned = storable(value).strip()
        cleaned = cleaned if face.kind == "long_text" else _BREAKS.sub(" ", cleaned)
    if face.max_length and len(cleaned) > face.max_length:
        raise Wrong(f"{face.label}最多 {face.max_length} 字，现在 {len(cleaned)} 字")
    return cleaned


def _email(face: Face, value: Any) -> str:
    cleaned = _text(face, value)
    for part in parted(MAILBOXES, cleaned):
        if not _EMAIL.fullmatch(part):
            raise Wrong(f"{face.label}「{part[:60]}」缺少 @ 或域名")
    return cleaned


def _phone(face: Face, value: Any) -> str:
    cleaned = _text(face, value)
    if not cleaned:
        return ""
    if not _PHONE.fullmatch(cleaned) or sum(map(str.isdigit, cleaned)) < 3:
        raise Wrong(f"{face.label}「{cleaned[:40]}」不像电话号码")
    numbers = NUMBERS.split(cleaned) if len(cleaned) >= LONGEST_NUMBER else ()
    if any(len(one.strip()) >= LONGEST_NUMBER for one in numbers):
        raise Wrong(f"{face.label}的一个号码要少于 {LONGEST_NUMBER} 个字符，几个号码用分号隔开")
    return cleaned


def _number(face: Face, value: Any) -> float:
    if face.decimals:
        return _scaled(face, value)
    try:
        result = float(value) if not isinstance(value, bool) else None
    except (TypeError, ValueError, OverflowError):
        result = None
    if result is None or result != result or abs(result) > 1e15:
        raise Wrong(f"{face.label}应该是数字")
    if not face.whole:
        return result
    if not result.is_integer() or abs(result) > MOST_WHOLE:
        raise Wrong(f"{face.label}应该是整数")
    return int(result)


def _scaled(face: Face, value: Any) -> int:
    """Half-up to the decimals that the field keeps (decision 39)."""
    try:
        number = Decimal(str(value).replace(",", ""))
        stored = int((number * 10**face.decimals).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        stored = None
    if stored is None or isinstance(value, bool):
        raise Wrong(f"{face.label}应该是数字")
    if abs(stored) > MOST_FEN:
        raise Wrong(f"{face.label}太大了")
    return stored


def _money(face: Face, value: Any) -> int:
    """Half-up to fen (decision 39)."""
    try:
        amount = Decimal(str(value).replace(",", "").replace("，", "").lstrip("¥￥ "))
        fen = int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        raise Wrong(f"{face.label}应该是金额，例如 1450.00") from None
    if isinstance(value, bool) or abs(fen) > MOST_FEN:
        raise Wrong(f"{face.label}太大了，最多 10 万亿")
    return fen


def _day(face: Face, value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong(f"{face.label}应该是日期，例如 2026-11-21") from None
    return _within_years(face, day)


def _moment(face: Face, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong(f"{face.label}应该是时间，例如 2026-11-21T10:00:00+08:00") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=clock.timezone())
    return _within_years(face, aware).astimezone(UTC)


def _within_years(face: Face, when: SomeDay) -> SomeDay:
    """Company time and whole days around it can be computed for these years without leaving the calendar."""
    if not YEARS[0] <= when.year <= YEARS[1]:
        raise Wrong(f"{face.label}只能在 {YEARS[0]} 到 {YEARS[1]} 年之间")
    return when


def _boolean(face: Face, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"{face.label}应该是「是」或「否」")
    return value


def _choice(face: Face, value: Any) -> str:
    if not any(option.value == value for option in face.options):
        known = "、".join(option.label for option in face.options[:8])
        raise Wrong(f"{face.label}没有这个选项，可选：{known}" if known else f"{face.label}还没有选项，先让管理员添加")
    return str(value)


def _choices(face: Face, value: Any) -> list[str]:
    """Several options, each once, in the order they were given."""
    if not isinstance(value, list):
        raise Wrong(f"{face.label}应该是一个列表")
    return list(dict.fromkeys(_choice(face, one) for one in value))


def _values(face: Face, value: Any) -> dict[str, Any] | int:
    """Values of a record of object `to` by field key, checked when it is written; or the id of one that exists."""
    return dict(value) if isinstance(value, dict) and "id" not in value else whole_id(face, value)


def whole_id(face: Face, value: Any) -> int:
    """A reference as its id; {"id": 7} is accepted too."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise Wrong(f"{face.label}应该是编号")
    return value


def _ids(face: Face, value: Any) -> list[int]:
    """Several references, each once, in the order they were given."""
    if not isinstance(value, list):
        raise Wrong(f"{face.label}应该是一个列表")
    if len(value) > MOST_IDS:
        raise Wrong(f"{face.label}一次最多选 {MOST_IDS} 个")
    return list(dict.fromkeys(whole_id(face, one) for one in value))


TAKE: dict[str, Callable[[Face, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "url": _text,
    "email": _email,
    "phone": _phone,
    "number": _number,
    "money": _money,
    "date": _day,
    "datetime": _moment,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "reference": whole_id,
    "references": _ids,
    "files": _ids,
    "values": _values,
}


def _moment_out(value: Any) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat()
    text = str(value)
    return f"{text[:10]}T{text[11:]}"


def _number_out(value: Any) -> Any:
    number = float(value)
    return int(number) if number.is_integer() else number


def money_text(fen: int) -> str:
    """Fen as "1450.00"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


GIVE: dict[str, Callable[[Any], Any]] = {
    "money": lambda value: money_text(int(value)),
    "datetime": _moment_out,
    "date": str,
    "boolean": bool,
    "number": _number_out,
    "choices": lambda value: orjson.loads(value) if isinstance(value, str) else list(value),
}


def giver(face: Face) -> Callable[[Any], Any] | None:
    """How a column's value becomes JSON; None for one that is JSON as it comes."""
    if face.decimals:
        return lambda value: _number_out(Decimal(int(value)).scaleb(-face.decimals))
    return GIVE.get(face.kind)


def given(face: Face, value: Any) -> Any:
    """A column's value as JSON; references are handled where their label is known."""
    if value is None:
        return [] if face.kind == "choices" else None
    give = giver(face)
    return give(value) if give else value


def json_stored(value: Any) -> Any:
    """A column's value inside a JSON column: custom fields and history."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value

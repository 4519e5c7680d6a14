"""A cell as the value that the API takes (单元格取值), each kind with a sentence that says what to write instead."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from core.objects.fields import Face, Option
from core.objects.values import Wrong
from core.sheets.sheet import Cell
from core.text.fold import fold, narrow
from core.text.listed import listed
from core.text.separators import OPTIONS, parted

MOST_SHOWN = 20
EXACT_DIGITS = 15  # beyond these Excel keeps zeros
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050  # Excel's day numbers from 1927 to 2099
_PREFIXED = re.compile(r"['’][+\d][\d\- ]*[xX]?")  # how other systems keep Excel from counting a number
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000), "百万": Decimal(1_000_000)}
_MONEY_MARKS = re.compile(r"^(?:¥|￥|rmb|cny|人民币)|(?:元整|元|圆整|圆|rmb|cny)$", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"[T\s]*(上午|下午|晚上)?\s*(\d{1,2})(?::|时|点)(?:(\d{1,2})(?::(\d{1,2})(?:\.\d+)?|分(?:(\d{1,2})秒)?)?)?"
)
YES = frozenset(listed("是 有 对 真 已 yes y true t 1 √ ✓ ✔"))
NO = frozenset(listed("否 无 没有 不 不是 错 假 未 no n false f 0 × ✗ ✘ x"))


def shown(cell: Cell) -> str:
    """A cell as a person sees it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S") if cell.second else cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, float):
        return format(Decimal(f"{cell:.{EXACT_DIGITS}g}"), "f")  # as Excel shows what it keeps as 12.199999999999999
    return "" if cell is None else str(cell)


def brief(cell: Cell) -> str:
    text = " ".join(shown(cell).split())
    return text if len(text) <= 40 else f"{text[:40]}…"


def named_as(cell: Cell) -> str:
    """The text by which a cell names a record."""
    return "" if cell is None or not isinstance(cell, str | int | float) else " ".join(shown(cell).split())


def text_of(face: Face, cell: Cell) -> str:
    """Text; what Excel made a number of is only taken while all its digits are there."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**EXACT_DIGITS:
        raise Wrong(f"{face.label}超过 {EXACT_DIGITS} 位，Excel 已改掉后几位。把这一列设成文本格式，重新填")
    text = shown(cell)
    return text[1:] if _PREFIXED.fullmatch(text) else text


def phone_of(face: Face, cell: Cell) -> str:
    text = text_of(face, cell)
    if isinstance(cell, str) and _SCIENTIFIC.fullmatch(text):
        raise Wrong(f"{face.label}「{text}」被 Excel 缩写了，号码不全。把这一列设成文本格式，重新填")
    return re.sub(r"\s*[\n、|]\s*", "; ", text)


def email_of(face: Face, cell: Cell) -> str:
    """Addresses as in "张三 <a@b.cn>" or with full-width signs too."""
    text = narrow(re.sub("[、\n|]", ";", text_of(face, cell))).strip().strip("'")
    found = re.findall(r"<([^<>\s]+@[^<>\s]+)>", text)
    return "; ".join(found) if found else re.sub(r"(?i)mailto:", "", text)


def number_of(face: Face, cell: Cell) -> float | int:
    if isinstance(cell, float):
        return float(f"{cell:.16g}")  # what a workbook holds of a number, without the noise of the 17th digit
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    amount = _decimal(narrow(shown(cell)).replace(" ", ""))
    if amount is None:
        raise Wrong(f"{face.label}「{brief(cell)}」不是数字")
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def money_of(face: Face, cell: Cell) -> str:
    """Yuan: 1,450.00 · ¥1450 · 1450元 · 1.2万 · (300) for a negative amount."""
    text = narrow(shown(cell)).replace(" ", "")
    negative = text.startswith("(") and text.endswith(")")
    bare = _MONEY_MARKS.sub("", text[1:-1] if negative else text)
    amount = _decimal(_MONEY_MARKS.sub("", bare))
    if amount is None:
        raise Wrong(f"{face.label}「{brief(cell)}」不是金额，写成 1450.00")
    return format(-amount if negative else amount, "f")


def _decimal(text: str) -> Decimal | None:
    unit = Decimal(1)
    for word in ("百万", "万", "亿", "千"):
        if text.endswith(word):
            text, unit = text.removesuffix(word), _UNITS[word]
            break
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", text):
        return None
    try:
        return Decimal(text) * unit
    except InvalidOperation:
        return None


def day_of(face: Face, cell: Cell) -> str:
    """2026-01-05 · 2026/1/5 · 2026.1.5 · 2026年1月5日 · 20260105 · Excel's own dates and day numbers."""
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    text = narrow(shown(cell)).strip()
    found = _DAY.match(text) or _COMPACT.fullmatch(text)
    if found is None and (serial := _serial(text)):
        return serial.date().isoformat()
    if found is None or not (found.end() == len(text) or _TIME.fullmatch(text[found.end() :])):
        raise Wrong(f"{face.label}「{brief(cell)}」看不懂，日期写成 2026-01-05")
    return _calendar(face, cell, found).isoformat()


def moment_of(face: Face, cell: Cell) -> str:
    """A day as above with a time: 10:30 · 10点30分 · 下午3:00; midnight without one. In company time."""
    if isinstance(cell, date):
        return cell.isoformat() if isinstance(cell, datetime) else f"{cell.isoformat()}T00:00:00"
    text = narrow(shown(cell)).strip()
    found = _DAY.match(text) or _COMPACT.fullmatch(text)
    if found is None and (serial := _serial(text)):
        return serial.isoformat()
    if found is None:
        raise Wrong(f"{face.label}「{brief(cell)}」看不懂，时间写成 2026-01-05 10:30")
    day, rest = _calendar(face, cell, found), text[found.end() :]
    if not rest:
        return f"{day.isoformat()}T00:00:00"
    if re.fullmatch(r"T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", rest):
        return f"{day.isoformat()}{rest}"
    clock = _TIME.fullmatch(rest)
    if clock is None:
        raise Wrong(f"{face.label}「{brief(cell)}」看不懂，时间写成 2026-01-05 10:30")
    hour, minute, second = int(clock[2]), int(clock[3] or 0), int(clock[4] or clock[5] or 0)
    hour += 12 if clock[1] in ("下午", "晚上") and hour < 12 else 0
    if hour > 23 or minute > 59 or second > 59:
        raise Wrong(f"{face.label}「{brief(cell)}」没有这个时刻")
    return f"{day.isoformat()}T{hour:02d}:{minute:02d}:{second:02d}"


def _serial(text: str) -> datetime | None:
    """Excel's day number, which a date becomes whose cell is not formatted as one."""
    if not re.fullmatch(r"\d{5}(\.\d+)?", text) or not FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        return None
    return datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86_400))


def _calendar(face: Face, cell: Cell, found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong(f"{face.label}「{brief(cell)}」没有这一天") from None


def boolean_of(face: Face, cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = fold(shown(cell)).strip()
    if word in YES or word in NO:
        return word in YES
    raise Wrong(f"{face.label}「{brief(cell)}」写成「是」或「否」")


def choice_of(face: Face, cell: Cell, above: Any = None) -> str:
    """The code of an option by its word; of several with that word the one that fits the value `above`."""
    return _option(face, shown(cell), above).value


def choices_of(face: Face, cell: Cell, above: Any = None) -> list[str]:
    text = shown(cell)
    if any(_same(option, text) for option in face.options):
        return [_option(face, text, above).value]
    return list(dict.fromkeys(_option(face, part, above).value for part in parted(OPTIONS, text)))


def _option(face: Face, text: str, above: Any) -> Option:
    found = [option for option in face.options if _same(option, text)]
    living = [option for option in found if not option.retired]
    if len(living) > 1:
        fitting = [option for option in living if not option.when or above in option.when]
        return (fitting or living)[0]
    if found:
        return (living or found)[0]
    offered = [option.label for option in face.options if not option.retired]
    if not offered:
        raise Wrong(f"{face.label}还没有选项，先让管理员添加")
    more = f" 等 {len(offered)} 个" if len(offered) > MOST_SHOWN else ""
    raise Wrong(f"{face.label}没有「{brief(text)}」这个选项，可填：{'、'.join(offered[:MOST_SHOWN])}{more}")


def _same(option: Option, text: str) -> bool:
    wanted = _loose(text)
    return wanted in (_loose(option.label), option.value.lower())


@lru_cache(maxsize=4096)
def _loose(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


READ: dict[str, Callable[[Face, Cell], Any]] = {
    "text": text_of,
    "long_text": text_of,
    "url": text_of,
    "phone": phone_of,
    "email": email_of,
    "number": number_of,
    "money": money_of,
    "date": day_of,
    "datetime": moment_of,
    "boolean": boolean_of,
}

"""Words of the chat (用词): sentences that several handlers say, times and numbers as people read them, near words."""

import re
from collections.abc import Iterable
from datetime import datetime

from core import clock
from core.text.pinyin import initials, pinyin

STRANGER = "我还不认识你。让管理员把你加进这个应用的可见范围，再发一次"
OLD_CARD = "这张卡片已经不能用了。发「帮助」看现在能做什么"
NOT_UNDERSTOOD = "这种消息我还看不懂。发「帮助」看全部用法"
GAVE_UP = "这次没有处理成，过几分钟再发一次。还是不行，把编号 {number} 告诉管理员"
GREETINGS = ((0, "晚上好"), (5, "早上好"), (11, "中午好"), (13, "下午好"), (18, "晚上好"))
WEEKDAYS = "一二三四五六日"
CHECK = "（请核对）"
MOBILE = re.compile(r"1[3-9]\d{9}")


def plain(text: str) -> str:
    """A text message without blanks around it and without a full stop behind it."""
    return text.replace("\u3000", " ").strip().strip("「」“”\"'").rstrip("。.！!？?~～ ")


def greeting(name: str) -> str:
    """早上好，雨桐: by the company's clock and without the surname."""
    hour = clock.local(clock.now()).hour
    begun = [word for since, word in GREETINGS if hour >= since]
    return f"{begun[-1]}，{given_name(name)}"


def given_name(name: str) -> str:
    chinese = len(name) in (3, 4) and all("\u4e00" <= sign <= "\u9fff" for sign in name)
    return name[-2:] if chinese else name


def time_of_day(moment: datetime) -> str:
    """9:41"""
    return f"{clock.local(moment):%-H:%M}"


def when(moment: datetime) -> str:
    """今天 10:00, 昨天 15:10, 周四 09:30 within six days, 11-30 09:00 this year, else 2025-12-03."""
    there, today = clock.local(moment), clock.today()
    if there.date().year != today.year and abs((there.date() - today).days) > 6:
        return f"{there:%Y-%m-%d}"
    return f"{day(moment)} {there:%H:%M}"


def day(moment: datetime) -> str:
    """The day alone, in at most five signs within a year: 今天, 明天, 周四, 11-30."""
    there, today = clock.local(moment).date(), clock.today()
    distance = (there - today).days
    near_by = {-1: "昨天", 0: "今天", 1: "明天"}.get(distance)
    if near_by:
        return near_by
    return f"周{WEEKDAYS[there.weekday()]}" if 0 < distance <= 6 or -6 <= distance < 0 else f"{there:%m-%d}"


def telephone(number: str) -> str:
    """A mobile number as 139 0000 2716; any other as it is."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if len(digits) == 11 and MOBILE.fullmatch(digits) else number


def near(text: str, words: Iterable[str], most: int = 3) -> list[str]:
    """The words that somebody may have meant: one sign or one letter of pinyin away, or the initials of one."""
    typed = (text.split() or [""])[0][:12]
    close = [(_distance(typed, word), word) for word in words]
    return [word for distance, word in sorted(close, key=lambda pair: pair[0]) if distance <= 1][:most]


def _distance(typed: str, word: str) -> float:
    """0 and 1 are near. Half a step more for pinyin, so that a look-alike comes first."""
    if typed.lower() == initials(word) and len(word) > 1:
        return 0.25
    by_sign = edits(typed, word) if len(word) > 1 else 9
    spelled, wanted = "".join(pinyin(typed)), "".join(pinyin(word))
    by_sound = edits(spelled, wanted) if spelled and len(wanted) > 3 else 0 if spelled == wanted else 9
    return min(by_sign, by_sound + 0.5 if by_sound else 0.5 if typed != word else 0)


def edits(left: str, right: str) -> int:
    """How many signs to add, drop, change or swap with their neighbour."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, sign in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
            if last and j > 1 and sign == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]

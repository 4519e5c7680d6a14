"""Relative words of filters (相对日期): today, this_week, last_n_days:7 as whole days in company time."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from core import clock
from core.objects.values import Wrong

_DAYS = re.compile(r"(last|next)_n_days:([1-9][0-9]{0,2})")


def span(word: Any) -> tuple[date, date]:
    """First and last day of a relative word. `last_n_days:7` ends today, `next_n_days:7` reaches to the 7th day on."""
    today = clock.today()
    if not isinstance(word, str):
        raise Wrong("时间范围要用 today、this_week 这样的词")
    if found := _DAYS.fullmatch(word):
        days = timedelta(days=int(found[2]))
        return (today - days + timedelta(days=1), today) if found[1] == "last" else (today, today + days)
    if word not in SPANS:
        raise Wrong(f"没有「{word[:30]}」这个时间范围")
    return SPANS[word](today)


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, _month_after(first) - timedelta(days=1)


def _quarter(day: date) -> tuple[date, date]:
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    last_month = _month_after(_month_after(first))
    return first, _month_after(last_month) - timedelta(days=1)


def _month_after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _before(first: date) -> date:
    return first - timedelta(days=1)


SPANS: dict[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda day: (day, day),
    "yesterday": lambda day: (_before(day), _before(day)),
    "this_week": _week,
    "last_week": lambda day: _week(_before(_week(day)[0])),
    "this_month": _month,
    "last_month": lambda day: _month(_before(day.replace(day=1))),
    "this_quarter": _quarter,
    "last_quarter": lambda day: _quarter(_before(_quarter(day)[0])),
    "this_year": lambda day: (day.replace(month=1, day=1), day.replace(month=12, day=31)),
}

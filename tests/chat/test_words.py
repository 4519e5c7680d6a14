from datetime import UTC, datetime, timedelta

import pytest

from bot import words
from core.clock import Stopped

WORDS = ["帮助", "查", "线索", "客户", "简报", "日报", "周报"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("邦助", ["帮助"]),
        ("bangzhu", ["帮助"]),
        ("bz", ["帮助"]),
        ("帮住", ["帮助"]),
        ("索线", ["线索"]),
        ("客服", ["客户"]),
        ("茶", ["查"]),
        ("月报", ["日报", "周报", "简报"]),
        ("惠筑", []),
        ("", []),
    ],
)
def test_near_words(typed: str, meant: list[str]) -> None:
    assert sorted(words.near(typed, WORDS)) == sorted(meant)


@pytest.mark.parametrize(
    ("days", "hours", "text"),
    [
        (0, 0.5, "今天 10:00"),
        (-1, 0, "昨天 09:30"),
        (1, 0, "明天 09:30"),
        (2, 0, "周四 09:30"),
        (6, 0, "周一 09:30"),
        (7, 0, "12-01 09:30"),
        (-20, 0, "11-04 09:30"),
        (400, 0, "2027-12-29"),
    ],
)
def test_times_as_people_read_them(stopped_clock: Stopped, days: int, hours: float, text: str) -> None:
    moment = datetime(2026, 11, 24, 1, 30, tzinfo=UTC) + timedelta(days=days, hours=hours)
    assert words.when(moment) == text


def test_the_greeting_goes_by_the_clock(stopped_clock: Stopped) -> None:
    assert words.greeting("周雨桐") == "早上好，雨桐"
    stopped_clock.advance(5 * 3600)
    assert words.greeting("欧阳嘉禾") == "下午好，嘉禾"
    stopped_clock.advance(8 * 3600)
    assert words.greeting("Jiahe Lin") == "晚上好，Jiahe Lin"


@pytest.mark.parametrize(
    ("given", "shown"),
    [("13900002716", "139 0000 2716"), ("139 00002716", "139 0000 2716"), ("0512-0000 6688", "0512-0000 6688")],
)
def test_mobiles_are_shown_in_groups(given: str, shown: str) -> None:
    assert words.telephone(given) == shown

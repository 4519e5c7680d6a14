"""The time, and the company's calendar day (时间与公司时区)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
SomeClock = TypeVar("SomeClock", bound=Clock)


def _system() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _system
_zone: ZoneInfo = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _clock()


def set_timezone(name: str) -> None:
    """Set the company's time zone by its IANA name; `ZoneInfoNotFoundError` when it is unknown."""
    global _zone
    _zone = ZoneInfo(name)


def timezone() -> ZoneInfo:
    """The company's time zone, Asia/Shanghai unless set."""
    return _zone


def local(moment: datetime) -> datetime:
    """`moment` (aware) on the company's wall clock."""
    return moment.astimezone(_zone)


def today() -> date:
    """The company's calendar day at this moment."""
    return local(now()).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Start of `day` and start of the next one in company time, both as UTC: `start <= moment < end`.

    A day with a clock change is 23 or 25 hours long.
    """
    following = day + timedelta(days=1)
    start, end = (datetime.combine(each, time.min, tzinfo=_zone) for each in (day, following))
    return start.astimezone(UTC), end.astimezone(UTC)


@cache
def shifts_of(zone: ZoneInfo) -> tuple[tuple[datetime, int], ...]:
    """(from this moment on, minutes ahead of UTC) of a time zone from 1990 to 2040; one entry where nothing changes."""
    found: list[tuple[datetime, int]] = []
    hour = datetime(1990, 1, 1, tzinfo=UTC)
    while hour.year < 2041:
        ahead = _ahead(hour, zone)
        if not found or found[-1][1] != ahead:
            while found and _ahead(hour - timedelta(hours=1), zone) == ahead:
                hour -= timedelta(hours=1)
            found.append((hour, ahead))
        hour += timedelta(days=1)
    return tuple(found)


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)


class Stopped:
    """A clock that only moves when told to, for tests: `with clock.use(Stopped(moment)) as hand: hand.advance(60)`."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@contextmanager
def use(clock: SomeClock) -> Iterator[SomeClock]:
    """Take the time from `clock` for the whole process until the block ends."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock


@pytest.fixture(autouse=True)
def shanghai():
    clock.set_timezone("Asia/Shanghai")
    yield
    clock.set_timezone("Asia/Shanghai")


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_a_day_of_the_company_begins_at_its_own_midnight():
    start, end = clock.day_bounds(date(2026, 11, 21))

    assert start == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert end == datetime(2026, 11, 21, 16, tzinfo=UTC)


def test_today_changes_at_the_companys_midnight_not_at_utcs():
    with clock.use(clock.Stopped(datetime(2026, 11, 20, 15, 59, tzinfo=UTC))) as hand:
        assert clock.today() == date(2026, 11, 20)
        hand.advance(60)
        assert clock.today() == date(2026, 11, 21)


def test_a_day_with_a_clock_change_is_longer():
    clock.set_timezone("Europe/Berlin")
    start, end = clock.day_bounds(date(2026, 10, 25))
    assert end - start == timedelta(hours=25)


def test_a_replaced_clock_is_put_back_even_after_an_error():
    stopped = clock.Stopped(datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(ZeroDivisionError), clock.use(stopped):
        assert clock.now().year == 2000
        raise ZeroDivisionError
    assert clock.now().year > 2000


def test_local_shows_the_companys_wall_clock():
    assert clock.local(datetime(2026, 11, 21, 1, 30, tzinfo=UTC)).isoformat() == "2026-11-21T09:30:00+08:00"


def test_an_unknown_zone_is_refused():
    with pytest.raises(KeyError):
        clock.set_timezone("Asia/Nowhere")

"""Birthdays of contacts: the next one is always known, and whoever looks after somebody hears of it once."""

from datetime import date
from typing import Any

import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core import clock, events
from core.accounts.birthdays import following, remind
from core.accounts.contact import CONTACT, Contact
from core.jobs import JobRun, Jobs
from core.objects.query import Listing, search
from core.outbox import Outbox
from notifications.told import listen
from tests.conftest import Company
from tests.opportunities.making import account, change, new

RUN: dict[str, Any] = {"id": 0, "key": "", "kind": "care", "payload": {}, "attempts": 1}
A_DAY = 86_400


@pytest.mark.parametrize(
    ("born", "today", "next_one"),
    [
        ("1990-11-24", "2026-11-24", "2026-11-24"),
        ("1990-11-23", "2026-11-24", "2027-11-23"),
        ("1990-01-01", "2026-12-31", "2027-01-01"),
        ("1992-02-29", "2027-01-01", "2027-02-28"),
        ("1992-02-29", "2028-01-01", "2028-02-29"),
        ("1992-02-29", "2027-03-01", "2028-02-29"),
    ],
)
def test_the_next_birthday_is_the_first_from_today_on(born: str, today: str, next_one: str):
    found = following(date.fromisoformat(born), date.fromisoformat(today))
    assert found == date.fromisoformat(next_one)


async def contact(company: Company, name: str, birthday: str | None = None) -> Contact:
    of = await account(company.rep, f"{name}的公司")
    made: Contact = await new(company.rep, CONTACT, name=name, account=of.id, birthday=birthday)
    return made


async def reminded() -> list[tuple[str, str]]:
    """The job, and everything that was told until now."""
    listeners, queue = events.Listeners(), Jobs()
    listen(listeners, desk_of("http://crm", Buttons("secret", ())))
    events.use(listeners)

    async def tell(run: JobRun) -> None:
        await listeners.tell(run.payload["name"], run.payload["event"])

    queue.handle("event", tell)
    await remind(JobRun(RUN))
    await queue.worker.drain()
    found = await Outbox.all().order_by("id")
    return [(row.userid, row.payload["template_card"]["main_title"]["title"]) for row in found]


@pytest.mark.feature("XS-CONT-005")
async def test_on_the_day_the_owner_hears_of_it_once(company: Company, stopped_clock: clock.Stopped):
    lin = await contact(company, "林嘉禾", "1990-11-24")
    await contact(company, "沈知远", "1985-11-25")
    await contact(company, "无生日")
    for _ in range(2):
        assert await reminded() == [("rep", "今天是林嘉禾的生日")]
    assert (await Contact.get(id=lin.id)).next_birthday == date(2027, 11, 24)
    stopped_clock.advance(A_DAY)
    assert await reminded() == [("rep", "今天是林嘉禾的生日"), ("rep", "今天是沈知远的生日")]


@pytest.mark.feature("XS-CONT-005")
async def test_a_birthday_that_was_missed_is_left_in_peace(company: Company, stopped_clock: clock.Stopped):
    made = await contact(company, "林嘉禾", "1990-11-25")
    stopped_clock.advance(3 * A_DAY)
    assert await reminded() == []
    assert (await Contact.get(id=made.id)).next_birthday == date(2027, 11, 25)


@pytest.mark.feature("XS-CONT-005")
async def test_the_coming_birthdays_are_a_view_and_follow_what_is_corrected(
    company: Company, stopped_clock: clock.Stopped
):
    later = await contact(company, "林嘉禾", "1990-12-20")
    sooner = await contact(company, "沈知远", "1985-11-30")
    await contact(company, "不近的", "1985-06-30")
    view = Listing(view="birthdays")
    assert [item["id"] for item in (await search(company.rep, CONTACT, view)).items] == [sooner.id, later.id]
    await change(company.rep, CONTACT, sooner.id, birthday="1985-07-30")
    assert [item["id"] for item in (await search(company.rep, CONTACT, view)).items] == [later.id]
    await change(company.rep, CONTACT, later.id, birthday=None)
    assert (await search(company.rep, CONTACT, view)).items == []
    assert (await search(company.south, CONTACT, Listing(view="birthdays"))).items == []

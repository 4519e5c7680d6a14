"""Birthdays of contacts (生日关怀): when the next one is, and who is reminded on the day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import clock
from core.jobs import Handler, JobRun
from core.objects.registry import object_named
from core.work import happened, work

AT_ONCE = 200
REMINDED_AT = "45 8 * * *"  # in company time, before people start


@dataclass(frozen=True)
class Birthday:
    """Somebody whom a member looks after has their birthday on this day."""

    contact_id: int
    owner_id: int
    day: str


def following(birthday: date, today: date) -> date:
    """The next birthday, today's too; who was born on a leap day has it on 28 February in other years."""
    this_year = _in_year(birthday, today.year)
    return this_year if this_year >= today else _in_year(birthday, today.year + 1)


def _in_year(birthday: date, year: int) -> date:
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def settle_next(contact: Any) -> tuple[str, ...]:
    """The next birthday of a contact follows from its birthday, whenever it is written."""
    contact.next_birthday = following(contact.birthday, clock.today()) if contact.birthday else None
    return ("next_birthday",)


async def remind(run: JobRun) -> None:
    """The job: owners hear of the birthdays of this day, and what is over moves on to the next year, page by page."""
    today = clock.today()
    while await _page(today):
        pass
    async with work():
        await run.finish()


async def _page(today: date) -> int:
    """One transaction: what was told is never told again. A birthday that was missed by days is left in peace."""
    async with work():
        due = object_named("contact").model.filter(next_birthday__lte=today, deleted_at=None)
        found: list[Any] = await due.order_by("id").limit(AT_ONCE).select_for_update()
        for contact in found:
            if contact.next_birthday == today and contact.owner_id:
                await happened(Birthday(contact.id, contact.owner_id, today.isoformat()))
            later = following(contact.birthday, today + timedelta(days=1)) if contact.birthday else None
            await object_named("contact").model.filter(id=contact.id).update(next_birthday=later)
    return len(found)


CARE_JOBS: dict[str, Handler] = {"care": remind}

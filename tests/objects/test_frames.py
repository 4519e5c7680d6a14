"""A list's statement from its frame says the same as the builder's own (语句框架)."""

from collections.abc import Callable
from typing import Any

import pytest

from core.leads.lead import LEAD
from core.objects import frames, query
from core.objects.frames import Condition, Written
from core.objects.query import Listing, search
from core.objects.writing import create
from core.work import work
from tests.conftest import Company

LISTINGS = [
    Listing(),
    Listing(columns=LEAD.listed, sort="-updated_at", where={"field": "status", "is": "new"}),
    Listing(sort="next_follow_at", limit=2),
    Listing(sort="-next_follow_at", limit=3, where={"field": "owner", "in": ["me", "my_team"]}),
    Listing(q="客户", sort="name", columns=("name", "owner")),
    Listing(where={"any": [{"field": "name", "contains": "客户1"}, {"field": "company", "empty": True}]}),
]


class Built:
    """A statement as the builder writes it with the condition inside, where there is one condition."""

    def __init__(self, build: Callable[[Any, int], Any]) -> None:
        self.build = build

    def filled(self, condition: Condition, limit: int) -> tuple[str, list[Any]]:
        if isinstance(condition, Written):
            return self.build(condition.condition, limit).get_parameterized_sql()
        return frames.made(self.build).filled(condition, limit)


@pytest.fixture
async def leads(company: Company) -> None:
    async with work():
        for number in range(9):
            follow = f"2026-11-{number + 10}T09:00:00+08:00" if number % 3 else None
            values = {"name": f"客户{number}", "mobile": f"1380000000{number}", "next_follow_at": follow}
            await create(company.rep if number % 2 else company.south, LEAD, values)


async def all_pages(company: Company, listing: Listing) -> list[Any]:
    """Items, order, total and cursors of the whole list, for people who see different parts of it."""
    found: list[Any] = []
    for actor in (company.boss, company.manager, company.rep, company.other):
        page = await search(actor, LEAD, listing)
        while True:
            found.append(page)
            if page.next is None:
                break
            page = await search(actor, LEAD, Listing(**{**listing.__dict__, "cursor": page.next}))
    return found


@pytest.mark.parametrize("listing", LISTINGS)
async def test_a_list_is_the_same_with_and_without_frames(
    company: Company, leads: None, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = await all_pages(company, listing), await all_pages(company, listing)
    monkeypatch.setattr(query, "frame", lambda key, build: Built(build))
    assert first == again == await all_pages(company, listing)
    assert any(page.items for page in first)


@pytest.mark.parametrize("listing", LISTINGS)
async def test_a_list_along_its_grants_is_the_list_of_what_is_visible(
    company: Company, leads: None, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    along = await all_pages(company, listing)
    monkeypatch.setattr(query, "along", lambda actor, definition, where, table: ())
    assert along == await all_pages(company, listing)


async def test_frames_do_not_pile_up(company: Company, leads: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST", 4)
    monkeypatch.setattr(frames, "_frames", {})
    for key in LEAD.listed:
        await search(company.rep, LEAD, Listing(columns=(key,)))
        assert len(frames._frames) <= 4

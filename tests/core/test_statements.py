"""How many statements a request costs: fixed, so that nobody adds one per row unseen."""

from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.activities.activity import ACTIVITY
from core.leads.lead import LEAD
from core.objects.around import around
from core.objects.history import history
from core.objects.query import Listing, record, search
from core.objects.registry import object_named
from core.objects.writing import create, delete, update
from core.org import sessions
from core.org.actor import actor_by_id
from core.work import work
from tests.conftest import Company
from tests.objects import making

Counted = Callable[[], Any]


@pytest.mark.parametrize("key", ["lead", "account", "contact", "attachment", "member", "department"])
async def test_a_first_page_costs_two_and_the_next_one(key: str, company: Company, counted: Counted):
    definition = object_named(key)
    for _ in range(7):
        await making.row(definition, company.rep)
    with counted() as statements:
        page = await search(company.manager, definition, Listing(limit=2))
    assert len(statements) == 2, statements
    with counted() as statements:
        await search(company.manager, definition, Listing(limit=2, cursor=page.next or ""))
    assert len(statements) == 1, statements


async def test_the_last_page_of_a_field_that_may_be_empty_costs_one_more(company: Company, counted: Counted):
    await making.row(LEAD, company.rep)
    with counted() as statements:
        await search(company.rep, LEAD, Listing(sort="next_follow_at"))
    assert len(statements) == 2, statements


async def test_a_search_with_filter_and_view_costs_one_where_everything_fits(company: Company, counted: Counted):
    await making.row(LEAD, company.rep)
    where = {"all": [{"field": "owner", "is": "my_team"}, {"field": "created_at", "within": "today"}]}
    with counted() as statements:
        page = await search(company.manager, LEAD, Listing(view="new", q="v0", where=where))
    assert len(statements) == 1 and page.total == 0, statements


async def test_a_record_costs_one(company: Company, counted: Counted):
    record_id = await making.made(company.rep, LEAD, 1)
    with counted() as statements:
        await record(company.manager, LEAD, record_id)
    assert len(statements) == 1, statements


async def test_history_costs_two_for_any_number_of_changes(company: Company, counted: Counted):
    record_id = await making.made(company.rep, LEAD, 1)
    for n in range(4):
        async with work():
            await update(company.manager, LEAD, record_id, {"name": f"v{n}", "owner": company.other.id})
    with counted() as statements:
        await history(company.boss, LEAD, record_id)
    assert len(statements) == 2, statements


async def test_the_360_view_of_an_account_is_bounded(company: Company, counted: Counted):
    account_id = await making.made(company.rep, ACCOUNT, 1)
    for n in range(6):
        async with work():
            await create(company.rep, ACTIVITY, {"account": account_id, "content": f"v{n}"})
            await create(company.rep, object_named("contact"), {"account": account_id, "name": f"v{n}"})
    with counted() as statements:
        await around(company.manager, ACCOUNT, account_id)
    # One for each of eleven kinds and for files, one more for each of the two that have more than is shown, three for
    # the history.
    assert len(statements) == 17, statements


async def test_writing_costs_a_fixed_number(company: Company, counted: Counted):
    given = await making.values(LEAD, company.rep, 1)
    with counted() as statements:
        async with work():
            lead = await create(company.rep, LEAD, given)
    assert len(statements) <= 10, statements
    with counted() as statements:
        async with work():
            await update(company.rep, LEAD, lead.id, {"title": "总监"})
    assert len(statements) <= 10, statements
    with counted() as statements:
        async with work():
            await delete(company.rep, LEAD, lead.id)
    assert len(statements) <= 15, statements  # with what hangs on it, the bin and the deed


async def test_signing_in_a_request_costs_a_fixed_number(company: Company, counted: Counted):
    token = await sessions.begin(company.rep.id)
    with counted() as statements:
        await sessions.signed_in(token)
    assert len(statements) <= 5, statements
    with counted() as statements:
        await actor_by_id(company.rep.id)
    assert len(statements) <= 5, statements

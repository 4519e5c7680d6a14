"""Merging contacts and accounts: further companies go along, and nobody works for the same company twice."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.contact_company import CONTACT_COMPANY, ContactCompany
from core.merging.plan import merge_plan
from core.objects.writing import delete
from core.undoing.bin import restore_from_bin
from core.undoing.deed import plan as undo_plan
from core.undoing.deed import undo
from core.work import work
from tests.conftest import Company
from tests.merging.conftest import merged, new

Twins = tuple[Account, Account]


async def works(company: Company, contact: Any, account: Any) -> Any:
    return await new(company.boss, CONTACT_COMPANY, contact=contact.id, account=account.id, title="顾问")


async def living() -> set[tuple[int, int]]:
    """(contact, account) of everybody's further work."""
    return {(one.contact_id, one.account_id) for one in await ContactCompany.filter(deleted_at=None)}


@pytest.fixture
async def three(company: Company) -> list[Account]:
    return [await new(company.rep, ACCOUNT, name=name) for name in ("云岫科技", "湛石建材", "澄江物流")]


async def one_person(company: Company, *accounts: Account) -> list[Contact]:
    return [await new(company.rep, CONTACT, name="林嘉禾", account=account.id) for account in accounts]


async def test_a_merged_contact_works_for_every_company_once(company: Company, three: list[Account]):
    main, other, third = three
    first, second = await one_person(company, main, main)
    for contact, account in ((first, other), (second, other), (second, third)):
        await works(company, contact, account)
    plan = await merge_plan(company.rep, CONTACT, [first.id, second.id])
    told = next(one for one in plan["children"] if one["object"] == "contact_company")
    assert told["counts"] == {str(first.id): 1, str(second.id): 2}
    done = await merged(company.rep, CONTACT, first, second)
    assert done.moved == {"contact_company": 1}
    assert await living() == {(first.id, other.id), (first.id, third.id)}
    assert (await undo_plan(company.rep, done.batch)).told.kept == []
    assert (await undo(company.rep, done.batch)).told.kept == []
    assert await living() == {(first.id, other.id), (second.id, other.id), (second.id, third.id)}


@pytest.mark.parametrize("chosen", [0, 1])
async def test_what_becomes_the_main_company_is_no_further_one(company: Company, three: list[Account], chosen: int):
    """Each works for the other's main company: whichever becomes the main one, the other stays a further one."""
    main, other, _ = three
    people = await one_person(company, main, other)
    await works(company, people[0], other)
    await works(company, people[1], main)
    before = await living()
    done = await merged(company.rep, CONTACT, *people, picks={"account": people[chosen].id})
    assert (await Contact.get(id=people[0].id)).account_id == three[chosen].id
    assert await living() == {(people[0].id, three[1 - chosen].id)}
    assert (await undo(company.rep, done.batch)).told.kept == []
    assert await living() == before


async def test_who_works_for_two_accounts_that_are_one_works_there_once(company: Company, twins: Twins, three: Any):
    first, second = twins
    [theirs, beside] = await one_person(company, second, three[0])
    for contact, account in ((theirs, first), (beside, first), (beside, second)):
        await works(company, contact, account)
    before = await living()
    done = await merged(company.rep, ACCOUNT, first, second)
    assert await living() == {(beside.id, first.id)}
    assert (await Contact.get(id=theirs.id)).account_id == first.id
    assert (await undo(company.rep, done.batch)).told.kept == []
    assert await living() == before


async def test_a_contact_in_the_bin_comes_back_after_its_companies_became_one(
    company: Company, twins: Twins, three: Any
):
    first, second = twins
    [contact] = await one_person(company, three[0])
    for account in twins:
        await works(company, contact, account)
    async with work():
        await delete(company.rep, CONTACT, contact.id)
    done = await merged(company.rep, ACCOUNT, first, second)
    async with work():
        await restore_from_bin(company.rep, CONTACT, contact.id)
    assert await living() == {(contact.id, first.id)}
    assert done.moved == {}

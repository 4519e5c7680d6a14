"""Further companies in the bin: they go with the contact and with the company, and come back when both are there."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.accounts.contact_company import CONTACT_COMPANY
from core.errors import Conflict
from core.objects.deleting import delete_plan
from core.undoing.bin import bin_page, restore_from_bin
from core.work import work
from tests.conftest import Company
from tests.undoing.doing import bin_it, change, in_bin, living, new, undo_last

Three = tuple[Any, Any, Any]


@pytest.fixture
async def tied(company: Company) -> Three:
    """A contact, another account, and that the contact works there."""
    main = await new(company.rep, ACCOUNT, name="苏州汇筑科技有限公司")
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=main.id)
    account = await new(company.rep, ACCOUNT, name="湛石建材有限公司")
    link = await new(company.rep, CONTACT_COMPANY, contact=contact.id, account=account.id, title="董事")
    return contact, account, link


async def back(company: Company, definition: Any, record_id: int) -> Any:
    async with work():
        return await restore_from_bin(company.rep, definition, record_id)


@pytest.mark.parametrize("which", ["contact", "account"])
async def test_it_goes_with_either_and_comes_back_with_it(company: Company, tied: Three, which: str):
    contact, account, link = tied
    definition, record = (CONTACT, contact) if which == "contact" else (ACCOUNT, account)
    assert [one["object"] for one in await delete_plan(company.rep, definition, [record.id])] == ["contact_company"]
    await bin_it(company.rep, definition, record.id)
    assert await in_bin() == {(which, record.id), ("contact_company", link.id)}
    assert [one["along"] for one in (await bin_page(company.rep)).items] == [1]
    await back(company, definition, record.id)
    assert await living(CONTACT_COMPANY, link.id) and await in_bin() == set()


@pytest.mark.parametrize("by_undo", [False, True])
async def test_it_waits_for_what_is_still_in_the_bin(company: Company, tied: Three, by_undo: bool):
    contact, account, link = tied
    await bin_it(company.rep, CONTACT, contact.id)
    await bin_it(company.rep, ACCOUNT, account.id)
    told = await back(company, CONTACT, contact.id)
    assert [(one["object"], one["why"]) for one in told.kept] == [("contact_company", "公司还在回收站里，随它一起恢复")]
    assert await living(CONTACT, contact.id) and not await living(CONTACT_COMPANY, link.id)
    if by_undo:
        await undo_last(company.rep)
    else:
        await back(company, ACCOUNT, account.id)
    assert await living(CONTACT_COMPANY, link.id)


async def test_by_itself_it_comes_back_only_to_both(company: Company, tied: Three):
    _, account, link = tied
    await bin_it(company.rep, CONTACT_COMPANY, link.id)
    await bin_it(company.rep, ACCOUNT, account.id)
    with pytest.raises(Conflict, match="它的公司也在回收站里"):
        await back(company, CONTACT_COMPANY, link.id)
    await back(company, ACCOUNT, account.id)
    await back(company, CONTACT_COMPANY, link.id)
    assert await living(CONTACT_COMPANY, link.id)


async def test_what_was_added_again_meanwhile_does_not_come_back_beside_it(company: Company, tied: Three):
    contact, account, link = tied
    await bin_it(company.rep, CONTACT_COMPANY, link.id)
    await new(company.rep, CONTACT_COMPANY, contact=contact.id, account=account.id, title="监事")
    with pytest.raises(Conflict, match="「湛石建材有限公司」：他的任职公司里已经有这家"):
        await back(company, CONTACT_COMPANY, link.id)
    assert not await living(CONTACT_COMPANY, link.id)


async def test_what_became_the_main_company_does_not_come_back_as_a_further_one(company: Company, tied: Three):
    contact, account, link = tied
    await change(company.rep, CONTACT, contact.id, account=account.id)
    assert await in_bin() == {("contact_company", link.id)}
    with pytest.raises(Conflict, match="这家就是他的所属客户"):
        await back(company, CONTACT_COMPANY, link.id)


async def test_deleting_it_is_undone_like_any_other(company: Company, tied: Three):
    *_, link = tied
    await bin_it(company.rep, CONTACT_COMPANY, link.id)
    await undo_last(company.rep)
    assert await living(CONTACT_COMPANY, link.id)

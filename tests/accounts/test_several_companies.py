"""A contact of several companies: who may say so, who sees them by it, and what is done with them where."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.contact_company import CONTACT_COMPANY, ContactCompany
from core.activities.activity import ACTIVITY, Activity
from core.errors import Invalid, NotAllowed, NotFound
from core.objects.actions import perform
from core.objects.around import around
from core.objects.binning import Binned
from core.objects.definition import ObjectDef
from core.objects.query import Listing, search, visible_ids
from core.objects.schema import object_schema
from tests.conftest import Company
from tests.leads import making
from tests.objects.making import row


async def works(actor: Any, contact: int, account: int, **values: Any) -> int:
    return await making.new(
        actor, CONTACT_COMPANY, **{"contact": contact, "account": account, "title": "董事", **values}
    )


async def shown(actor: Any, definition: Any, record_id: int) -> list[dict[str, Any]]:
    """The further companies, or those who work there, on a record's page."""
    groups = (await around(actor, definition, record_id))["related"]
    return next(one["items"] for one in groups if one["object"] == "contact_company")


@pytest.fixture
async def main(company: Company) -> int:
    return await making.account(company.rep)


@pytest.fixture
async def contact(company: Company, main: int) -> int:
    return await making.contact(company.rep, account=main)


@pytest.fixture
async def souths(company: Company) -> int:
    """An account of somebody else, which the rep sees and may add contacts to."""
    account = await making.account(company.south, name="湛石建材有限公司")
    await perform(
        company.south,
        ACCOUNT,
        account,
        "add_collaborators",
        {"members": [company.rep.id], "powers": ["contacts", "follow_up"]},
    )
    return account


@pytest.mark.feature("XS-CONT-001")
async def test_a_contact_shows_its_companies_and_each_company_shows_the_contact(
    company: Company, main: int, contact: int, souths: int
):
    await works(company.rep, contact, souths, title="独立董事", department="董事会", decision_role="decider")
    [told] = await shown(company.rep, CONTACT, contact)
    assert (told["account"]["label"], told["title"], told["department"]) == ("湛石建材有限公司", "独立董事", "董事会")
    [told] = await shown(company.south, ACCOUNT, souths)
    assert (told["contact"], told["decision_role"]) == ({"id": contact, "label": "沈叔远"}, "decider")
    assert await shown(company.rep, ACCOUNT, main) == []
    assert (await making.seen(company.rep, CONTACT, contact))["account"]["id"] == main


@pytest.mark.parametrize(
    ("definition", "label", "tied"), [(CONTACT, "任职公司", "account"), (ACCOUNT, "兼职联系人", "contact")]
)
async def test_either_page_says_what_the_other_is_to_it(
    company: Company, contact: int, souths: int, definition: ObjectDef, label: str, tied: str
):
    found = (await around(company.rep, definition, contact if definition is CONTACT else souths))["related"]
    assert [(one["label"], one["tied"]) for one in found if one["tied"]] == [(label, tied)]
    told = {"object": "contact_company", "label": label, "field": definition.key}
    assert told in object_schema(company.rep, definition)["related"]


async def test_adding_a_company_takes_the_right_to_change_the_contact_and_to_see_the_company(
    company: Company, main: int, contact: int
):
    unseen = await making.account(company.south, name="湛石建材有限公司")
    with pytest.raises(Invalid, match="公司里没有这一条，或你看不到"):
        await works(company.rep, contact, unseen)
    with pytest.raises(Invalid, match="联系人里没有这一条，或你看不到"):
        await works(company.south, contact, unseen)
    await perform(company.rep, ACCOUNT, main, "share", {"members": [company.south.id]})
    with pytest.raises(NotAllowed, match="不能给他加任职公司"):
        await works(company.south, contact, unseen)
    await works(company.boss, contact, unseen)


async def test_moving_the_work_elsewhere_takes_the_same_rights(company: Company, contact: int, souths: int):
    link = await works(company.rep, contact, souths)
    another = await making.account(company.south, name="云岫科技有限公司")
    with pytest.raises(NotAllowed, match="不能给他加任职公司"):
        await making.change(company.south, CONTACT_COMPANY, link, account=another)
    await making.change(company.south, CONTACT_COMPANY, link, title="顾问")
    assert (await making.seen(company.rep, CONTACT_COMPANY, link))["title"] == "顾问"


async def test_no_company_is_there_twice(company: Company, main: int, contact: int, souths: int):
    with pytest.raises(Invalid, match="这家就是他的所属客户"):
        await works(company.rep, contact, main)
    link = await works(company.rep, contact, souths)
    with pytest.raises(Invalid, match="他的任职公司里已经有这家"):
        await works(company.rep, contact, souths)
    await making.change(company.rep, CONTACT_COMPANY, link, account=souths, title="监事")
    third = await making.account(company.rep, name="云岫科技有限公司")
    other = await works(company.rep, contact, third)
    with pytest.raises(Invalid, match="他的任职公司里已经有这家"):
        await making.change(company.rep, CONTACT_COMPANY, other, account=souths)
    await making.bin_it(company.rep, CONTACT_COMPANY, link)
    await works(company.rep, contact, souths)


async def test_of_two_who_add_the_same_company_at_once_one_is_told(company: Company, contact: int, souths: int):
    tries = [works(company.rep, contact, souths), works(company.boss, contact, souths)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Invalid", "int"], results
    assert await ContactCompany.filter(deleted_at=None).count() == 1


async def test_a_company_added_while_it_becomes_the_main_one_is_no_further_one(
    company: Company, contact: int, souths: int
):
    tries = [works(company.boss, contact, souths), making.change(company.rep, CONTACT, contact, account=souths)]
    await asyncio.gather(*tries, return_exceptions=True)
    assert (await Contact.get(id=contact)).account_id == souths
    assert not await ContactCompany.exists(deleted_at=None)


async def test_a_further_company_that_becomes_the_main_one_goes_to_the_bin(
    company: Company, main: int, contact: int, souths: int
):
    link = await works(company.rep, contact, souths)
    await making.change(company.rep, CONTACT, contact, account=souths)
    assert await shown(company.rep, CONTACT, contact) == []
    assert await Binned.exists(object="contact_company", record_id=link)
    await works(company.boss, contact, main)


@pytest.mark.feature("XS-CONT-001")
async def test_who_opens_one_of_the_companies_reads_the_contact_and_does_not_change_it(
    company: Company, contact: int, souths: int
):
    async def found() -> list[set[int]]:
        lists = [Listing(), Listing(q="沈叔远"), Listing(where={"field": "account", "filled": True})]
        pages = [await search(company.south, CONTACT, one) for one in lists]
        assert all(page.total == len(page.items) for page in pages)
        return [{item["id"] for item in page.items} for page in pages]

    follow_up = await making.follow_up(company.rep, contact=contact)
    assert await found() == [set(), set(), set()]
    link = await works(company.rep, contact, souths)
    assert await found() == [{contact}] * 3
    assert (await making.seen(company.south, CONTACT, contact))["name"] == "沈叔远"
    assert await visible_ids(company.south, ACTIVITY, [follow_up]) == {follow_up}
    for verb in ("update", "delete", "assign"):
        assert await visible_ids(company.south, CONTACT, [contact], verb) == set()
    with pytest.raises(NotAllowed):
        await making.change(company.south, CONTACT, contact, title="总监")
    await making.bin_it(company.south, CONTACT_COMPANY, link)
    assert await found() == [set(), set(), set()]
    with pytest.raises(NotFound):
        await making.seen(company.south, CONTACT, contact)


async def test_a_company_that_is_gone_opens_nothing(company: Company, contact: int, souths: int):
    await works(company.rep, contact, souths)
    await Account.filter(id=souths).update(deleted_at=clock.now())
    assert await visible_ids(company.south, CONTACT, [contact]) == set()
    assert (await search(company.south, CONTACT, Listing())).items == []


async def test_a_list_of_contacts_costs_the_statements_it_did(
    company: Company, contact: int, souths: int, counted: Callable[[], Any]
):
    await works(company.rep, contact, souths)
    for listing in (Listing(), Listing(view="mine"), Listing(where={"field": "account", "is": souths})):
        with counted() as statements:
            await search(company.south, CONTACT, listing)
        assert len(statements) == 1, statements
    with counted() as statements:
        await visible_ids(company.south, CONTACT, [contact])
    assert len(statements) == 1


@pytest.mark.feature("XS-CONT-001")
async def test_a_follow_up_is_about_one_of_the_contact_s_companies(
    company: Company, main: int, contact: int, souths: int
):
    async def about(activity: int) -> tuple[int | None, int | None]:
        made = await Activity.get(id=activity)
        return made.contact_id, made.account_id

    await works(company.rep, contact, souths)
    assert await about(await making.follow_up(company.rep, contact=contact)) == (contact, main)
    at_the_other = await making.follow_up(company.rep, subject={"object": "contact", "id": contact}, account=souths)
    assert await about(at_the_other) == (contact, souths)
    assert (await making.seen(company.south, ACCOUNT, souths))["last_follow_at"] is not None
    stranger = await making.account(company.rep, name="云岫科技有限公司")
    with pytest.raises(Invalid, match="这位联系人不在这家公司任职"):
        await making.follow_up(company.rep, contact=contact, account=stranger)
    with pytest.raises(Invalid, match="这位联系人不在这家公司任职"):
        await making.change(company.rep, ACTIVITY, at_the_other, account=stranger)
    await making.change(company.rep, ACTIVITY, at_the_other, account=main)
    assert (await making.seen(company.rep, ACCOUNT, main))["last_follow_at"] is not None


async def test_a_follow_up_from_before_the_contact_changed_companies_can_still_be_edited(
    company: Company, contact: int, souths: int
):
    written = await making.follow_up(company.rep, contact=contact)
    await making.change(company.rep, CONTACT, contact, account=souths)
    await making.change(company.rep, ACTIVITY, written, content="改了一个字")
    alone = await row(CONTACT, company.rep, name="吴若溪")
    await making.follow_up(company.rep, contact=alone, account=souths)


async def test_a_collaborator_without_the_power_over_contacts_adds_none(company: Company, contact: int):
    account = await making.account(company.south, name="湛石建材有限公司")
    values = {"members": [company.rep.id], "powers": ["follow_up"]}
    await perform(company.south, ACCOUNT, account, "add_collaborators", values)
    with pytest.raises(NotAllowed, match="添加和修改联系人"):
        await works(company.rep, contact, account)


async def test_what_somebody_works_for_is_seen_and_changed_with_the_contact_or_with_the_company(
    company: Company, contact: int, souths: int
):
    link = await works(company.rep, contact, souths)
    for who, verbs in ((company.south, 3), (company.manager, 2), (company.other, 0)):
        seen = [await visible_ids(who, CONTACT_COMPANY, [link], verb) for verb in ("read", "update", "delete")]
        assert seen == [{link}] * verbs + [set()] * (3 - verbs), who.userid

"""Contacts: the people of a customer, what they are sorted by, who finds them, and what was done with them."""

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT, Contact
from core.activities.in_touch import in_touch
from core.errors import Invalid, NotFound
from core.files.attaching import attach
from core.files.file import StoredFile
from core.objects.actions import perform
from core.objects.around import around
from core.objects.query import Listing, search
from core.objects.summary import summary
from core.work import work
from tests.conftest import Company
from tests.leads import making
from tests.objects.making import narrowed, row

MONDAY, TUESDAY = "2026-11-23T10:00:00+08:00", "2026-11-24T10:00:00+08:00"


@pytest.mark.feature("XS-CONT-001", "WN-CONT-002")
async def test_a_contact_belongs_to_a_customer_which_may_have_many(company: Company):
    account = await making.account(company.rep)
    for name in ("沈叔远", "林嘉禾"):
        await making.contact(company.rep, name=name, account=account)
    [group] = [one for one in (await around(company.rep, ACCOUNT, account))["related"] if one["object"] == "contact"]
    assert (group["total"], {one["name"] for one in group["items"]}) == (2, {"沈叔远", "林嘉禾"})
    with pytest.raises(Invalid, match="所属客户还没填"):
        await making.new(company.rep, CONTACT, name="吴若溪")
    with pytest.raises(Invalid, match="所属客户里没有这一条，或你看不到"):
        await making.contact(company.south, name="吴若溪", account=account)
    assert await Contact.all().count() == 2


async def test_a_contact_from_before_that_has_no_customer_stays_and_gets_one_when_it_is_known(company: Company):
    alone = await row(CONTACT, company.rep, name="沈叔远")
    await making.change(company.rep, CONTACT, alone, title="总监", account=None)
    assert (await making.seen(company.rep, CONTACT, alone))["title"] == "总监"
    account = await making.account(company.rep)
    await making.change(company.rep, CONTACT, alone, account=account)
    with pytest.raises(Invalid, match="所属客户还没填"):
        await making.change(company.rep, CONTACT, alone, account=None)


async def test_a_contact_is_a_customer_s_unless_said_otherwise_and_lists_are_sorted_by_it(company: Company):
    account = await making.account(company.rep)
    usual = await making.contact(company.rep, account=account)
    supplier = await making.contact(
        company.rep, name="贺清扬", account=account, category="supplier", decision_role="influencer"
    )
    assert (await making.seen(company.rep, CONTACT, usual))["category"] == "customer"
    found = await search(company.rep, CONTACT, Listing(where={"field": "category", "is": "supplier"}))
    assert [one["id"] for one in found.items] == [supplier]
    told = await summary(company.rep, CONTACT, Listing(), "category", "count")
    assert {one["keys"][0]["label"] for one in told["rows"]} == {"客户联系人", "供应商"}
    with pytest.raises(Invalid, match="分类"):
        await making.contact(company.rep, account=account, category="friend")


@pytest.mark.feature("WN-CONT-001")
async def test_contacts_of_a_customer_one_helps_with_are_found_by_name_and_number(company: Company):
    theirs = await making.account(company.rep)
    shown = await making.contact(company.rep, name="林嘉禾", mobile="13900002716", account=theirs)
    other = await making.account(company.rep, name="湛石建材")
    await making.contact(company.rep, name="林嘉木", mobile="13900002717", account=other)
    for asked in ({"q": "林嘉"}, {"q": "139000027"}, {}):
        assert (await search(company.south, CONTACT, Listing(**asked))).items == []
    values = {"members": [company.south.id], "powers": ["follow_up"]}
    await perform(company.rep, ACCOUNT, theirs, "add_collaborators", values)
    for asked in ({"q": "林嘉"}, {"q": "2716"}, {"q": "linjia"}, {}):
        found = await search(company.south, CONTACT, Listing(**asked))
        assert [one["id"] for one in found.items] == [shown], asked
    assert (await search(company.rep, CONTACT, Listing(q="林嘉"))).total == 2


@pytest.mark.feature("XS-CONT-004")
async def test_a_follow_up_with_a_picture_shows_with_the_contact_and_with_its_customer(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    activity = await making.follow_up(company.rep, contact=contact, kind="visit", content="看了车间")
    file = await StoredFile.create(sha256="b" * 64, size=3, media_type="image/png", state="kept")
    async with work():
        await attach(company.rep, file, "车间.png", {"activity": activity})
    for definition, record_id in ((CONTACT, contact), (ACCOUNT, account)):
        shown = await around(company.rep, definition, record_id)
        [entry] = [one for one in shown["timeline"] if one["kind"] == "activity"]
        assert (entry["type"], entry["text"], [one["name"] for one in entry["files"]]) == (
            "visit", "看了车间", ["车间.png"],
        )  # fmt: skip
        assert next(one for one in shown["related"] if one["object"] == "attachment")["total"] == 1
    with pytest.raises(NotFound):
        await making.follow_up(company.south, contact=None, subject={"object": "contact", "id": contact})


async def test_how_often_a_contact_was_visited_and_when_last_is_counted(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    never = {"count": 0, "last_at": None}
    assert await in_touch(company.rep, CONTACT, contact) == {"follow_ups": never, "visits": never}
    visited = await making.follow_up(company.rep, contact=contact, kind="visit", at=MONDAY)
    await making.follow_up(company.rep, contact=contact, kind="call", at=TUESDAY)
    await making.follow_up(company.rep, account=account, kind="visit", at=TUESDAY)
    assert await in_touch(company.manager, CONTACT, contact) == {
        "follow_ups": {"count": 2, "last_at": "2026-11-24T02:00:00+00:00"},
        "visits": {"count": 1, "last_at": "2026-11-23T02:00:00+00:00"},
    }
    await making.bin_it(company.rep, making.ACTIVITY, visited)
    counted = await in_touch(company.rep, CONTACT, contact)
    assert counted is not None and counted["visits"] == never
    assert await in_touch(company.rep, ACCOUNT, account) is None  # its own columns say when it was last


async def test_who_may_not_see_follow_ups_is_not_told_how_many_there_were(company: Company):
    contact = await making.contact(company.rep, account=await making.account(company.rep))
    await making.follow_up(company.rep, contact=contact, kind="visit")
    for blind in (
        narrowed(company.rep, reaches={("activity", "read"): "none"}),
        narrowed(company.rep, hidden=frozenset({("activity", "kind")})),
    ):
        assert await in_touch(blind, CONTACT, contact) is None

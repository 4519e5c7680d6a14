"""The ownership query: what it finds, what it says of it, and that it says nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.company import decide
from core.errors import Invalid
from core.leads.lead import LEAD, Lead
from core.objects.query import Listing, search
from core.objects.writing import delete
from core.teams.ownership import ownership
from core.work import work
from tests.conftest import Company
from tests.teams.conftest import new

NAME, MOBILE = "苏州惠筑科技有限公司", "13900002716"


async def asked(q: str) -> list[tuple[str, str, str | None]]:
    """(object, label, owner) of each row."""
    items = (await ownership(q))["items"]
    return [(item["object"], item["label"], item["owner"] and item["owner"]["label"]) for item in items]


@pytest.fixture
async def fuzzy(company: Company) -> None:
    async with work():
        await decide("ownership.fuzzy", True)


@pytest.mark.feature("WN-OWNQ-001")
@pytest.mark.parametrize("q", [NAME, " 苏州惠筑科技有限公司 ", "惠筑科技（苏州）有限公司", "苏州惠筑科技股份公司"])
async def test_the_full_company_name_finds_it_however_it_is_written(q: str, company: Company):
    await new(company.rep, ACCOUNT, name=NAME)
    assert await asked(q) == [("account", q.strip(), "周雨桐")]


@pytest.mark.feature("WN-OWNQ-001", "WN-OWNQ-003")
@pytest.mark.parametrize("q", ["惠筑", "科技", "苏州", "有限公司", "139000", "1390000271", "%", "_", "'", "（）"])
async def test_a_part_of_a_name_or_number_finds_nothing_by_default(q: str, company: Company):
    await new(company.rep, ACCOUNT, name=NAME)
    await new(company.rep, LEAD, name="林嘉禾", company=NAME, mobile=MOBILE)
    assert await ownership(q) == {"mode": "exact", "items": []}


@pytest.mark.feature("WN-OWNQ-002", "AR-CUST-009")
async def test_it_says_who_follows_and_the_status_and_nothing_else(company: Company):
    await new(company.rep, ACCOUNT, name=NAME, phone="0512-62991234", address="星湖街 328 号", status="active")
    assert (await ownership("惠筑科技"))["items"] == [
        {
            "object": "account",
            "label": "惠筑科技",  # as it was asked
            "owner": {"id": company.rep.id, "label": "周雨桐"},
            "status": {"value": "active", "label": "合作中"},
            "pooled": False,
        }
    ]
    assert (await search(company.south, ACCOUNT, Listing())).items == []


@pytest.mark.feature("WN-OWNQ-005")
async def test_a_mobile_leads_to_the_lead_and_to_the_account_of_a_contact(company: Company):
    account = await new(company.rep, ACCOUNT, name=NAME)
    other = await new(company.other, ACCOUNT, name="云岫")
    await new(company.manager, CONTACT, name="林嘉禾", account=account.id, mobile="139 0000 2716")
    await new(company.south, LEAD, name="林嘉禾", mobile=MOBILE)
    early = await new(company.other, CONTACT, name="江予怀", mobile="13900002717", account=other.id)
    await Contact.filter(id=early.id).update(account_id=None)  # from before every contact had a customer
    assert await asked("+86 139-0000-2716") == [
        ("lead", "+86 139-0000-2716", "何嘉文"),
        ("account", "+86 139-0000-2716", "周雨桐"),
    ]
    assert await asked("13900002717") == [("contact", "13900002717", "王晓明")]


async def test_what_waits_in_the_pool_says_so(company: Company):
    lead = await new(company.rep, LEAD, name="林嘉禾", company=NAME, mobile=MOBILE)
    await Lead.filter(id=lead.id).update(owner_id=None, pool_state="unclaimed")
    [item] = (await ownership(NAME))["items"]
    assert (item["owner"], item["pooled"]) == (None, True)


async def test_what_is_deleted_converted_or_discarded_is_not_followed(company: Company):
    for number, state in enumerate(("discarded", "converted")):
        lead = await new(company.rep, LEAD, name="林", company=NAME, mobile=f"1390000271{number}")
        await Lead.filter(id=lead.id).update(pool_state=state)
    account = await new(company.rep, ACCOUNT, name=NAME)
    async with work():
        await delete(company.rep, ACCOUNT, account.id)
    assert await asked(NAME) == [] and await asked("13900002710") == []


@pytest.mark.feature("AR-CUST-010")
@pytest.mark.parametrize("q", ["", "   "])
async def test_nothing_is_shown_before_a_question(q: str, company: Company, fuzzy: None):
    await new(company.rep, ACCOUNT, name=NAME)
    assert await ownership(q) == {"mode": "fuzzy", "items": []}


@pytest.mark.feature("WN-OWNQ-003", "WN-OWNQ-005")
async def test_where_the_company_allows_it_a_part_of_the_name_is_enough(company: Company, fuzzy: None):
    await new(company.rep, ACCOUNT, name=NAME)
    await new(company.south, LEAD, name="林嘉禾", company="惠筑建材", mobile=MOBILE)
    assert await asked("惠筑") == [("account", NAME, "周雨桐"), ("lead", "惠筑建材", "何嘉文")]
    assert await asked("林嘉禾") == []  # people are no companies
    assert await asked("1390000271") == []
    with pytest.raises(Invalid, match="两个字"):
        await ownership("惠")


@pytest.mark.feature("WN-OWNQ-004", "AR-CUST-010")
async def test_never_more_than_five_rows_and_the_exact_ones_first(company: Company, fuzzy: None):
    for n in range(7):
        await new(company.rep, ACCOUNT, name=f"惠筑第{'一二三四五六七'[n]}装饰公司")
    await new(company.south, ACCOUNT, name="惠筑")
    found = await asked("惠筑")
    assert len(found) == 5 and found[0] == ("account", "惠筑", "何嘉文")


@pytest.mark.parametrize("mode", ["exact", "fuzzy"])
async def test_hits_and_misses_ask_the_same_of_the_database(
    mode: str, company: Company, counted: Callable[[], Any], request: pytest.FixtureRequest
):
    async with work():
        await decide("ownership.fuzzy", mode == "fuzzy")
    for n in range(8):
        await new(company.rep, ACCOUNT, name=f"惠筑{'一二三四五六七八'[n]}厂")
    await new(company.rep, ACCOUNT, name=NAME)
    await new(company.rep, LEAD, name="林嘉禾", company=NAME, mobile=MOBILE)

    async def statements(q: str) -> int:
        with counted() as told:
            await ownership(q)
            return len(told)

    assert await statements(NAME) == await statements("杭州云岫自动化有限公司") <= 5
    assert await statements(MOBILE) == await statements("13900009999") <= 4


async def test_it_is_looked_up_by_index(company: Company, counted: Callable[[], Any]):
    await new(company.rep, ACCOUNT, name=NAME)
    with counted() as told:
        await ownership(NAME)
        looked = [sql for sql in told if "record_hint" in sql]
    assert len(looked) == 2
    assert all('"record_hint"."value"=' in sql and "LIKE" not in sql.upper() for sql in looked)
    assert await Account.all().count() == 1

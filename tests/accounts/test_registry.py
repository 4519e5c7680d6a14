"""Looking companies up: who answers, what it fills in, and that nothing waits for it."""

import asyncio

import pytest

from core import company as settings
from core.accounts.account import ACCOUNT
from core.errors import Invalid, NotFound, Unavailable
from core.registry import look_up
from core.registry.port import FACTS, Company
from core.registry.sample import Sample, companies
from core.text.credit_code import credit_code
from core.work import work
from tests.conftest import Company as People
from tests.leads import making


class Silent(Sample):
    """A provider that never answers."""

    async def search(self, q: str) -> list[Company]:
        await asyncio.sleep(60)
        return []


class Broken(Sample):
    async def company(self, code: str) -> Company | None:
        raise ConnectionResetError("the register is gone")


def test_the_sample_companies_are_whole_and_their_codes_hold():
    assert len(companies()) == 42 and len({one.code for one in companies()}) == 42
    for one in companies():
        assert credit_code(one.code) == one.code
        assert all(one.to_json().values()) and set(one.to_json()) == set(FACTS)


@pytest.mark.feature("WN-CUST-005", "XS-CUST-005")
async def test_a_part_of_a_name_suggests_companies_and_one_of_them_fills_the_form(company: People):
    found = await look_up.search("惠筑")
    assert [item["name"] for item in found["items"]] == ["苏州惠筑科技有限公司"]
    assert "示例数据" in found["note"]
    told = await look_up.company(found["items"][0]["code"])
    assert told["fills"] == {
        "address": "苏州市工业园区云杉路 88 号 3 幢", "phone": "0512-00006688", "website": "www.huizhu.example",
    }  # fmt: skip
    account = await making.account(company.rep, name=told["company"]["name"], **told["fills"])
    assert (await making.seen(company.rep, ACCOUNT, account))["phone"] == "0512-00006688"


@pytest.mark.feature("WN-CUST-006", "XS-CUST-006")
async def test_the_whole_record_of_an_existing_customers_name_is_shown_with_labels(company: People):
    account = await making.account(company.rep)
    name = (await making.seen(company.rep, ACCOUNT, account))["name"]
    [hit] = (await look_up.search(name))["items"]
    told = await look_up.company(hit["code"])
    assert {fact["label"] for fact in told["facts"]} == set(FACTS.values())
    await making.change(company.rep, ACCOUNT, account, **told["fills"])
    assert (await making.seen(company.rep, ACCOUNT, account))["website"] == "www.huizhu.example"


@pytest.mark.feature("XS-CUST-005", "XS-CUST-006")
async def test_the_company_decides_what_is_filled_in(company: People):
    wanted = {"credit_code": "code", "legal_person": "legal_person", "founded_on": "founded_on"}
    async with work():
        await settings.decide_all({"registry.fills": wanted}, look_up.check_setting)
    [hit] = (await look_up.search("惠筑"))["items"]
    told = await look_up.company(hit["code"])
    assert told["fills"] == {field: told["company"][fact] for field, fact in wanted.items()}
    account = await making.account(company.rep, **told["fills"])
    assert (await making.seen(company.rep, ACCOUNT, account))["founded_on"] == told["company"]["founded_on"]


@pytest.mark.parametrize("wrong", [{"owner": "name"}, {"gone": "name"}, {"city": "gone"}, {"origin": "name"}])
async def test_only_texts_of_a_customer_are_filled_in(company: People, wrong: dict[str, str]):
    with pytest.raises(Invalid, match="不能回填"):
        async with work():
            await settings.decide_all({"registry.fills": wrong}, look_up.check_setting)


async def test_a_register_that_does_not_answer_says_so_in_time(company: People, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(look_up, "PATIENCE", 0.05)
    with pytest.raises(Unavailable, match="照常可以保存"):
        await look_up.search("惠筑", Silent())
    with pytest.raises(Unavailable, match="照常可以保存"):
        await look_up.company("x", Broken())
    async with work():
        await settings.decide_all({"registry.provider": ""}, look_up.check_setting)
    with pytest.raises(Unavailable, match="还没有接通"):
        await look_up.search("惠筑")
    assert await making.account(company.rep)


async def test_what_is_too_short_or_unknown_is_told(company: People):
    with pytest.raises(Invalid, match="两个字"):
        await look_up.search(" 惠 ")
    assert (await look_up.search("没有这样的公司"))["items"] == []
    with pytest.raises(NotFound):
        await look_up.company("91320500MAX999999X")

"""Competitors: one library for everybody, kept up by whoever added an entry."""

import asyncio

import pytest

from core.catalog.product import PRODUCT
from core.competitors.competitor import COMPETITOR
from core.competitors.event import COMPETITOR_EVENT
from core.competitors.market_note import MARKET_NOTE
from core.competitors.product import COMPETITOR_PRODUCT
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.objects.around import around
from core.objects.query import Listing, record, search
from core.undoing.bin import restore_from_bin
from core.work import work
from tests.catalog.making import category, product
from tests.competitors.making import account, changed, competitor, gone, news, share, sold_by
from tests.conftest import Company


@pytest.mark.feature("AR-COMP-001")
async def test_everybody_adds_competitors_and_reads_those_of_all(company: Company) -> None:
    first = await competitor(company.rep, threat="high", strengths="服务快", weaknesses="软件弱", strategy="低价进场")
    await competitor(company.south, "栖桐云联软件有限公司")
    read = await record(company.south, COMPETITOR, first)
    assert (read["owner"]["label"], read["threat"], read["strengths"]) == ("周雨桐", "high", "服务快")
    assert (await search(company.other, COMPETITOR, Listing())).total == 2
    strong = (await search(company.south, COMPETITOR, Listing(view="strong"))).items
    assert [item["id"] for item in strong] == [first]


async def test_only_the_owners_side_changes_an_entry(company: Company) -> None:
    one = await competitor(company.rep)
    for attempt in (changed(company.south, COMPETITOR, one, threat="low"), gone(company.south, COMPETITOR, one)):
        with pytest.raises(NotAllowed, match="不归你管"):
            await attempt
    await changed(company.manager, COMPETITOR, one, threat="low")
    assert (await record(company.south, COMPETITOR, one))["threat"] == "low"


async def test_a_full_name_is_there_once_and_says_whose_entry_it_is(company: Company) -> None:
    await competitor(company.rep, "砚衡精测仪器有限公司")
    with pytest.raises(Conflict, match="已存在：竞争对手「砚衡精测仪器有限公司」"):
        await competitor(company.south, " 砚衡精测仪器 有限公司")
    assert await competitor(company.south, "上海砚衡精测仪器有限公司")  # another legal entity is only hinted at


@pytest.mark.feature("AR-COMP-003")
async def test_a_competitor_has_many_products_each_against_one_of_ours(company: Company) -> None:
    ours = await product(company.boss, "三坐标测量机", await category(company.boss, "仪器"))
    rival = await competitor(company.rep)
    first = await sold_by(company.rep, rival, "YH-686", price="172000", product=ours, strengths="交期短")
    second = await sold_by(company.south, rival, "YH-V32")
    groups = {group["object"]: group for group in (await around(company.other, COMPETITOR, rival))["related"]}
    assert {item["id"] for item in groups["competitor_product"]["items"]} == {first, second}
    read = await record(company.other, COMPETITOR_PRODUCT, first)
    assert (read["price"], read["product"]["label"]) == ("172000.00", "三坐标测量机")
    [against] = (await around(company.other, PRODUCT, ours))["related"]
    assert (against["object"], [item["id"] for item in against["items"]]) == ("competitor_product", [first])


async def test_what_a_product_costs_is_not_below_nothing(company: Company) -> None:
    rival = await competitor(company.rep)
    with pytest.raises(Invalid, match="价格不能小于 0"):
        await sold_by(company.rep, rival, "YH-686", price="-1")
    with pytest.raises(Invalid, match="竞争对手还没填"):
        await sold_by(company.rep, None, "YH-686")  # type: ignore[arg-type]


async def test_its_owner_tidies_up_below_a_competitor_and_so_does_who_wrote_it(company: Company) -> None:
    rival = await competitor(company.rep)
    one = await sold_by(company.south, rival, "YH-686")
    await changed(company.rep, COMPETITOR_PRODUCT, one, price="10")
    await changed(company.south, COMPETITOR_PRODUCT, one, price="20")
    with pytest.raises(NotAllowed):
        await changed(company.other, COMPETITOR_PRODUCT, one, price="30")


async def test_with_a_competitor_goes_what_belongs_to_nothing_else_and_comes_back_with_it(company: Company) -> None:
    rival, where = await competitor(company.rep), await account(company.rep, "惠筑科技有限公司")
    sold, told = await sold_by(company.rep, rival, "YH-686"), await news(company.rep, rival, "发布新机型")
    at_customer = await news(company.rep, rival, "进了惠筑", account=where)
    part = await share(company.rep, where, rival, 30)
    before = await news(company.rep, rival, "旧闻")
    await gone(company.rep, COMPETITOR_EVENT, before)
    await gone(company.rep, COMPETITOR, rival)
    for definition, record_id in ((COMPETITOR_PRODUCT, sold), (COMPETITOR_EVENT, told)):
        with pytest.raises(NotFound):
            await record(company.rep, definition, record_id)
    assert await record(company.rep, COMPETITOR_EVENT, at_customer)  # the customer's story stays
    assert await record(company.rep, MARKET_NOTE, part)
    with pytest.raises(Conflict, match="竞争对手也在回收站里"):
        async with work():
            await restore_from_bin(company.rep, COMPETITOR_EVENT, before)
    async with work():
        await restore_from_bin(company.rep, COMPETITOR, rival)
    for definition, record_id in ((COMPETITOR_PRODUCT, sold), (COMPETITOR_EVENT, told)):
        assert await record(company.rep, definition, record_id)


async def test_of_two_who_add_the_same_competitor_at_once_one_is_told(company: Company) -> None:
    told = await asyncio.gather(competitor(company.rep), competitor(company.south), return_exceptions=True)
    assert [isinstance(one, Conflict) for one in told].count(True) == 1
    assert (await search(company.rep, COMPETITOR, Listing())).total == 1

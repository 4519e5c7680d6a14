"""What competitors are doing: a log for everybody, but for what would give a customer away."""

from datetime import datetime

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.competitors.competitor import COMPETITOR
from core.competitors.event import COMPETITOR_EVENT
from core.errors import Invalid, NotAllowed, NotFound
from core.objects.around import around
from core.objects.query import Listing, record, search
from core.objects.summary import summary
from core.org.actor import Actor
from core.teams.why import why
from tests.competitors.making import account, changed, competitor, gone, news
from tests.conftest import Company


async def told(actor: Actor, rival: int) -> list[str]:
    """What somebody reads of a competitor, on its page and in the list alike."""
    groups = {group["object"]: group for group in (await around(actor, COMPETITOR, rival))["related"]}
    shown = [item["subject"] for item in groups["competitor_event"]["items"]]
    listed = await search(actor, COMPETITOR_EVENT, Listing(where={"field": "competitor", "is": rival}))
    assert [item["subject"] for item in listed.items] == shown and groups["competitor_event"]["total"] == listed.total
    return shown


@pytest.mark.feature("AR-COMP-002")
async def test_the_log_of_a_competitor_is_read_by_everybody_newest_first(company: Company) -> None:
    rival = await competitor(company.rep)
    await news(company.rep, rival, "发布新机型", kind="product", at="2026-11-20T10:00:00+08:00")
    await news(company.south, rival, "换了销售总监", kind="inside", at="2026-11-21T10:00:00+08:00")
    assert await told(company.other, rival) == ["换了销售总监", "发布新机型"]
    kinds = (await summary(company.other, COMPETITOR_EVENT, Listing(), "kind", "count"))["rows"]
    assert {row["keys"][0]["label"]: row["count"] for row in kinds} == {"新产品": 1, "内部动向": 1}


@pytest.mark.feature("AR-COMP-002")
async def test_news_of_a_customer_is_for_those_who_see_the_customer(company: Company) -> None:
    rival, where = await competitor(company.south), await account(company.rep, "惠筑科技有限公司")
    at_customer = await news(company.rep, rival, "在惠筑试机", kind="project", account=where)
    assert await told(company.rep, rival) == await told(company.manager, rival) == ["在惠筑试机"]
    assert await told(company.south, rival) == await told(company.other, rival) == []
    with pytest.raises(NotFound):
        await record(company.south, COMPETITOR_EVENT, at_customer)
    groups = {group["object"]: group for group in (await around(company.rep, ACCOUNT, where))["related"]}
    assert groups["competitor_event"]["total"] == 1
    with pytest.raises(Invalid, match="相关客户里没有这一条，或你看不到"):
        await news(company.south, rival, "也在惠筑", account=where)


async def test_why_somebody_reads_it_is_answered(company: Company) -> None:
    rival = await competitor(company.rep)
    row = await COMPETITOR_EVENT.model.get(id=await news(company.rep, rival, "发布新机型"))
    because, _ = await why(company.south, COMPETITOR_EVENT, row)
    assert [one.detail for one in because] == ["这条对手动态对所有成员公开"]
    assert (await why(company.south, COMPETITOR_EVENT, row, "update"))[0] == []


async def test_the_log_is_changed_by_who_wrote_it_and_those_above(company: Company) -> None:
    one = await news(company.rep, await competitor(company.south), "发布新机型")
    await changed(company.rep, COMPETITOR_EVENT, one, content="交期四周")
    await changed(company.manager, COMPETITOR_EVENT, one, content="交期五周")
    with pytest.raises(NotAllowed):
        await changed(company.other, COMPETITOR_EVENT, one, content="不实")


async def test_what_nobody_dates_happened_now(company: Company, stopped_clock: clock.Stopped) -> None:
    one = await news(company.rep, await competitor(company.rep), "发布新机型")
    at = (await record(company.rep, COMPETITOR_EVENT, one))["at"]
    assert datetime.fromisoformat(at) == clock.now()


async def test_news_of_a_customer_goes_with_the_customer(company: Company) -> None:
    rival, where = await competitor(company.rep), await account(company.rep, "惠筑科技有限公司")
    at_customer = await news(company.rep, rival, "在惠筑试机", account=where)
    await gone(company.rep, ACCOUNT, where)
    with pytest.raises(NotFound):
        await record(company.rep, COMPETITOR_EVENT, at_customer)

"""Notes on the market: who has how much of a customer's business, for those who see the customer."""

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.competitors.competitor import COMPETITOR
from core.competitors.market_note import MARKET_NOTE
from core.errors import Invalid, NotAllowed, NotFound
from core.objects.around import around
from core.objects.query import Listing, record, search
from core.teams.team import TeamMember
from tests.competitors.making import account, changed, competitor, made, share
from tests.conftest import Company


@pytest.mark.feature("AR-COMP-004")
async def test_a_note_names_whom_one_talks_to_at_the_customer_and_nobody_elses(company: Company) -> None:
    rival = await competitor(company.rep)
    ours, other = await account(company.rep, "惠筑有限公司"), await account(company.rep, "榆帆有限公司")
    person = await made(company.rep, CONTACT, name="林嘉禾", account=ours, title="采购总监", mobile="13900002716")
    note = await share(company.rep, ours, rival, 35, contact=person)
    assert (await record(company.rep, MARKET_NOTE, note))["contact"] == {"id": person, "label": "林嘉禾"}
    for attempt in (
        share(company.rep, other, rival, 35, contact=person),
        changed(company.rep, MARKET_NOTE, note, account=other),
    ):
        with pytest.raises(Invalid, match="林嘉禾不是这个客户的联系人"):
            await attempt
    await changed(company.rep, MARKET_NOTE, note, account=other, contact=None)


async def test_a_note_belongs_to_its_customer_and_shows_beside_the_competitor_to_those_who_see_it(
    company: Company,
) -> None:
    rival, ours = await competitor(company.south), await account(company.rep, "惠筑有限公司")
    note = await share(company.rep, ours, rival, 35)
    for actor, total in ((company.rep, 1), (company.manager, 1), (company.south, 0), (company.other, 0)):
        groups = {group["object"]: group["total"] for group in (await around(actor, COMPETITOR, rival))["related"]}
        assert groups["market_note"] == total == (await search(actor, MARKET_NOTE, Listing())).total
    groups = {group["object"]: group["total"] for group in (await around(company.rep, ACCOUNT, ours))["related"]}
    assert groups["market_note"] == 1
    with pytest.raises(NotFound):
        await changed(company.south, MARKET_NOTE, note, share=1)
    with pytest.raises(Invalid, match="客户里没有这一条，或你看不到"):
        await share(company.south, ours, rival, 35)


@pytest.mark.parametrize("percent", [-1, 101, 10**9])
async def test_a_share_is_a_part_of_the_whole(company: Company, percent: int) -> None:
    rival, ours = await competitor(company.rep), await account(company.rep, "惠筑有限公司")
    with pytest.raises(Invalid, match="0 到 100"):
        await share(company.rep, ours, rival, percent)
    with pytest.raises(Invalid, match="整数"):
        await share(company.rep, ours, rival, 12.5)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="采购金额不能小于 0"):
        await share(company.rep, ours, rival, 10, volume="-0.01")
    for edge in (0, 100, None):
        assert await share(company.rep, ours, rival, edge)


async def test_a_follower_of_the_customer_reads_its_notes_and_adds_none(company: Company) -> None:
    rival, ours = await competitor(company.rep), await account(company.rep, "惠筑有限公司")
    note = await share(company.rep, ours, rival, 35)
    place = {"object": "account", "record_id": ours, "member_id": company.south.id}
    await TeamMember.create(**place, kind="follower", added_at=clock.now())
    assert (await record(company.south, MARKET_NOTE, note))["share"] == 35
    with pytest.raises(NotAllowed):
        await share(company.south, ours, rival, 40)

"""The board: every column compared with plain Python over all rows, for everybody who may look at it."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from core import clock
from core.errors import Invalid, NotAllowed, NotFound
from core.objects.query import Listing, search
from core.opportunities.board import board
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.processes import change_process, process_told
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company
from tests.objects.making import narrowed
from tests.opportunities.crowd import Crowd, crowd
from tests.opportunities.making import account, act, opportunity, process, stages

FEN = Decimal(1)


def yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def amount(rows: list[Opportunity]) -> int:
    return sum(one.amount or 0 for one in rows)


def weighted(rows: list[Opportunity]) -> int:
    exact = sum((Decimal(one.amount or 0) * one.win_rate / 100 for one in rows), Decimal(0))
    return int(exact.quantize(FEN, rounding=ROUND_HALF_UP))


def in_order(rows: list[Opportunity]) -> list[int]:
    return [one.id for one in sorted(rows, key=lambda o: (o.expected_close_on is None, o.expected_close_on or 0, o.id))]


def columns_of(there: Crowd, rows: list[Opportunity], limit: int) -> list[dict[str, Any]]:
    """What the board must show of open opportunities."""
    found = []
    for step in there.steps:
        mine = [one for one in rows if one.stage_id == step.stage_id]
        told = {"name": step.name, "count": len(mine), "sum": yuan(amount(mine)), "weighted": yuan(weighted(mine))}
        found.append({**told, "ids": in_order(mine)[:limit], "more": len(mine) > limit})
    return found


def shown(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": one["stage"]["label"],
            **{key: one[key] for key in ("count", "sum", "weighted")},
            "ids": [item["id"] for item in one["items"]],
            "more": one["next"] is not None,
        }
        for one in told["stages"]
    ]


def of_this_month(rows: list[Opportunity], state: str) -> dict[str, Any]:
    today = clock.today()
    mine = [o for o in rows if o.state == state and (o.closed_on.year, o.closed_on.month) == (today.year, today.month)]
    return {"count": len(mine), "sum": yuan(amount(mine))}


@pytest.mark.feature("XS-OPP-004", "XS-OPP-018", "XS-OPP-020")
async def test_everybody_sees_the_columns_of_what_they_may_see(company: Company, stopped_clock: clock.Stopped):
    there = await crowd(company)
    for actor in (company.boss, company.manager, company.rep, company.other, company.south):
        told = await board(actor, None, Listing(limit=4))
        open_ones = there.open(actor)
        assert shown(told) == columns_of(there, open_ones, 4), actor.userid
        columns = columns_of(there, open_ones, 4)
        assert told["total"] == {
            "count": len(open_ones),
            "sum": yuan(amount(open_ones)),
            "weighted": yuan(sum(round(float(one["weighted"]) * 100) for one in columns)),
        }
        stood = [(clock.today() - clock.local(one.stage_since).date()).days for one in open_ones]
        assert told["stalled"] == len([days for days in stood if days >= 14])
        assert [told[state] for state in ("won", "lost")] == [
            of_this_month(there.sees(actor), state) for state in ("won", "lost")
        ]
    assert told["process"] == {"id": there.process.id, "label": there.process.name, "guided": False}


@pytest.mark.feature("XS-OPP-021")
async def test_what_closes_this_month_is_counted_by_its_expected_date(company: Company, stopped_clock: clock.Stopped):
    there = await crowd(company)
    for actor in (company.boss, company.rep):
        due = [
            one
            for one in there.open(actor)
            if one.expected_close_on and (one.expected_close_on.year, one.expected_close_on.month) == (2026, 11)
        ]
        told = await board(actor, None, Listing())
        assert told["closing"] == {"count": len(due), "sum": yuan(amount(due))} and due


async def test_further_cards_of_a_column_come_from_the_list_without_gap_or_repeat(company: Company):
    there = await crowd(company)
    for actor in (company.boss, company.manager, company.rep):
        told = await board(actor, None, Listing(limit=3))
        for step, column in zip(there.steps, told["stages"], strict=True):
            ids, cursor = [item["id"] for item in column["items"]], column["next"]
            where = {"all": [{"field": "stage", "is": step.stage_id}, {"field": "state", "is": "open"}]}
            while cursor:
                page = await search(actor, OPPORTUNITY, Listing(where=where, sort=told["sort"], cursor=cursor, limit=3))
                ids, cursor = ids + [item["id"] for item in page.items], page.next
            assert ids == in_order([one for one in there.open(actor) if one.stage_id == step.stage_id])


async def test_view_filter_and_text_narrow_cards_and_figures_alike(company: Company, stopped_clock: clock.Stopped):
    there, rep = await crowd(company), company.rep
    mine = [one for one in there.sees(rep) if one.owner_id == rep.id]
    told = await board(rep, None, Listing(view="mine", limit=50))
    assert shown(told) == columns_of(there, [one for one in mine if one.state == "open"], 50)
    assert told["won"] == of_this_month(mine, "won") and told["won"]["count"] > 0
    where = {"all": [{"field": "committed", "is": True}, {"field": "amount", "gte": "30000"}]}
    wanted = [one for one in there.open(rep) if one.committed and (one.amount or 0) >= 3000000]
    assert shown(await board(rep, None, Listing(where=where, limit=50))) == columns_of(there, wanted, 50)
    named = [one for one in there.open(company.boss) if one.name == "v0013" or one.name == "v0011"][:1]
    found = shown(await board(company.boss, None, Listing(q=named[0].name, limit=50)))
    assert found == columns_of(there, named, 50)
    for wrong in (Listing(view="gone"), Listing(where={"field": "gone", "is": 1})):
        with pytest.raises(Invalid):
            await board(rep, None, wrong)


async def test_a_card_carries_what_it_shows(company: Company):
    made = await opportunity(company.rep, await account(company.rep), amount="1200", expected_close_on="2026-12-20")
    told = await board(company.rep, None, Listing())
    [card] = told["stages"][0]["items"]
    assert (card["id"], card["name"], card["amount"], card["committed"]) == (made.id, "储能柜产线", "1200.00", False)
    assert (card["expected_close_on"], card["win_rate"], card["_version"]) == ("2026-12-20", 10, 1)
    assert card["account"]["label"] == "霁川新能源科技有限公司" and card["owner"]["label"] == "周雨桐"
    assert card["stage"]["label"] == "初步接洽" and card["stage_since"] and card["last_follow_at"] is None
    assert (told["stages"][0]["sum"], told["stages"][0]["weighted"]) == ("1200.00", "120.00")


async def test_hidden_fields_give_nothing_away(company: Company, stopped_clock: clock.Stopped):
    there = await crowd(company)

    def blind(*fields: str) -> Actor:
        return narrowed(company.rep, hidden=frozenset(("opportunity", field) for field in fields))

    told = await board(blind("amount"), None, Listing())
    assert [(one["sum"], one["weighted"]) for one in told["stages"]] == [(None, None)] * 4
    assert [told[key]["sum"] for key in ("total", "won", "lost", "closing")] == [None] * 4
    assert not any("amount" in item for one in told["stages"] for item in one["items"])
    told = await board(blind("win_rate"), None, Listing())
    assert [(one["win_rate"], one["weighted"]) for one in told["stages"]] == [(None, None)] * 4
    assert told["total"]["sum"] == yuan(amount(there.open(company.rep)))
    told = await board(blind("expected_close_on", "stage_since", "closed_on"), None, Listing(limit=50))
    assert [told[key] for key in ("closing", "stalled", "won", "lost")] == [None] * 4 and told["sort"] == "-updated_at"
    assert sorted(item["id"] for one in told["stages"] for item in one["items"]) == [
        one.id for one in there.open(company.rep)
    ]
    for key in ("stage", "state", "process"):
        with pytest.raises(NotAllowed, match="看不到商机的阶段"):
            await board(blind(key), None, Listing())


async def test_a_retired_stage_stands_at_the_end_while_it_holds_open_ones(company: Company):
    names, rep = await stages(), company.rep
    stay = await opportunity(rep, await account(rep), stage=names["方案报价"], amount="100")
    told = await process_told(await stay.process)  # type: ignore[attr-defined]
    kept = [one for one in told["stages"] if one["name"] in ("初步接洽", "商务谈判")]
    async with work():
        await change_process(company.boss, told["id"], {"stages": kept})
    told = await board(rep, None, Listing())
    assert [(one["stage"]["label"], one["active"], one["count"]) for one in told["stages"]] == [
        ("初步接洽", True, 0),
        ("商务谈判", True, 0),
        ("方案报价", False, 1),
    ]
    await act(rep, stay, "win", amount="100")
    assert [one["stage"]["label"] for one in (await board(rep, None, Listing()))["stages"]] == ["初步接洽", "商务谈判"]


async def test_each_process_has_a_board_of_its_own(company: Company):
    await stages()  # the standard process is there first
    other, customer = await process(company.boss), await account(company.rep)
    await opportunity(company.rep, customer, amount="100")
    await opportunity(company.rep, customer, "大单", process=other.id)
    told = await board(company.rep, other.id, Listing())
    assert told["process"] == {"id": other.id, "label": "大客户流程", "guided": True}
    assert [one["count"] for one in told["stages"]] == [1, 0, 0] and told["total"]["sum"] == "0.00"
    for gone in (999, 0, 2**70):
        with pytest.raises(NotFound):
            await board(company.rep, gone, Listing())


async def test_a_company_without_a_process_gets_the_standard_board(company: Company):
    told = await board(company.rep, None, Listing())
    assert [one["stage"]["label"] for one in told["stages"]] == ["初步接洽", "需求确认", "方案报价", "商务谈判"]
    assert [one["win_rate"] for one in told["stages"]] == [10, 30, 50, 80]


async def test_the_largest_amounts_are_summed_exactly(company: Company):
    customer = await account(company.boss)
    for n in range(100):
        await opportunity(company.boss, customer, f"巨单{n}", amount="9999999999999.99")
    told = await board(company.boss, None, Listing())
    assert told["stages"][0]["sum"] == "999999999999999.00" and told["stages"][0]["weighted"] == "99999999999999.90"


async def test_a_board_takes_four_statements(company: Company, counted: Callable[[], Any]):
    await crowd(company, 30)
    for actor in (company.boss, company.rep):
        with counted() as statements:
            await board(actor, None, Listing(view="mine"))
        assert len(statements) == 4, statements

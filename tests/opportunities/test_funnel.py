"""The funnel and the figures, compared with plain Python over all rows and stays that somebody may see."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from statistics import mean
from typing import Any

import pytest

from core import clock
from core.errors import Invalid, NotAllowed
from core.objects.query import Listing
from core.opportunities.funnel import funnel
from core.opportunities.opportunity import Opportunity
from core.opportunities.stay import StageStay
from core.org.actor import Actor
from tests.conftest import Company
from tests.objects.making import narrowed
from tests.opportunities.crowd import Crowd, crowd
from tests.opportunities.making import account, act, opportunity, stages
from tests.opportunities.test_board import amount, weighted, yuan

ALL = Listing()


def days(stay: StageStay) -> float:
    return ((stay.left_at or clock.now()) - stay.entered_at).total_seconds() / 86400


def average(numbers: list[float]) -> Any:
    return pytest.approx(mean(numbers), abs=0.06) if numbers else None


def close_date(one: Opportunity) -> date | None:
    return one.closed_on if one.state != "open" else one.expected_close_on  # type: ignore[no-any-return]


def passage(there: Crowd, rows: list[Opportunity], n: int) -> dict[str, Any]:
    """What the funnel must tell of the nth stage."""
    ids, place = {one.id for one in rows}, {step.stage_id: m for m, step in enumerate(there.steps)}
    ways: dict[int, list[StageStay]] = {}
    for stay in there.stays:
        if stay.opportunity_id in ids:
            ways.setdefault(stay.opportunity_id, []).append(stay)
    entered, moved, theirs = set(), set(), []
    for one, way in ways.items():
        for m, stay in enumerate(way):
            if stay.state == "open" and place[stay.stage_id] == n:
                entered.add(one)
                theirs.append(stay)
                later = [s for s in way[m + 1 :] if s.state == "won" or (s.state == "open" and place[s.stage_id] > n)]
                moved |= {one} if later else set()
    ended, lasting = [s for s in theirs if s.left_at], [s for s in theirs if not s.left_at]
    return {
        "entered": len(entered),
        "moved_on": len(moved),
        "stays": len(ended),
        "dwell_days": average([days(stay) for stay in ended]),
        "lasting": len(lasting),
        "lasting_days": average([days(stay) for stay in lasting]),
    }


def plain(rows: list[Opportunity]) -> dict[str, Any]:
    return {"count": len(rows), "sum": yuan(amount(rows))}


def of(rows: list[Opportunity], state: str) -> list[Opportunity]:
    return [one for one in rows if one.state == state]


def agrees(there: Crowd, told: dict[str, Any], rows: list[Opportunity]) -> None:
    """Everything of a funnel but the months."""
    for n, step in enumerate(there.steps):
        column = told["stages"][n]
        expected = passage(there, rows, n)
        assert {key: column[key] for key in expected} == expected, step.name
        last = n + 1 == len(there.steps)
        following = len(of(rows, "won")) if last else passage(there, rows, n + 1)["entered"]
        assert column["conversion"] == (
            round(following / expected["entered"] * 100, 1) if expected["entered"] else None
        )
        still = [one for one in of(rows, "open") if one.stage_id == step.stage_id]
        assert column["open"] == {**plain(still), "weighted": yuan(weighted(still))}
    won, still = of(rows, "won"), of(rows, "open")
    assert told["won"] == plain(won)
    assert {key: told["lost"][key] for key in ("count", "sum")} == plain(of(rows, "lost"))
    reasons = Counter(one.lost_reason for one in of(rows, "lost"))
    assert {one["value"]: one["count"] for one in told["lost"]["reasons"]} == reasons
    cycles = [(one.closed_on - clock.local(one.created_at).date()).days for one in won]
    assert told["cycle_days"] == average([float(one) for one in cycles])
    committed = [one for one in still if one.committed]
    forecast = told["forecast"]
    assert forecast["open"] == {**plain(still), "weighted": yuan(weighted(still))}
    assert forecast["committed"] == plain(committed)
    assert forecast["won_and_committed"] == yuan(amount(committed) + amount(won))
    for word, months in (("this_month", (11,)), ("this_quarter", (10, 11, 12))):
        soon = [one for one in still if (due := one.expected_close_on) and due.year == 2026 and due.month in months]
        assert forecast[word] == {**plain(soon), "weighted": yuan(weighted(soon))}


@pytest.mark.feature("XS-OPP-018", "AR-OPP-001", "XS-OPP-019", "XS-OPP-020")
async def test_everybody_is_told_of_what_they_may_see(company: Company, stopped_clock: clock.Stopped):
    there = await crowd(company)
    for actor in (company.boss, company.manager, company.rep, company.other, company.south):
        agrees(there, await funnel(actor, None, ALL), there.sees(actor))


@pytest.mark.feature("XS-OPP-021", "AR-OPP-012")
async def test_a_period_is_that_of_the_day_they_closed_or_are_expected_to(
    company: Company, stopped_clock: clock.Stopped
):
    there = await crowd(company)
    first, last = date(2026, 10, 10), date(2026, 12, 5)
    for actor in (company.boss, company.rep):
        rows = [one for one in there.sees(actor) if (due := close_date(one)) and first <= due <= last]
        agrees(there, await funnel(actor, None, ALL, first, last), rows)
        late = [one for one in there.sees(actor) if (due := close_date(one)) and due >= last]
        agrees(there, await funnel(actor, None, ALL, last), late)
    assert (await funnel(company.boss, None, ALL, last, last))["won"] == {"count": 0, "sum": "0.00"}
    with pytest.raises(Invalid, match="不能早于"):
        await funnel(company.boss, None, ALL, last, first)


@pytest.mark.feature("AR-OPP-012")
async def test_months_tell_amount_count_and_what_is_expected(company: Company, stopped_clock: clock.Stopped):
    there = await crowd(company)
    for actor in (company.boss, company.rep):
        told = (await funnel(actor, None, ALL))["months"]
        rows = there.sees(actor)
        months = sorted({due.replace(day=1).isoformat() for one in rows if (due := close_date(one))})
        assert [one["month"] for one in told] == [*months, None]
        for one in told:
            due = [row for row in rows if ((d := close_date(row)) and d.replace(day=1).isoformat()) == one["month"]]
            still = of(due, "open")
            assert one["open"] == {**plain(still), "weighted": yuan(weighted(still))}
            assert (one["won"], one["lost"]) == (plain(of(due, "won")), plain(of(due, "lost")))


async def test_view_and_filter_narrow_the_funnel(company: Company, stopped_clock: clock.Stopped):
    there, rep = await crowd(company), company.rep
    where = {"all": [{"field": "owner", "is": "me"}, {"field": "amount", "lt": "50000"}]}
    wanted = [one for one in there.sees(rep) if one.owner_id == rep.id and (one.amount or 5000000) < 5000000]
    agrees(there, await funnel(rep, None, Listing(where=where)), wanted)
    won = of(there.sees(rep), "won")
    agrees(there, await funnel(rep, None, Listing(view="won")), won)


@pytest.mark.feature("AR-OPP-012")
async def test_what_was_won_stays_credited_to_whom_it_was_then(company: Company, stopped_clock: clock.Stopped):
    there = await crowd(company)
    for actor in (company.boss, company.rep):
        won = {one.id: one for one in of(there.sees(actor), "won")}
        for by in ("member", "department"):
            expected: dict[int | None, list[Opportunity]] = {}
            for stay in there.stays:
                if stay.state == "won" and stay.opportunity_id in won:
                    expected.setdefault(getattr(stay, f"{by}_id"), []).append(won[stay.opportunity_id])
            told = (await funnel(actor, None, ALL, by=by))["by"]
            assert {one["key"]["id"]: {k: one[k] for k in ("count", "sum")} for one in told} == {
                key: plain(rows) for key, rows in expected.items()
            }
            sums = [float(one["sum"]) for one in told]
            assert sums == sorted(sums, reverse=True) and all(one["key"]["label"] for one in told)


async def test_a_win_that_was_taken_back_is_credited_to_nobody(company: Company):
    names, rep = await stages(), company.rep
    made = await opportunity(rep, await account(rep), amount="800")
    await act(rep, made, "move_stage", stage=names["方案报价"])
    await act(rep, made, "win", amount="900")
    told = await funnel(rep, None, ALL, by="member")
    assert told["by"] == [{"key": {"id": rep.id, "label": "周雨桐"}, "count": 1, "sum": "900.00"}]
    assert [one["moved_on"] for one in told["stages"]] == [1, 0, 1, 0]
    assert [one["conversion"] for one in told["stages"]] == [0.0, None, 0.0, None]
    await act(rep, made, "reopen")
    told = await funnel(rep, None, ALL, by="department")
    assert told["by"] == [] and told["won"]["count"] == 0
    assert [one["entered"] for one in told["stages"]] == [1, 0, 1, 0]
    await act(company.boss, made, "transfer", to=company.other.id)
    await act(company.other, made, "win")
    assert (await funnel(company.boss, None, ALL, by="member"))["by"][0]["key"]["label"] == "王晓明"


async def test_hidden_fields_give_nothing_away(company: Company, stopped_clock: clock.Stopped):
    await crowd(company)

    def blind(*fields: str) -> Actor:
        return narrowed(company.rep, hidden=frozenset(("opportunity", field) for field in fields))

    told = await funnel(blind("amount"), None, ALL, by="member")
    assert told["won"]["sum"] is told["lost"]["sum"] is told["forecast"]["won_and_committed"] is None
    assert {one["open"]["sum"] for one in told["stages"]} | {one["sum"] for one in told["by"]} == {None}
    assert {one["open"]["weighted"] for one in told["stages"]} == {one["open"]["weighted"] for one in told["months"]}
    told = await funnel(blind("closed_on", "committed"), None, ALL)
    assert [told[key] for key in ("won", "lost", "cycle_days", "months")] == [None] * 4
    assert told["forecast"]["committed"] is None and told["forecast"]["won_and_committed"] is None
    told = await funnel(blind("expected_close_on", "lost_reason", "win_rate"), None, ALL)
    assert told["months"] is told["forecast"]["this_month"] is told["lost"]["reasons"] is None
    told = await funnel(blind("stage_since"), None, ALL)
    assert {one[key] for one in told["stages"] for key in ("dwell_days", "lasting_days")} == {None}
    for refused in ({"by": "member"}, {"since": date(2026, 1, 1)}):
        with pytest.raises(NotAllowed, match="看不到"):
            await funnel(blind("owner", "closed_on"), None, ALL, **refused)
    with pytest.raises(NotAllowed):
        await funnel(blind("stage"), None, ALL)
    with pytest.raises(Invalid):
        await funnel(company.rep, None, ALL, by="wrong")


async def test_a_funnel_takes_four_statements(company: Company, counted: Callable[[], Any]):
    await crowd(company, 30)
    for actor in (company.boss, company.rep):
        with counted() as statements:
            await funnel(actor, None, Listing(view="all"), date(2026, 1, 1))
        assert len(statements) == 4, statements

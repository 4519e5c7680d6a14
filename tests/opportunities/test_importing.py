"""Opportunities, their lines and their rivals come from files and go back into them."""

from typing import Any

import pytest

from core.competitors.competitor import COMPETITOR
from core.objects.definition import ObjectDef
from core.opportunities.line import OPPORTUNITY_LINE, OpportunityLine
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.rival import OPPORTUNITY_RIVAL, OpportunityRival
from core.opportunities.stay import StageStay
from tests.conftest import Company
from tests.exporting.conftest import exports
from tests.exporting.making import Exports
from tests.exporting.test_back_again import brought_back, changed
from tests.importing.conftest import imports
from tests.importing.making import Imports, counts, reasons
from tests.opportunities.making import account, act, fresh, new, opportunity, process, product, stages

__all__ = ["exports", "imports"]
HEADERS = ("客户", "商机名称", "预计金额", "预计结单日期", "销售流程", "阶段", "负责人", "承诺", "客户需求")
LINES = ("商机", "产品", "数量", "单价", "折扣（%）", "备注")
CUSTOMER = "霁川新能源科技有限公司"


def row(name: str, amount: Any = "", process: str = "", stage: str = "", **more: str) -> list[Any]:
    return [more.get("of", CUSTOMER), name, amount, more.get("day", ""), process, stage, more.get("owner", ""), "", ""]


async def deals() -> dict[str, Opportunity]:
    return {one.name: one for one in await Opportunity.filter(deleted_at=None)}


@pytest.mark.feature("AR-IMP-001")
async def test_opportunities_come_with_amount_day_owner_and_stage(company: Company, imports: Imports):
    await account(company.manager, owner=company.rep.id)
    rows = [
        row("一期", "12.8万", day="2026/12/20", owner="周雨桐"),
        row("二期", "¥1,450.00", "标准销售流程", " 方案 报价 ", owner="周雨桐"),
    ]
    run = await imports.run(company.manager, OPPORTUNITY, HEADERS, rows)
    assert (counts(run), await reasons(run)) == ({"created": 2}, {})
    found, there = await deals(), await stages()
    first, second = found["一期"], found["二期"]
    assert (first.amount, str(first.expected_close_on), first.owner_id) == (12_800_000, "2026-12-20", company.rep.id)
    assert (first.stage_id, first.win_rate) == (there["初步接洽"], 10)
    assert (second.amount, second.stage_id, second.win_rate) == (145_000, there["方案报价"], 50)
    assert await StageStay.filter(opportunity_id__in=[first.id, second.id], left_at=None).count() == 2


async def test_a_stage_is_one_of_the_process_that_the_row_names(company: Company, imports: Imports):
    """Two processes have a stage of one name."""
    body = {"name": "渠道流程", "stages": [{"name": "商务谈判", "win_rate": 60}, {"name": "签约", "win_rate": 90}]}
    other = await process(company.boss, guided=False, **body)
    await process(company.boss)
    await account(company.rep)
    rows = [
        row("甲", stage="商务谈判"),
        row("乙", process="渠道流程", stage="商务谈判"),
        row("丙", process="渠道流程", stage="初步接洽"),
        row("丁", process="没有的流程", stage="商务谈判"),
        row("戊", process="大客户流程", stage="方案"),
        row("己", process="渠道流程"),
    ]
    run = await imports.run(company.rep, OPPORTUNITY, HEADERS, rows)
    assert counts(run) == {"created": 3, "skipped": 0, "failed": 3} or counts(run) == {"created": 3, "failed": 3}
    found = await deals()
    assert found["甲"].stage_id == (await stages())["商务谈判"]
    assert found["乙"].stage_id == (await stages(other))["商务谈判"]
    assert found["己"].stage_id == (await stages(other))["商务谈判"] and found["己"].process_id == other.id
    told = await reasons(run)
    assert told[4] == "流程「渠道流程」里没有叫「初步接洽」的阶段，可填：商务谈判、签约"
    assert told[5].startswith("没有叫「没有的流程」的销售流程")
    assert told[6] == "引导式流程从「立项」开始"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount": "-5"}, "金额不能小于 0"),
        ({"amount": "99999999999999999"}, "太大"),
        ({"amount": "很多"}, "不是金额"),
        ({"of": "没有的客户"}, "没有叫「没有的客户」的客户，或你看不到。先建好客户，再导入这一行"),
        ({"of": "南方的客户"}, "没有叫「南方的客户」的客户，或你看不到"),
        ({"day": "月底"}, "看不懂"),
        ({"owner": "何嘉文"}, "负责人要选客户的负责人"),
        ({"stage": "没有的阶段"}, "里没有叫「没有的阶段」的阶段，可填：初步接洽、需求确认、方案报价、商务谈判"),
    ],
)
async def test_what_cannot_be_taken_is_reported_with_its_reason_and_the_rest_goes_in(
    company: Company, imports: Imports, values: dict[str, str], said: str
):
    await account(company.rep)
    await account(company.south, "南方的客户")
    run = await imports.run(company.rep, OPPORTUNITY, HEADERS, [row("错的", **values), row("对的")])
    assert said in (await reasons(run))[2] and list(await deals()) == ["对的"]


async def test_of_two_with_one_name_at_a_customer_only_the_first_goes_in(company: Company, imports: Imports):
    of = await account(company.rep)
    await account(company.rep, "朗岳集成有限公司")
    await opportunity(company.rep, of, "老的")
    rows = [row("一期"), row("一期"), row("一期", of="朗岳集成有限公司"), row("老的"), row("二期")]
    run = await imports.run(company.rep, OPPORTUNITY, HEADERS, rows)
    assert run.created == 3
    assert {place: "同名的商机" in said for place, said in (await reasons(run)).items()} == {3: True, 5: True}
    assert await Opportunity.filter(account_id=of.id, name="一期").count() == 1


@pytest.mark.feature("AR-IMP-001")
async def test_lines_come_by_the_name_of_their_opportunity_and_make_its_amount(company: Company, imports: Imports):
    deal = await opportunity(company.rep, await account(company.rep), amount="1")
    await product(company.boss, price="1999.99", unit="piece")
    await product(company.boss, "停用的", price="1")
    rows = [
        ["储能柜产线", "巡检相机", "2.5", "", "95", "样机"],
        ["储能柜产线", "巡检相机", "3", "100.05", "", ""],
        ["储能柜产线", "巡检相机", "1", "", "120", ""],
        ["储能柜产线", "巡检相机", "0", "", "", ""],
        ["储能柜产线", "没有的产品", "1", "", "", ""],
        ["没有的商机", "巡检相机", "1", "", "", ""],
        ["储能柜产线", "巡检相机", "0.0004", "", "", ""],
    ]
    run = await imports.run(company.rep, OPPORTUNITY_LINE, LINES, rows)
    told = await reasons(run)
    assert run.created == 2 and sorted(told) == [4, 5, 6, 7, 8]
    assert "折扣在 0 到 100 之间" in told[4] and "数量要大于 0" in told[5]
    assert told[6].startswith("没有叫「没有的产品」的产品") and told[7].startswith("没有叫「没有的商机」的商机")
    first, second = await OpportunityLine.filter(opportunity_id=deal.id).order_by("id")
    assert (first.quantity, first.price, first.discount, first.amount) == (2500, 199_999, 9500, 474_998)
    assert (second.quantity, second.price, second.discount, second.amount) == (3000, 10_005, 10_000, 30_015)
    assert (first.unit, first.note, first.name, first.position) == ("piece", "样机", "巡检相机", 1)
    assert (await fresh(deal)).amount == 474_998 + 30_015


async def test_where_several_opportunities_have_the_name_the_number_is_asked_for(company: Company, imports: Imports):
    first = await opportunity(company.rep, await account(company.rep))
    second = await opportunity(company.rep, await account(company.rep, "朗岳集成有限公司"))
    await product(company.boss, price="100")
    rows = [[name, "巡检相机", "1", "", "", ""] for name in ("储能柜产线", str(second.id), f"储能柜产线(#{first.id})")]
    run = await imports.run(company.rep, OPPORTUNITY_LINE, LINES, rows)
    assert await reasons(run) == {2: f"有 2 个叫「储能柜产线」的商机，商机改填系统编号：{first.id}、{second.id}"}
    assert [one.opportunity_id for one in await OpportunityLine.all().order_by("id")] == [second.id, first.id]


async def test_lines_of_a_closed_opportunity_stay_as_they_are(company: Company, imports: Imports):
    deal = await opportunity(company.rep, await account(company.rep), amount="5")
    await product(company.boss, price="100")
    await act(company.rep, deal, "win")
    run = await imports.run(company.rep, OPPORTUNITY_LINE, LINES, [["储能柜产线", "巡检相机", "1", "", "", ""]])
    assert "已赢单" in (await reasons(run))[2] and not await OpportunityLine.exists()


async def test_rivals_come_once_for_each_opportunity(company: Company, imports: Imports):
    deal = await opportunity(company.rep, await account(company.rep))
    await new(company.rep, COMPETITOR, name="某某软件")
    headers = ("商机", "竞争对手", "形势", "对手的方案和报价")
    rows = [
        ["储能柜产线", "某某软件", "对手领先", "便宜一成"],
        ["储能柜产线", "某某软件", "", ""],
        ["储能柜产线", "没有的", "", ""],
    ]
    run = await imports.run(company.rep, OPPORTUNITY_RIVAL, headers, rows)
    told = await reasons(run)
    assert "已经在这个商机里" in told[3] and told[4].startswith("没有叫「没有的」的竞争对手")
    [kept] = await OpportunityRival.filter(opportunity_id=deal.id)
    assert (kept.standing, kept.offer) == ("behind", "便宜一成")


async def sold(company: Company, stages_of: dict[str, int]) -> dict[str, Opportunity]:
    """Open with lines, in another process, won and lost; two of one name."""
    other = await process(company.boss, name="渠道流程", guided=False)
    await process(company.boss, name="旧流程")
    first, second = await account(company.rep), await account(company.rep, "朗岳集成有限公司")
    wares = await product(company.boss, price="0.01")
    made = {
        "open": await opportunity(
            company.rep, first, expected_close_on="2026-12-20", need="两行\n需求", committed=True
        ),
        "other": await opportunity(company.rep, second, process=other.id, amount="0.10"),
        "won": await opportunity(company.rep, first, "一期", amount="9999999999.99"),
        "lost": await opportunity(company.rep, first, "=2+3", stage=stages_of["方案报价"]),
    }
    for quantity, discount in (("0.125", "33.33"), ("123456.789", "100")):
        line = {"opportunity": made["open"].id, "product": wares.id, "quantity": quantity, "discount": discount}
        await new(company.rep, OPPORTUNITY_LINE, **{**line, "price": "1234567.89"})
    rival = await new(company.rep, COMPETITOR, name="某某软件")
    await new(company.rep, OPPORTUNITY_RIVAL, opportunity=made["other"].id, competitor=rival.id, standing="even")
    await act(company.rep, made["won"], "win")
    await act(company.rep, made["lost"], "lose", lost_reason="price")
    return {name: await fresh(one) for name, one in made.items()}


@pytest.mark.feature("AR-IMP-001")
@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("definition", [OPPORTUNITY, OPPORTUNITY_LINE, OPPORTUNITY_RIVAL], ids=lambda one: one.key)
async def test_an_export_that_is_imported_changes_nothing(
    company: Company, exports: Exports, imports: Imports, definition: ObjectDef, format: str
):
    """Closed ones too, whose content may not change."""
    await sold(company, await stages())
    before = await definition.model.all().order_by("id").values()
    run = await exports.run(company.rep, definition, columns=tuple(definition.faces), format=format)
    back = await brought_back(imports, company.rep, definition, await exports.path(run), blank_clears=True)
    assert (back.status, await reasons(back)) == ("done", {}), back.message
    assert counts(back) == {"unchanged": len(before), "skipped": len(before)}, await changed()
    assert await definition.model.all().order_by("id").values() == before


async def test_an_export_has_exact_decimals(company: Company, exports: Exports):
    await sold(company, await stages())
    columns = ("quantity", "price", "discount", "amount")
    table = await exports.table(company.rep, OPPORTUNITY_LINE, columns=columns, format="csv")
    assert sorted(cells[1:] for cells in table.rows) == [
        ["0.125", "1234567.89", "33.33", "51435.18"], ["123456.789", "1234567.89", "100.00", "152415787501.91"]
    ]  # fmt: skip


async def test_a_changed_export_changes_what_it_says(company: Company, imports: Imports):
    made = await sold(company, await stages())
    rows = [[made["other"].id, "250.50"], [made["open"].id, "1"], [made["won"].id, "1"]]
    run = await imports.run(company.rep, OPPORTUNITY, ("系统编号", "预计金额"), rows, mode="update")
    assert (await fresh(made["other"])).amount == 25_050
    told = await reasons(run)
    assert "金额由产品明细合计得出" in told[3] and "商机已赢单，内容不能再改" in told[4]
    assert (await fresh(made["won"])).amount == 999_999_999_999

"""Lines: what they come to, and that the amount of the opportunity follows them."""

import asyncio

import pytest

from core.catalog.product import PRODUCT
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.objects.query import record
from core.objects.writing import delete
from core.opportunities.line import OPPORTUNITY_LINE, OpportunityLine, amount_of
from core.opportunities.lines import keep_lines, lines_of
from core.opportunities.opportunity import OPPORTUNITY
from core.work import work
from tests.conftest import Company
from tests.opportunities.making import account, change, fresh, new, opportunity, product


@pytest.fixture
async def made(company: Company):
    return await opportunity(company.rep, await account(company.rep), amount="7")


async def keep(actor, opportunity, *lines, seen=None) -> None:
    async with work():
        await keep_lines(actor, opportunity.id, list(lines), seen)


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "fen"),
    [
        (100_00, 1_000, 10_000, 100_00),
        (99_99, 3_000, 9_500, 284_97),  # 284.9715
        (1, 500, 10_000, 1),  # half a fen goes up
        (1, 499, 10_000, 0),
        (33_33, 1_500, 8_888, 44_44),  # 44.4355…
        (10**15, 1_000, 10_000, 10**15),
    ],
)
def test_a_line_is_rounded_half_up_to_the_fen(price: int, quantity: int, discount: int, fen: int):
    assert amount_of(price, quantity, discount) == fen


@pytest.mark.feature("XS-OPP-011")
async def test_the_amount_is_the_sum_of_the_rounded_lines(company: Company, made):
    camera = await product(company.boss, price="99.99")
    await keep(
        company.rep,
        made,
        {"product": camera.id, "quantity": 3, "discount": 95},
        {"product": camera.id, "quantity": 1.5, "price": "33.33", "discount": "88.88"},
    )
    first, second = await lines_of(company.rep, made.id)
    assert (first["quantity"], first["discount"], first["price"], first["amount"]) == (3, 95, "99.99", "284.97")
    assert (second["quantity"], second["discount"], second["amount"]) == (1.5, 88.88, "44.44")
    assert first["name"] == "巡检相机" and (await fresh(made)).amount == 284_97 + 44_44


@pytest.mark.feature("XS-OPP-011")
async def test_the_table_is_kept_as_it_was_given(company: Company, made):
    camera = await product(company.boss, price="10")
    await keep(company.rep, made, *[{"product": camera.id, "quantity": n} for n in (1, 2, 3)])
    one, two, three = await lines_of(company.rep, made.id)
    await keep(
        company.rep, made, {"id": three["id"], "quantity": 30}, {"product": camera.id, "quantity": 5}, {"id": one["id"]}
    )
    assert [line["quantity"] for line in await lines_of(company.rep, made.id)] == [30, 5, 1]
    assert (await fresh(made)).amount == 360_00
    assert not await OpportunityLine.exists(id=two["id"], deleted_at=None)


async def test_a_single_line_moves_the_amount_too(company: Company, made):
    camera = await product(company.boss, price="10")
    line = await new(company.rep, OPPORTUNITY_LINE, opportunity=made.id, product=camera.id, quantity=2)
    assert (await fresh(made)).amount == 20_00
    await change(company.rep, OPPORTUNITY_LINE, line.id, discount=50)
    assert (await fresh(made)).amount == 10_00
    with pytest.raises(Invalid, match="产品明细合计"):
        await change(company.rep, OPPORTUNITY, made.id, amount="99")
    async with work():
        await delete(company.rep, OPPORTUNITY_LINE, line.id)
    assert (await fresh(made)).amount == 10_00
    await change(company.rep, OPPORTUNITY, made.id, amount="99")


async def test_what_cannot_be_sold_is_said_at_its_place_and_nothing_is_kept(company: Company, made):
    camera = await product(company.boss, price="10")
    await keep(company.rep, made, {"product": camera.id})
    with pytest.raises(Invalid) as refusal:
        await keep(
            company.rep,
            made,
            {"product": camera.id, "quantity": 0},
            {"product": camera.id, "quantity": -1, "price": "-3"},
            {"product": camera.id, "discount": 100.01},
            {"product": camera.id, "discount": -1},
            {"product": camera.id, "price": "9999999999999", "quantity": 9999},
            {"product": 999_999},
            {},
            {"product": camera.id, "quantity": "很多"},
        )
    assert {key.removeprefix("lines.") for key in refusal.value.fields} == {
        "0.quantity", "1.quantity", "1.price", "2.discount", "3.discount", "4.price", "5.product", "6.product",
        "7.quantity",
    }  # fmt: skip
    assert len(await lines_of(company.rep, made.id)) == 1 and (await fresh(made)).amount == 10_00


async def test_the_sum_has_its_limit_too(company: Company, made):
    gold = await product(company.boss, "金子", price="6000000000000")
    with pytest.raises(Invalid, match="合计太大了"):
        await keep(company.rep, made, {"product": gold.id}, {"product": gold.id})
    assert (await fresh(made)).amount == 7_00


async def test_a_retired_product_stays_where_it_is_and_is_not_chosen_anew(company: Company, made):
    camera = await product(company.boss, price="10")
    await keep(company.rep, made, {"product": camera.id})
    await change(company.boss, PRODUCT, camera.id, status="retired")
    [line] = await lines_of(company.rep, made.id)
    await keep(company.rep, made, {"id": line["id"], "quantity": 4, "product": camera.id})
    assert (await fresh(made)).amount == 40_00
    with pytest.raises(Invalid, match="已停用"):
        await keep(company.rep, made, {"id": line["id"]}, {"product": camera.id})


async def test_a_dearer_product_does_not_change_what_was_offered(company: Company, made):
    camera = await product(company.boss, price="10")
    await keep(company.rep, made, {"product": camera.id})
    await change(company.boss, PRODUCT, camera.id, price="99")
    [line] = await lines_of(company.rep, made.id)
    assert line["price"] == "10.00" and (await fresh(made)).amount == 10_00


async def test_a_table_that_was_read_before_another_s_change_is_not_written_over_it(company: Company, made):
    camera = await product(company.boss, price="10")
    read = await record(company.rep, OPPORTUNITY, made.id)
    await keep(company.manager, made, {"product": camera.id})
    with pytest.raises(Conflict, match="刚被别人改过"):
        await keep(company.rep, made, seen=read["_version"])
    with pytest.raises(Conflict, match="刚被别人删掉"):
        await keep(company.rep, made, {"id": 987_654, "quantity": 1})
    assert len(await lines_of(company.rep, made.id)) == 1


async def test_only_who_may_change_the_opportunity_changes_its_lines(company: Company, made):
    with pytest.raises(NotFound):
        await keep(company.other, made)
    theirs = await opportunity(company.boss, await account(company.other, "岚谷"), owner=company.rep.id)
    with pytest.raises(NotAllowed):
        await keep(company.other, theirs)  # the customer's owner only reads


async def test_lines_that_come_at_once_are_all_counted(company: Company, made):
    camera = await product(company.boss, price="10")
    values = {"opportunity": made.id, "product": camera.id}
    await asyncio.gather(*[new(company.rep, OPPORTUNITY_LINE, **values) for _ in range(5)])
    assert (await fresh(made)).amount == 50_00

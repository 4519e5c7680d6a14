"""The tree of product categories: where a category may stand, and what follows from moving it."""

import asyncio
from typing import Any

import pytest

from core.catalog import tree
from core.catalog.category import PRODUCT_CATEGORY, ProductCategory, settle
from core.catalog.product import PRODUCT
from core.db import database
from core.errors import Conflict, Invalid
from core.objects.history import Change, history
from core.objects.query import record
from core.objects.writing import delete
from core.undoing.bin import restore_from_bin
from core.work import work
from tests.catalog.making import category, change, product
from tests.conftest import Company


async def path_of(company: Company, record_id: int) -> str:
    return str((await record(company.rep, PRODUCT_CATEGORY, record_id))["path"])


@pytest.mark.feature("AR-PROD-001")
async def test_a_top_category_has_no_parent_and_every_other_says_where_it_stands(company: Company) -> None:
    top = await category(company.boss, "软件")
    below = await category(company.boss, "云服务", top)
    assert (await record(company.rep, PRODUCT_CATEGORY, top))["parent"] is None
    assert (await record(company.rep, PRODUCT_CATEGORY, below))["parent"] == {"id": top, "label": "软件"}
    assert [await path_of(company, one) for one in (top, below)] == ["软件", "软件 / 云服务"]


@pytest.mark.feature("AR-PROD-001")
async def test_a_new_name_reaches_every_path_below_with_its_history_in_one_piece_of_work(company: Company) -> None:
    top = await category(company.boss, "软件")
    below = await category(company.boss, "云服务", top)
    deep = await category(company.boss, "备份", below)
    await change(company.boss, PRODUCT_CATEGORY, top, name="软件产品")
    assert await path_of(company, deep) == "软件产品 / 云服务 / 备份"
    changes = await Change.filter(object="product_category", verb="update")
    assert {row.record_id for row in changes} == {top, below, deep} and len({row.batch for row in changes}) == 1
    told = (await history(company.rep, PRODUCT_CATEGORY, deep))["items"][0]
    assert told["note"] == "随「软件产品」改名或移动"
    assert [(field["before"], field["after"]) for field in told["fields"]] == [
        ("软件 / 云服务 / 备份", "软件产品 / 云服务 / 备份")
    ]


async def test_a_category_moves_with_everything_below_it_and_up_to_the_top(company: Company) -> None:
    soft, hard = await category(company.boss, "软件"), await category(company.boss, "硬件")
    moved = await category(company.boss, "服务", soft)
    deep = await category(company.boss, "维保", moved)
    await change(company.boss, PRODUCT_CATEGORY, moved, parent=hard)
    assert await path_of(company, deep) == "硬件 / 服务 / 维保"
    await change(company.boss, PRODUCT_CATEGORY, moved, parent=None)
    assert await path_of(company, deep) == "服务 / 维保"


async def test_nothing_stands_below_itself(company: Company) -> None:
    top = await category(company.boss, "软件")
    deep = await category(company.boss, "备份", await category(company.boss, "云服务", top))
    for parent in (top, deep):
        with pytest.raises(Invalid, match="自己或自己的下级"):
            await change(company.boss, PRODUCT_CATEGORY, top, parent=parent)


async def test_two_moves_that_make_a_circle_together_are_found_when_the_second_is_written(company: Company) -> None:
    first, second = await category(company.boss, "甲"), await category(company.boss, "乙")
    await ProductCategory.filter(id=first).update(parent_id=second)  # as if somebody moved it a moment ago
    tree_before = {one.id: one.path for one in await ProductCategory.all()}
    row = await ProductCategory.get(id=second)
    await ProductCategory.filter(id=second).update(parent_id=first)
    row.parent_id = first
    with pytest.raises(Conflict, match="刚刚移动"):
        async with work():
            await settle(company.boss, row)
    assert {one.id: one.path for one in await ProductCategory.all()} == tree_before


async def test_of_two_who_move_categories_below_each_other_at_once_no_more_than_one_succeeds(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await category(company.boss, "甲"), await category(company.boss, "乙")
    if database().dialect.name == "postgres":  # SQLite has one writer
        both, look = asyncio.Barrier(2), tree.tree_of
        looked: list[tree.Tree] = []

        async def together(model: Any) -> tree.Tree:
            found = await look(model)
            if len(looked) < 2:
                looked.append(found)
                await both.wait()
            return found

        monkeypatch.setattr("core.catalog.category.tree_of", together)
    told = await asyncio.gather(
        change(company.boss, PRODUCT_CATEGORY, first, parent=second),
        change(company.boss, PRODUCT_CATEGORY, second, parent=first),
        return_exceptions=True,
    )
    assert all(one is None or isinstance(one, (Conflict, Invalid)) for one in told) and told.count(None) <= 1
    parents = [one.parent_id for one in await ProductCategory.all()]
    assert parents.count(None) == 2 - told.count(None)


async def test_six_levels_are_enough(company: Company) -> None:
    above: int | None = None
    chain = []
    for level in range(1, 7):
        above = await category(company.boss, f"第{level}级", above)
        chain.append(above)
    with pytest.raises(Invalid, match="最多 6 级"):
        await category(company.boss, "第7级", above)
    with pytest.raises(Invalid, match="最多 6 级"):
        await change(company.boss, PRODUCT_CATEGORY, chain[0], parent=await category(company.boss, "再上一级"))


async def test_a_name_is_there_once_below_a_parent_and_may_come_again_elsewhere(company: Company) -> None:
    soft, hard = await category(company.boss, "软件"), await category(company.boss, "硬件")
    await category(company.boss, "其他", soft)
    other = await category(company.boss, "其他", hard)
    with pytest.raises(Conflict, match="完整路径已存在：产品分类「其他」"):
        await category(company.boss, " 其他", soft)
    with pytest.raises(Conflict, match="已存在"):
        await change(company.boss, PRODUCT_CATEGORY, other, parent=soft)
    with pytest.raises(Conflict, match="已存在"):
        await category(company.boss, "软件")
    with pytest.raises(Invalid, match="斜杠"):
        await category(company.boss, "软件 / 其他")


async def test_what_holds_products_or_categories_is_not_deleted_and_says_what_is_in_the_way(company: Company) -> None:
    top = await category(company.boss, "软件")
    below = await category(company.boss, "云服务", top)
    await product(company.boss, "备份", below, status="retired")
    for one, words in ((top, "1 个下级分类"), (below, "1 个产品")):
        with pytest.raises(Conflict, match=f"还有{words}。先移到别的分类或删除.*改成已停用"):
            async with work():
                await delete(company.boss, PRODUCT_CATEGORY, one)
    assert await path_of(company, below) == "软件 / 云服务"


async def test_a_retired_category_keeps_its_products_and_takes_no_more(company: Company) -> None:
    inside = await category(company.boss, "云服务")
    old = await product(company.boss, "备份", inside)
    await change(company.boss, PRODUCT_CATEGORY, inside, status="retired")
    assert (await record(company.rep, PRODUCT, old))["category"]["label"] == "云服务"
    await change(company.boss, PRODUCT, old, name="云备份")
    with pytest.raises(Invalid, match="「云服务」已停用"):
        await product(company.boss, "存储", inside)
    with pytest.raises(Invalid, match="「云服务」已停用"):
        await category(company.boss, "对象存储", inside)


async def test_a_category_comes_back_where_its_parent_stands_by_now(company: Company) -> None:
    top = await category(company.boss, "软件")
    below = await category(company.boss, "云服务", top)
    async with work():
        await delete(company.boss, PRODUCT_CATEGORY, below)
    await change(company.boss, PRODUCT_CATEGORY, top, name="软件产品")
    await back(company, below)
    assert await path_of(company, below) == "软件产品 / 云服务"


async def back(company: Company, record_id: int) -> None:
    async with work():
        await restore_from_bin(company.boss, PRODUCT_CATEGORY, record_id)


async def test_a_category_whose_parent_lies_in_the_bin_waits_for_it(company: Company) -> None:
    top = await category(company.boss, "软件")
    below = await category(company.boss, "云服务", top)
    for one in (below, top):
        async with work():
            await delete(company.boss, PRODUCT_CATEGORY, one)
    with pytest.raises(Conflict, match="先到回收站恢复上级分类"):
        await back(company, below)
    await back(company, top)
    await back(company, below)
    assert await path_of(company, below) == "软件 / 云服务"

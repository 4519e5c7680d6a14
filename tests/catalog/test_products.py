"""Products: each in a category, with a code of its own and a price that is not below nothing."""

import pytest

from core.catalog.category import PRODUCT_CATEGORY
from core.catalog.product import PRODUCT
from core.errors import Conflict, Invalid, NotFound
from core.importing.columns import targets
from core.importing.resolving import resolve
from core.importing.values import columns_of, read_row
from core.objects.duplicates import matches
from core.objects.filter_words import in_words
from core.objects.query import Listing, record, search
from core.objects.record_keys import asked
from core.objects.writing import create, delete
from core.undoing.bin import restore_from_bin
from core.work import work
from tests.catalog.making import category, change, product
from tests.conftest import Company


async def found(company: Company, where: dict[str, object]) -> set[str]:
    page = await search(company.rep, PRODUCT, Listing(where=where))
    return {item["name"] for item in page.items}


@pytest.mark.feature("AR-PROD-002")
async def test_a_product_is_made_in_a_category_and_not_without_one(company: Company) -> None:
    with pytest.raises(Invalid, match="产品分类还没填"):
        async with work():
            await create(company.boss, PRODUCT, {"name": "备份"})
    inside = await category(company.boss, "云服务")
    made = await record(company.rep, PRODUCT, await product(company.boss, "备份", inside, price="1200"))
    assert made["category"] == {"id": inside, "label": "云服务"}
    assert (made["price"], made["unit"], made["status"]) == ("1200.00", "piece", "active")
    for field, sentence in (("category", "产品分类还没填"), ("status", "状态还没填")):
        with pytest.raises(Invalid, match=sentence):
            await change(company.boss, PRODUCT, made["id"], **{field: None})


async def test_a_price_may_be_nothing_and_not_less(company: Company) -> None:
    inside = await category(company.boss, "云服务")
    free = await product(company.boss, "试用", inside, price="0")
    with pytest.raises(Invalid, match="不能小于 0"):
        await change(company.boss, PRODUCT, free, price="-0.01")


async def test_a_code_belongs_to_one_product_whatever_its_case_and_many_have_none(company: Company) -> None:
    inside = await category(company.boss, "云服务")
    first = await product(company.boss, "备份", inside, code="yf-01")
    for name in ("存储", "网络"):
        await product(company.boss, name, inside)
    with pytest.raises(Conflict, match="编码已存在：产品「备份」"):
        await product(company.boss, "灾备", inside, code=" ＹＦ-01 ")
    async with work():
        await delete(company.boss, PRODUCT, first)
    assert await product(company.boss, "灾备", inside, code="YF-01")


async def test_a_name_that_is_there_already_is_a_hint_only(company: Company) -> None:
    inside = await category(company.boss, "云服务")
    first = await product(company.boss, "云 备份", inside)
    [match] = await matches(company.rep, asked(PRODUCT, {"name": "云备份"}))
    assert (match.id, match.match, match.hard) == (first, "名称相同", False)
    assert await product(company.boss, "云备份", inside) != first


async def test_retired_products_are_a_view_of_their_own(company: Company) -> None:
    inside = await category(company.boss, "云服务")
    await product(company.boss, "备份", inside)
    await product(company.boss, "软盘", inside, status="retired")
    views = {}
    for view in ("", "offered", "retired", "all"):
        views[view] = {item["name"] for item in (await search(company.rep, PRODUCT, Listing(view=view))).items}
    assert views["offered"] == {"备份"} and views["retired"] == {"软盘"} and views["all"] == {"备份", "软盘"}


@pytest.mark.feature("AR-PROD-002")
async def test_a_category_finds_the_products_of_everything_below_it(company: Company) -> None:
    soft, hard = await category(company.boss, "软件"), await category(company.boss, "硬件")
    cloud = await category(company.boss, "云服务", soft)
    deep = await category(company.boss, "备份", cloud)
    for name, inside in (("许可", soft), ("主机", cloud), ("快照", deep), ("机柜", hard)):
        await product(company.boss, name, inside)
    assert await found(company, {"field": "category", "under": soft}) == {"许可", "主机", "快照"}
    assert await found(company, {"field": "category", "under": deep}) == {"快照"}
    assert await found(company, {"field": "category", "is": soft}) == {"许可"}
    assert await found(company, {"field": "category", "under": 10**6}) == set()
    assert await in_words(company.rep, PRODUCT, {"field": "category", "under": soft}) == "产品分类属于（含下级）软件"
    for wrong in ({"field": "name", "under": soft}, {"field": "category", "under": None}):
        with pytest.raises(Invalid, match=r"上下级|给出一个值"):
            await found(company, wrong)


async def test_a_product_whose_category_is_gone_waits_for_it(company: Company) -> None:
    inside = await category(company.boss, "云服务")
    made = await product(company.boss, "备份", inside)
    for definition, one in ((PRODUCT, made), (PRODUCT_CATEGORY, inside)):
        async with work():
            await delete(company.boss, definition, one)
    with pytest.raises(Conflict, match="先到回收站恢复"):
        async with work():
            await restore_from_bin(company.boss, PRODUCT, made)
    with pytest.raises(NotFound):
        await record(company.boss, PRODUCT, made)


async def test_a_file_names_categories_by_name_path_or_number(company: Company) -> None:
    soft, hard = await category(company.boss, "软件"), await category(company.boss, "硬件")
    cloud = await category(company.boss, "云服务", soft)
    others = [await category(company.boss, "其他", above) for above in (soft, hard)]
    cells = ["云服务", "软件/云服务", "软件 ／ 其他", f"其他(#{others[1]})", "其他", "没有的"]
    mapping = {0: "category"}
    resolved = await resolve(company.boss, PRODUCT, [[cell] for cell in cells], mapping)
    columns = columns_of(mapping, targets(company.boss, PRODUCT))
    meant = []
    for cell in cells:
        values, problems = read_row([cell], columns, resolved)
        meant.append(values["category"] if values else problems["category"])
    assert meant[:4] == [cloud, cloud, others[0], others[1]]
    assert meant[4] == (
        f"有 2 个叫「其他」的产品分类，产品分类要写完整路径和编号：硬件 / 其他(#{others[1]})、软件 / 其他(#{others[0]})"
    )
    assert meant[5].startswith("没有叫「没有的」的产品分类")

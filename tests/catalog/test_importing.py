"""A price list read in: categories by name or path, codes that are there already, rows that come back."""

from pathlib import Path

import pytest

from core.catalog.product import PRODUCT, Product
from core.db import Database
from core.errors import NotAllowed
from tests.catalog.making import category
from tests.conftest import Company
from tests.importing.making import Imports, counts, imports_in, reasons

HEADERS = ("产品名称", "产品编码", "产品分类", "单位", "标准单价", "状态")


@pytest.fixture
def imports(database: Database, tmp_path: Path) -> Imports:
    return imports_in(tmp_path)


async def test_a_price_list_goes_in_and_a_second_time_nothing_is_new(imports: Imports, company: Company) -> None:
    soft, hard = await category(company.boss, "软件"), await category(company.boss, "硬件")
    cloud = await category(company.boss, "云服务", soft)
    others = [await category(company.boss, "其他", above) for above in (soft, hard)]
    paths = ("云服务", "软件 / 云服务", "硬件/其他", "硬件")
    rows = [(f"产品{n:02d}", f"p-{n:02d}", paths[n % 4], "套", f"{n}.50", "") for n in range(20)]
    wrong = [("模糊", "p-20", "其他", "套", "1", ""), ("便宜", "p-21", "硬件", "套", "-1", "")]
    run = await imports.run(company.boss, PRODUCT, HEADERS, [*rows, *wrong])
    assert counts(run) == {"created": 20, "failed": 2}
    said = await reasons(run)
    assert "有 2 个叫「其他」的产品分类" in said[22] and f"硬件 / 其他(#{others[1]})" in said[22]
    assert "标准单价不能小于 0" in said[23]
    found = {one.name: one for one in await Product.all()}
    assert [found[f"产品{n:02d}"].category_id for n in range(4)] == [cloud, cloud, others[1], hard]
    assert (found["产品07"].unit, found["产品07"].price, found["产品07"].status) == ("set", 750, "active")
    assert counts(await imports.run(company.boss, PRODUCT, HEADERS, rows)) == {"skipped": 20}


async def test_who_may_not_make_products_reads_none_in(imports: Imports, company: Company) -> None:
    await category(company.boss, "硬件")
    with pytest.raises(NotAllowed, match="不能新建产品"):
        await imports.run(company.rep, PRODUCT, HEADERS, [("量块", "", "硬件", "套", "1", "")])

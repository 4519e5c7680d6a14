"""Lists of competitors and partners read in, and those that are there already."""

from pathlib import Path

import pytest

from core.competitors.competitor import COMPETITOR, Competitor
from core.competitors.product import COMPETITOR_PRODUCT, CompetitorProduct
from core.db import Database
from core.partners.partner import PARTNER, Partner
from tests.competitors.making import competitor
from tests.conftest import Company
from tests.importing.making import Imports, counts, imports_in, reasons

HEADERS = ("公司名称", "威胁程度", "网站", "优势", "劣势")


@pytest.fixture
def imports(database: Database, tmp_path: Path) -> Imports:
    return imports_in(tmp_path)


@pytest.mark.feature("AR-COMP-001")
async def test_a_list_of_competitors_goes_in_and_a_second_time_nothing_is_new(
    imports: Imports, company: Company
) -> None:
    known = await competitor(company.south, "砚衡精测仪器有限公司", threat="low")
    rows = [(f"第{n}号对手有限公司", "高", f"https://rival{n}.example", "价格低", "") for n in range(12)]
    rows.append(("砚衡精测仪器有限公司", "高", "", "服务快", ""))
    wrong = [("", "高", "", "", ""), ("无名有限公司", "极高", "", "", "")]
    run = await imports.run(company.rep, COMPETITOR, HEADERS, [*rows, *wrong])
    assert counts(run) == {"created": 12, "skipped": 1, "failed": 2}
    said = await reasons(run)
    assert "公司名称" in said[15] and "威胁程度" in said[16]
    first = await Competitor.get(name="第0号对手有限公司")
    assert (first.threat, first.strengths, first.owner_id) == ("high", "价格低", company.rep.id)
    assert (await Competitor.get(id=known)).threat == "low"
    assert counts(await imports.run(company.rep, COMPETITOR, HEADERS, rows)) == {"skipped": 13}


async def test_products_of_competitors_find_their_competitor_by_name(imports: Imports, company: Company) -> None:
    rival = await competitor(company.rep, "砚衡精测仪器有限公司")
    rows = [("YH-686", "砚衡精测仪器有限公司", "172000"), ("YH-V32", "没有的公司", "1")]
    run = await imports.run(company.rep, COMPETITOR_PRODUCT, ("产品名称", "竞争对手", "价格"), rows)
    assert counts(run) == {"created": 1, "failed": 1}
    assert "没有叫「没有的公司」的竞争对手" in (await reasons(run))[3]
    one = await CompetitorProduct.get(name="YH-686")
    assert (one.competitor_id, one.price) == (rival, 17_200_000)


async def test_a_list_of_partners_goes_in_and_what_is_there_is_filled_in(imports: Imports, company: Company) -> None:
    headers = ("公司名称", "类型", "联系人", "电话", "邮箱", "城市", "覆盖区域")
    rows = [(f"第{n}号集成有限公司", "集成商", "沈舒言", f"0512-0000 71{n:02d}", "", "苏州", "苏南") for n in range(10)]
    assert counts(await imports.run(company.rep, PARTNER, headers, rows)) == {"created": 10}
    one = await Partner.get(name="第3号集成有限公司")
    assert (one.kind, one.contact_person, one.region) == ("integrator", "沈舒言", "苏南")
    more = [("第3号集成有限公司", "渠道", "何清川", "", "he@partner.example", "", "")]
    assert counts(await imports.run(company.rep, PARTNER, headers, more, mode="update")) == {"updated": 1}
    again = await Partner.get(id=one.id)
    assert (again.kind, again.contact_person, again.email, again.city) == (
        "channel",
        "何清川",
        "he@partner.example",
        "苏州",
    )

"""Market shares by customer and by competitor, each member from the notes they may see."""

from typing import Any

import pytest

from core.org.actor import Actor
from tests.api.conftest import SignIn
from tests.competitors.making import account, competitor, share
from tests.conftest import Company


async def shares(sign_in: SignIn, actor: Actor, by: str, measure: str = "avg:share", **more: Any) -> dict[str, Any]:
    visit = await sign_in(actor)
    told = (await visit.get("/api/objects/market_note/summary", by=by, measure=measure, **more)).json
    return {" × ".join(key["label"] for key in row["keys"]): row["value"] for row in told["rows"]}


@pytest.mark.feature("AR-COMP-004")
async def test_shares_by_competitor_and_by_customer_count_only_what_one_sees(company: Company, sign_in: SignIn) -> None:
    first, second = await competitor(company.rep, "砚衡有限公司"), await competitor(company.rep, "珩驰有限公司")
    ours, theirs = await account(company.rep, "惠筑有限公司"), await account(company.south, "榆帆有限公司")
    await share(company.rep, ours, first, 35, volume="100000")
    await share(company.rep, ours, second, 20, volume="50000")
    await share(company.south, theirs, first, 65)
    assert await shares(sign_in, company.boss, "competitor") == {"砚衡有限公司": 50, "珩驰有限公司": 20}
    assert await shares(sign_in, company.rep, "competitor") == {"砚衡有限公司": 35, "珩驰有限公司": 20}
    assert await shares(sign_in, company.south, "competitor") == {"砚衡有限公司": 65}
    assert await shares(sign_in, company.rep, "account", "sum:volume") == {"惠筑有限公司": "150000.00"}
    assert await shares(sign_in, company.boss, "account,competitor") == {
        "惠筑有限公司 × 砚衡有限公司": 35,
        "惠筑有限公司 × 珩驰有限公司": 20,
        "榆帆有限公司 × 砚衡有限公司": 65,
    }
    assert await shares(sign_in, company.boss, "competitor", where={"field": "account", "is": theirs}) == {
        "砚衡有限公司": 65
    }

"""The board of opportunities over the API."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company
from tests.opportunities.making import account, opportunity, stages


@pytest.mark.feature("XS-OPP-004")
async def test_the_board_is_asked_for_like_the_list(company: Company, sign_in: SignIn):
    customer = await account(company.rep)
    for n in range(3):
        await opportunity(company.rep, customer, f"产线{n}", amount=str(100 * n), expected_close_on=f"2026-12-0{n + 1}")
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    told = (await rep.get("/api/objects/opportunity/board", limit=2, view="mine")).json
    first, *others = told["stages"]
    assert ([one["name"] for one in first["items"]], first["count"]) == (["产线0", "产线1"], 3)
    assert (first["sum"], first["weighted"]) == ("300.00", "30.00") and [one["count"] for one in others] == [0, 0, 0]
    where = {"all": [{"field": "stage", "is": first["stage"]["id"]}, {"field": "state", "is": "open"}]}
    more = await rep.get("/api/objects/opportunity", where=where, sort=told["sort"], cursor=first["next"])
    assert [one["name"] for one in more.json["items"]] == ["产线2"]
    narrowed = await rep.get("/api/objects/opportunity/board", where={"field": "name", "contains": "1"})
    assert narrowed.json["total"] == {"count": 1, "sum": "100.00", "weighted": "10.00"}
    assert (await south.get("/api/objects/opportunity/board")).json["total"]["count"] == 0


async def test_a_board_that_cannot_be_is_refused_with_a_sentence(company: Company, sign_in: SignIn):
    await stages()
    rep = await sign_in(company.rep)
    for query, status in (
        ({"process": 999}, 404), ({"process": "x"}, 422), ({"limit": 0}, 422), ({"limit": 51}, 422),
        ({"view": "gone"}, 422), ({"where": "{"}, 400), ({"where": {"field": "gone", "is": 1}}, 422),
    ):  # fmt: skip
        refused = await rep.get("/api/objects/opportunity/board", **query)
        assert refused.status == status and refused.json["detail"], query

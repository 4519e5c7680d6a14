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


@pytest.mark.feature("XS-OPP-018", "AR-OPP-012")
async def test_the_funnel_is_asked_for_with_a_period_and_by_whom(company: Company, sign_in: SignIn):
    made = await opportunity(company.rep, await account(company.rep), amount="100", expected_close_on="2026-12-01")
    rep, path = await sign_in(company.rep), "/api/objects/opportunity/funnel"
    told = (await rep.get(path, **{"from": "2026-12-01", "to": "2026-12-01"})).json
    assert told["forecast"]["open"] == {"count": 1, "sum": "100.00", "weighted": "10.00"}
    assert (await rep.get(path, **{"to": "2026-11-30"})).json["forecast"]["open"]["count"] == 0
    assert (await rep.post(f"/api/objects/opportunity/{made.id}/actions/win")).status == 200
    told = (await rep.get(path, by="member", view="all")).json
    assert told["by"] == [{"key": {"id": company.rep.id, "label": "周雨桐"}, "count": 1, "sum": "100.00"}]
    for query in ({"from": "x"}, {"by": "wrong"}, {"from": "2026-12-02", "to": "2026-12-01"}, {"view": "gone"}):
        refused = await rep.get(path, **query)
        assert refused.status == 422 and refused.json["detail"], query

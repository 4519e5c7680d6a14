"""Summaries, counts of views and neighbours through the API."""

import pytest

from tests.api.conftest import SignIn
from tests.conftest import Company


@pytest.mark.feature("AR-UX-007")
async def test_figures_of_a_list_are_asked_for_like_the_list(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    ids = []
    for name, level in (("甲", "a"), ("乙", "a"), ("丙", "b"), ("丁", "")):
        body = {"name": name, "qq": name, **({"level": level} if level else {})}
        ids.append((await rep.post("/api/objects/lead", body)).json["id"])
    told = (await rep.get("/api/objects/lead/summary", by="level", measure="count", view="mine")).json
    assert (told["by"], told["measure"], told["count"], told["capped"]) == (["level"], "count", 4, False)
    assert [(row["keys"][0]["label"], row["count"]) for row in told["rows"]] == [("A", 2), ("B", 1), ("未填", 1)]
    where = told["rows"][0]["keys"][0]["where"]
    assert len((await rep.get("/api/objects/lead", where=where)).json["items"]) == 2
    one = (await rep.get("/api/objects/lead/summary", by="level,status", where=where)).json
    assert [[key["label"] for key in row["keys"]] for row in one["rows"]] == [["A", "未处理"]]
    assert (await south.get("/api/objects/lead/summary", by="level")).json["rows"] == []
    assert (await rep.get("/api/objects/lead/counts", views="mine,due")).json == {"counts": {"mine": 4, "due": 0}}
    path = f"/api/objects/lead/{ids[1]}/beside"
    assert (await rep.get(path, sort="id")).json == {"before": ids[0], "after": ids[2]}
    assert (await rep.get(path, sort="id", where=where)).json == {"before": ids[0], "after": None}
    assert (await south.get(path)).status == 404


async def test_wrong_questions_are_answered_with_a_sentence(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    for query, field in (
        ({"by": "name"}, "by"), ({"by": "gone"}, "by"), ({"by": ""}, "by"), ({}, "by"),
        ({"by": "level", "measure": "sum:name"}, "measure"), ({"by": "level", "view": "gone"}, "view"),
        ({"by": "level", "where": {"field": "gone", "is": 1}}, "where"),
    ):  # fmt: skip
        refused = await rep.get("/api/objects/lead/summary", **query)
        assert refused.status == 422 and field in refused.json["fields"], query
    assert (await rep.get("/api/objects/lead/summary", by="level", where="{")).status == 400
    assert (await rep.get("/api/objects/lead/1/beside", sort="note")).status == 422

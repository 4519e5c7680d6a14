"""Exports over HTTP: asked for, watched, fetched, counted."""

from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from core import clock
from core.exporting.run import ExportRun
from core.exporting.writing import export
from core.leads.lead import LEAD
from core.sheets.opening import open_sheet
from miniapp.parts import PARTS
from tests.api.conftest import Person, SignIn
from tests.conftest import Company
from tests.exporting.making import job_of
from tests.objects import making


async def written(server: TestServer, export_id: int) -> None:
    """What the job does in its own process."""
    await export(await job_of(await ExportRun.get(id=export_id)), server.app[PARTS].files)


async def fetch(person: Person, export_id: int) -> tuple[int, bytes, Any]:
    async with person.client.get(f"/api/exports/{export_id}/file", headers=person.headers) as answer:
        return answer.status, await answer.read(), answer.headers


@pytest.mark.feature("AR-IMP-003")
async def test_a_list_is_asked_for_watched_and_fetched(company: Company, sign_in: SignIn, server: TestServer):
    for _ in range(3):
        await making.row(LEAD, company.rep)
    rep = await sign_in(company.rep)
    asked = await rep.post("/api/objects/lead/exports", {"columns": ["name", "owner"], "format": "csv", "view": "mine"})
    assert (asked.status, asked.json["status"], asked.json["ahead"]) == (202, "queued", 0)
    address = f"/api/exports/{asked.json['id']}"
    assert (await fetch(rep, asked.json["id"]))[0] == 409
    await written(server, asked.json["id"])
    state = (await rep.get(address)).json
    assert (state["status"], state["rows"], state["done"], state["expired"]) == ("done", 3, 3, False)
    assert state["filter"].startswith("视图「") and state["columns"][0]["label"] == "系统编号"
    status, content, headers = await fetch(rep, asked.json["id"])
    assert (status, open_sheet(content).height, headers["X-Content-Type-Options"]) == (200, 3, "nosniff")
    assert (
        headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        and "text/csv" in (headers["Content-Type"])
    )
    assert headers["Cache-Control"] == "no-store"
    [listed] = (await rep.get("/api/exports")).json["items"]
    assert (listed["id"], listed["downloads"]) == (asked.json["id"], 1)


async def test_others_do_not_know_of_it_and_administrators_audit_it(
    company: Company, sign_in: SignIn, server: TestServer
):
    rep, other, boss = [await sign_in(who) for who in (company.rep, company.other, company.boss)]
    made = (await rep.post("/api/objects/lead/exports", {"where": {"field": "status", "is": "new"}})).json["id"]
    await written(server, made)
    assert [(await other.get(path)).status for path in (f"/api/exports/{made}", "/api/exports?everyone=1")] == [
        404,
        403,
    ]
    assert (await fetch(other, made))[0] == 404
    assert (await fetch(boss, made))[0] == 403
    [audited] = (await boss.get("/api/exports", everyone=1)).json["items"]
    assert (audited["by"]["label"], audited["filter"], audited["downloads"]) == ("周雨桐", "跟进状态是未处理", 0)


async def test_pages_of_the_audit_follow_each_other(company: Company, sign_in: SignIn):
    for n in range(60):
        await ExportRun.create(
            object="lead", member_id=company.rep.id, format="csv", listing={"told": str(n)}, status="failed",
            created_at="2026-11-24T01:30:00+00:00",
        )  # fmt: skip
    boss = await sign_in(company.boss)
    first = (await boss.get("/api/exports", everyone=1)).json
    second = (await boss.get("/api/exports", everyone=1, cursor=first["next"])).json
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 10, None)


async def test_wrong_wishes_are_told_in_chinese(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    wrong: list[Any] = [{"format": "pdf"}, {"columns": ["gone"]}, {"where": {"field": "x"}}, {"ids": [0]}]
    answers = [await rep.post("/api/objects/lead/exports", body) for body in wrong]
    assert [answer.status for answer in answers] == [422] * 4
    assert (await rep.post("/api/objects/nothing/exports", {})).status == 404
    assert (await rep.get("/api/exports/4711")).status == 404


async def test_an_old_file_is_gone(company: Company, sign_in: SignIn, server: TestServer):
    rep = await sign_in(company.rep)
    made = (await rep.post("/api/objects/lead/exports", {})).json["id"]
    await written(server, made)
    await ExportRun.filter(id=made).update(expires_at=clock.now())
    assert (await fetch(rep, made))[0] == 410
    assert (await rep.get(f"/api/exports/{made}")).json["expired"]


async def test_the_schema_says_whether_one_may_export(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    assert (await rep.get("/api/schema/lead")).json["can"]["export"] is True

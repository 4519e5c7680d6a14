"""What can be undone over HTTP: the list, the plan, doing it once, and in the background where it is large."""

from typing import Any

from core.accounts.account import ACCOUNT
from core.jobs import JobRun
from core.leads.lead import LEAD
from core.undoing import deed, job
from tests.api.conftest import SignIn
from tests.conftest import Company
from tests.undoing.doing import change, living, new, with_business


async def test_a_transfer_is_listed_planned_and_taken_back(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    account, *_ = await with_business(company.rep)
    values = {"to": company.south.id, "related": ["contact", "invoice_profile"], "advice": "老客户"}
    moved = await rep.post(f"/api/objects/account/{account.id}/actions/transfer", values)
    assert moved.status == 200 and (await rep.get(f"/api/objects/account/{account.id}")).status == 404
    [told] = (await rep.get("/api/deeds")).json["items"]
    assert (told["kind"], told["kind_label"], told["record"], told["label"]) == (
        "transfer", "转移", account.id, account.name,
    )  # fmt: skip
    assert (told["state"], told["can_undo"], told["by"]["label"], told["count"]) == ("done", True, "周雨桐", 1)
    address = f"/api/deeds/{told['batch']}"
    plan = (await rep.get(address)).json
    assert (plan["back_count"], plan["kept_count"], plan["whole"]) == (3, 0, True)
    assert {(one["object"], one["what"]) for one in plan["back"]} == {
        ("account", "改回：归属开始、负责人"), ("contact", "改回：负责人"), ("invoice_profile", "改回：负责人"),
    }  # fmt: skip
    assert (await south.get(address)).status == 404 and (await south.post(f"{address}/undo")).status == 404
    assert (await south.get("/api/deeds")).json["items"] == []
    done = await rep.post(f"{address}/undo")
    assert (done.status, done.json["state"], done.json["back_count"]) == (200, "undone", 3)
    assert (await rep.get(f"/api/objects/account/{account.id}")).json["owner"]["id"] == company.rep.id
    again = await rep.post(f"{address}/undo")
    assert again.status == 409 and "已经撤销" in again.json["detail"]
    assert (await rep.get("/api/deeds")).json["items"][0]["can_undo"] is False


async def test_administrators_see_everybodys_deeds_when_they_ask(company: Company, sign_in: SignIn):
    boss, rep = await sign_in(company.boss), await sign_in(company.rep)
    account, *_ = await with_business(company.rep)
    await rep.send("DELETE", f"/api/objects/account/{account.id}")
    assert (await boss.get("/api/deeds")).json["items"] == []
    [told] = (await boss.get("/api/deeds", everyone=1)).json["items"]
    assert (await rep.get("/api/deeds", everyone=1)).json["items"] == [told]  # their own, whatever they ask for
    assert (await boss.post(f"/api/deeds/{told['batch']}/undo")).status == 200
    assert await living(ACCOUNT, account.id)


async def test_what_is_large_goes_on_in_the_background(company: Company, sign_in: SignIn, monkeypatch: Any):
    monkeypatch.setattr(deed, "AT_ONCE", 3)
    rep = await sign_in(company.rep)
    ids = [(await new(company.rep, LEAD, name=f"线索{n}", mobile=f"1390000{n:04}")).id for n in range(5)]
    await rep.post("/api/objects/lead/actions/close", {"ids": ids, "reason": "没有预算"})
    await change(company.rep, LEAD, ids[0], status="new")
    [told] = (await rep.get("/api/deeds")).json["items"]
    assert (told["kind"], told["kind_label"], told["record"], told["count"]) == ("batch", "关闭线索", None, 5)
    started = await rep.post(f"/api/deeds/{told['batch']}/undo")
    assert (started.status, started.json["state"]) == (202, "undoing")
    assert (await rep.post(f"/api/deeds/{told['batch']}/undo")).status == 409
    [row] = await job_rows()
    await job.carry_out(JobRun(row))
    [told] = (await rep.get("/api/deeds")).json["items"]
    assert (told["state"], told["back_count"], told["kept_count"]) == ("undone", 4, 1)
    states = {one.id: one.status for one in await LEAD.model.filter(id__in=ids)}
    assert states == dict.fromkeys(ids, "new")
    assert told["kept"][0]["why"] == "跟进状态、关闭原因：之后又改过"


async def job_rows() -> list[dict[str, Any]]:
    from core.jobs import Job

    return [dict(row) for row in await Job.filter(kind="undo").values()]


async def test_a_list_of_deeds_takes_as_many_statements_for_two_as_for_many(
    company: Company, sign_in: SignIn, counted: Any
):
    rep = await sign_in(company.rep)
    sizes = []
    for more in (2, 20):
        for n in range(more):
            account = await new(company.rep, ACCOUNT, name=f"客户{n}")
            await rep.send("DELETE", f"/api/objects/account/{account.id}")
        with counted() as asked:
            await rep.get("/api/deeds")
        sizes.append(len(asked))
    assert sizes[0] == sizes[1]


async def test_an_unknown_deed_is_404(company: Company, sign_in: SignIn):
    boss = await sign_in(company.boss)
    assert (await boss.get("/api/deeds/nonsense")).status == 404
    assert (await boss.post("/api/deeds/nonsense/undo")).status == 404

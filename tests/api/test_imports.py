"""Imports over HTTP: a file goes in, is looked at, tried, started, watched; its faulty rows come back; it is undone."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import FormData

from core.company import decide
from core.files.file import FileStore
from core.importing.run import ImportRun
from core.leads.lead import LEAD, Lead
from core.objects.writing import create
from core.org.tables import FieldRule, MemberRole, Role, RoleGrant
from core.sheets.opening import open_sheet
from core.work import work
from tests.api.conftest import Person, Reply, SignIn
from tests.conftest import Company
from tests.importing.making import Imports, csv_of

HEADERS = ("姓名", "公司名称", "手机", "列外")
ROWS = [
    ("张三", "汇筑科技", "13800000001", "x"),
    ("", "无名", "13800000002", "y"),
    ("李四", "远山", "13800000003", "z"),
]
IMPORTS = "/api/objects/lead/imports"


@pytest.fixture
def imports(tmp_path: Path) -> Imports:
    return Imports(FileStore(tmp_path / "var" / "files"))


async def send(person: Person, path: str, data: bytes, name: str = "线索.csv", **texts: Any) -> Reply:
    """A form with its texts after the file, as some clients send them."""
    form = FormData()
    form.add_field("file", data, filename=name)
    for key, value in texts.items():
        form.add_field(key, value if isinstance(value, str) else orjson.dumps(value).decode())
    response = await person.client.post(path, data=form, headers=person.headers)
    return Reply(response.status, orjson.loads(await response.read()), response.headers)


async def carried_out(imports: Imports, reply: Reply) -> ImportRun:
    assert reply.status == 202, reply.json
    return await imports.carry_out(await ImportRun.get(id=reply.json["id"]))


@pytest.mark.feature("WN-LEAD-005")
@pytest.mark.feature("AR-IMP-001")
async def test_a_file_goes_in_and_is_watched(company: Company, sign_in: SignIn, imports: Imports):
    rep = await sign_in(company.rep)
    looked = await send(rep, f"{IMPORTS}/look", csv_of(HEADERS, ROWS))
    assert looked.status == 200
    assert [column["field"] for column in looked.json["columns"]] == ["name", "company", "mobile", None]
    assert looked.json["columns"][0]["samples"] == ["张三", "李四"] and looked.json["rows"] == 3
    begun = await send(rep, IMPORTS, csv_of(HEADERS, ROWS))
    assert (begun.json["status"], begun.json["ahead"], begun.json["rows"]) == ("queued", 0, 3)
    second = await send(rep, IMPORTS, csv_of(HEADERS, ROWS))
    assert second.json["ahead"] == 1
    await carried_out(imports, begun)
    state = (await rep.get(f"/api/imports/{begun.json['id']}")).json
    assert {key: state[key] for key in ("status", "rows", "done", "created", "updated", "skipped", "failed")} == {
        "status": "done", "rows": 3, "done": 3, "created": 2, "updated": 0, "skipped": 0, "failed": 1,
    }  # fmt: skip
    assert [line["outcome"] for line in state["preview"]] == ["created", "failed", "created"]
    assert state["preview"][1]["problems"] == {"name": "姓名还没填"} and state["by"]["label"] == "周雨桐"
    listed = (await rep.get("/api/imports")).json
    assert [one["id"] for one in listed["items"]] == [second.json["id"], begun.json["id"]]


@pytest.mark.feature("XS-LPOOL-010")
@pytest.mark.feature("XS-LEAD-005")
@pytest.mark.feature("AR-IMP-002")
async def test_the_faulty_rows_come_back_as_the_own_file_and_go_in_again(
    company: Company, sign_in: SignIn, imports: Imports, tmp_path: Path
):
    rep = await sign_in(company.rep)
    begun = await send(rep, IMPORTS, csv_of(HEADERS, ROWS))
    early = await rep.get(f"/api/imports/{begun.json['id']}/errors")
    assert early.status == 409
    await carried_out(imports, begun)
    answer = await rep.client.get(f"/api/imports/{begun.json['id']}/errors", params={"format": "csv"})
    assert "attachment" in answer.headers["Content-Disposition"]
    faulty = tmp_path / "faulty.csv"
    faulty.write_bytes(await answer.read())
    sheet = open_sheet(faulty, "faulty.csv")
    assert sheet.headers == [*HEADERS, "错误原因"]
    [(_, cells)] = sheet.rows()
    assert cells[1:] == ["无名", "13800000002", "y", "姓名还没填"]
    mended = faulty.read_text("utf-8-sig").replace("\n,无名", "\n王五,无名")
    run = await carried_out(imports, await send(rep, IMPORTS, mended.encode()))
    assert (run.created, run.failed) == (1, 0)
    assert await Lead.filter(name="王五", mobile="13800000002").exists()


@pytest.mark.feature("XS-CPOOL-009")
@pytest.mark.feature("XS-CPOOL-004")
async def test_a_file_of_customers_made_from_the_template_is_counted_and_its_faults_come_back(
    company: Company, sign_in: SignIn, imports: Imports, tmp_path: Path
):
    rep = await sign_in(company.rep)
    made = await rep.client.get("/api/objects/account/import-template", params={"format": "csv"})
    headers = (await made.text()).lstrip("\ufeff").strip().split(",")
    assert {"客户名称", "行业", "负责人", "公海分组", "联系人·姓名"} <= set(headers)
    chosen = ["行业", "客户名称"]  # columns may go, and stand in any order
    begun = await send(rep, "/api/objects/account/imports", csv_of(chosen, [("制造", "汇筑"), ("种花", "远山")]))
    run = await carried_out(imports, begun)
    assert (run.created, run.failed) == (1, 1)
    answer = await rep.client.get(f"/api/imports/{run.id}/errors")
    faulty = tmp_path / "faulty.xlsx"
    faulty.write_bytes(await answer.read())
    [(_, cells)] = open_sheet(faulty, "faulty.xlsx").rows()
    assert cells[:2] == ["种花", "远山"] and "行业没有" in str(cells[2])


async def test_a_trial_run_writes_nothing_and_starts_for_real(company: Company, sign_in: SignIn, imports: Imports):
    rep = await sign_in(company.rep)
    async with work():
        await create(company.rep, LEAD, {"name": "旧名", "mobile": "13800000003"})
    tried = await send(rep, IMPORTS, csv_of(HEADERS, ROWS), mode="upsert", dry_run="1")
    trial = await carried_out(imports, tried)
    assert (trial.created, trial.updated, trial.failed) == (1, 1, 1)
    assert await Lead.all().values_list("name", flat=True) == ["旧名"]
    started = await rep.post(f"/api/imports/{trial.id}/start")
    again = await rep.post(f"/api/imports/{trial.id}/start")
    assert started.status == 202 and started.json["id"] == again.json["id"] != trial.id
    run = await carried_out(imports, started)
    assert (run.created, run.updated, run.failed, run.dry_run) == (1, 1, 1, False)
    assert sorted(await Lead.all().values_list("name", flat=True)) == ["张三", "李四"]


async def test_a_whole_import_is_taken_back(company: Company, sign_in: SignIn, imports: Imports):
    rep = await sign_in(company.rep)
    async with work():
        await create(company.rep, LEAD, {"name": "旧名", "mobile": "13800000003"})
    run = await carried_out(imports, await send(rep, IMPORTS, csv_of(HEADERS, ROWS), mode="upsert"))
    state = (await rep.get(f"/api/imports/{run.id}")).json
    assert state["can_undo"] and state["undo_until"]
    undone = await rep.post(f"/api/imports/{run.id}/undo")
    assert (undone.status, undone.json["status"], undone.json["back_count"]) == (202, "undone", 2)
    assert await Lead.filter(deleted_at=None).values_list("name", flat=True) == ["旧名"]
    assert (await rep.post(f"/api/imports/{run.id}/undo")).status == 409


@pytest.mark.feature("AR-IMP-004")
@pytest.mark.feature("XS-LEAD-002")
async def test_the_template_holds_the_fields_that_were_chosen(company: Company, sign_in: SignIn, tmp_path: Path):
    rep = await sign_in(company.rep)
    answer = await rep.client.get("/api/objects/lead/import-template", params={"fields": "name,mobile,source"})
    assert answer.status == 200
    file = tmp_path / "template.xlsx"
    file.write_bytes(await answer.read())
    assert open_sheet(file, "template.xlsx").headers == ["姓名", "手机", "来源"]
    refused = await rep.get("/api/objects/lead/import-template", fields="nothing")
    assert refused.status == 422


@pytest.mark.feature("XS-LPOOL-006")
async def test_columns_that_the_company_demands_must_be_there(company: Company, sign_in: SignIn):
    async with work():
        await decide("import.required_columns", {"lead": ["name", "company", "owner", "status"]})
    rep = await sign_in(company.rep)
    refused = await send(rep, IMPORTS, csv_of(HEADERS, ROWS))
    assert (refused.status, refused.json["fields"]) == (422, {"mapping": "缺少必填的列：负责人、跟进状态"})
    headers = ("跟进状态", "手机", "公司名称", "负责人", "姓名")  # in any order
    begun = await send(rep, IMPORTS, csv_of(headers, [("未处理", "13800000001", "汇筑", "周雨桐", "张三")]))
    assert begun.status == 202


@pytest.mark.feature("AR-IMP-002")
async def test_faulty_cells_are_corrected_and_go_in_without_another_file(
    company: Company, sign_in: SignIn, imports: Imports, tmp_path: Path
):
    rep = await sign_in(company.rep)
    rows = [*ROWS, ("", "远景", "13800000004", "")]
    run = await carried_out(imports, await send(rep, IMPORTS, csv_of(HEADERS, rows)))
    place = f"/api/imports/{run.id}"
    shown = (await rep.get(f"{place}/faulty")).json
    assert [(line["row"], line["problems"]) for line in shown["rows"]] == [
        (3, {"name": "姓名还没填"}),
        (5, {"name": "姓名还没填"}),
    ]
    answer = await rep.post(f"{place}/faulty", {"rows": {"3": {"name": "王五", "company": "有名"}}})
    assert (answer.status, answer.json["ready"]) == (200, 1)
    assert (answer.json["rows"][0]["outcome"], answer.json["rows"][0]["fixed"]) == ("created", ["company", "name"])
    file = await rep.client.get(f"{place}/errors", params={"format": "csv"})
    (tmp_path / "errors.csv").write_bytes(await file.read())
    told = [cells for _, cells in open_sheet(tmp_path / "errors.csv").rows()]
    assert told == [
        ["王五", "有名", "13800000002", "y", "已改好，还没有导入"],
        [None, "远景", "13800000004", None, "姓名还没填"],
    ]
    again = await carried_out(imports, await rep.post(f"{place}/again"))
    assert (again.rows, again.created, again.failed) == (1, 1, 0)
    assert await Lead.filter(name="王五", company="有名").exists()
    assert (await rep.get(place)).json["again"] == {"runs": [again.id], "rows": 1}
    assert [line["row"] for line in (await rep.get(f"{place}/faulty")).json["rows"]] == [5]
    assert (await rep.post(f"{place}/again")).status == 409
    for wrong in ({"rows": {"0": {}}}, {"rows": {"5": {"name": 5}}}, {"rows": []}, {}):
        assert (await rep.post(f"{place}/faulty", wrong)).status == 422


async def test_a_list_of_what_an_import_made_holds_exactly_that(company: Company, sign_in: SignIn, imports: Imports):
    rep, other, boss = await sign_in(company.rep), await sign_in(company.other), await sign_in(company.boss)
    run = await carried_out(imports, await send(rep, IMPORTS, csv_of(HEADERS, ROWS)))
    async with work():
        await create(company.rep, LEAD, {"name": "同时建的", "mobile": "13800000009"})
    where = orjson.dumps({"field": "_batch", "is": run.batch}).decode()

    async def found(person: Person) -> list[str]:
        page = (await person.get("/api/objects/lead", where=where)).json
        assert page["total"] == len(page["items"])
        return sorted(row["name"] for row in page["items"])

    assert await found(rep) == await found(boss) == ["张三", "李四"]
    assert await found(other) == []  # whatever they see of the records, the import is not theirs
    for wrong in ({"in": [run.batch]}, {"is": ""}, {"is": 7}, {"is": run.batch, "in": []}, {}):
        text = orjson.dumps({"field": "_batch", **wrong}).decode()
        assert (await rep.get("/api/objects/lead", where=text)).status == 422


async def test_what_cannot_be_imported_is_answered_with_a_sentence(company: Company, sign_in: SignIn, tmp_path: Path):
    rep, good = await sign_in(company.rep), csv_of(HEADERS, ROWS)
    assert (await send(rep, IMPORTS, b"")).json["fields"]["file"] == "这个文件是空的"
    assert (await send(rep, IMPORTS, b"\x89PNG\r\n\x1a\n" + bytes(99))).status == 415
    assert (await send(rep, IMPORTS, b"%PDF-1.7 and more")).status == 422
    assert (await send(rep, IMPORTS, csv_of(HEADERS, []))).status == 422
    assert (await send(rep, IMPORTS, good, mode="replace")).json["fields"].keys() == {"mode"}
    assert (await send(rep, IMPORTS, good, mapping="[]")).json["fields"].keys() == {"mapping"}
    assert (await send(rep, IMPORTS, good, mapping={"姓名": "nothing"})).json["fields"].keys() == {"mapping"}
    assert (await send(rep, IMPORTS, good, defaults={"level": "z"})).json["fields"].keys() == {"level"}
    assert (await send(rep, IMPORTS, good, pool_group="7")).json["fields"].keys() == {"pool_group"}
    assert (await send(rep, "/api/objects/nothing/imports", good)).status == 404
    response = await rep.client.post(IMPORTS, data=b"x", headers=rep.headers)
    assert response.status == 400
    big = await send(rep, IMPORTS, bytes(50 * 1024 * 1024 + 1))
    assert big.status == 413


async def test_imports_of_others_are_not_there(company: Company, sign_in: SignIn, imports: Imports):
    rep, other, boss = await sign_in(company.rep), await sign_in(company.other), await sign_in(company.boss)
    begun = await send(rep, IMPORTS, csv_of(HEADERS, ROWS))
    place = f"/api/imports/{begun.json['id']}"
    for path in (place, f"{place}/errors", f"{place}/faulty"):
        assert (await other.get(path)).status == 404
    for path in (f"{place}/start", f"{place}/undo", f"{place}/again"):
        assert (await other.post(path)).status == 404
    assert (await other.post(f"{place}/faulty", {"rows": {"3": {"name": "赵六"}}})).status == 404
    assert (await boss.get(f"{place}/faulty")).status == 403
    assert (await other.get("/api/imports", everyone="1")).json["items"] == []
    assert (await boss.get(place)).status == 200
    assert len((await boss.get("/api/imports", everyone="1")).json["items"]) == 1


async def test_an_import_does_what_its_member_may_do_and_no_more(company: Company, sign_in: SignIn, imports: Imports):
    role = await Role.create(name="录入", key="typist")
    await MemberRole.create(role_id=role.id, member_id=company.rep.id)
    await RoleGrant.create(role_id=role.id, object="lead", verb="update", reach="none")
    await FieldRule.create(role_id=role.id, object="lead", field="company", rule="hidden")
    await FieldRule.create(role_id=role.id, object="lead", field="mobile", rule="readonly")
    rep = await sign_in(company.rep)
    assert (await send(rep, IMPORTS, csv_of(HEADERS, ROWS), mode="upsert")).status == 403
    for field in ("company", "mobile"):
        refused = await send(rep, IMPORTS, csv_of(HEADERS, ROWS), mapping={"0": "name", "1": field})
        assert refused.json["fields"].keys() == {"mapping"}
    await RoleGrant.create(role_id=role.id, object="lead", verb="create", reach="none")
    assert (await send(rep, IMPORTS, csv_of(HEADERS, ROWS))).status == 403


async def test_who_loses_the_right_while_the_file_waits_is_told_so(company: Company, sign_in: SignIn, imports: Imports):
    rep = await sign_in(company.rep)
    begun = await send(rep, IMPORTS, csv_of(HEADERS, ROWS))
    role = await Role.create(name="录入", key="typist")
    await MemberRole.create(role_id=role.id, member_id=company.rep.id)
    await RoleGrant.create(role_id=role.id, object="lead", verb="create", reach="none")
    run = await carried_out(imports, begun)
    assert (run.status, run.done) == ("failed", 0)
    assert run.message == "你的角色不能新建线索，要用的话找管理员开通"
    assert not await Lead.exists()


async def test_the_same_request_sent_twice_is_one_import(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    rep.headers["Idempotency-Key"] = "k1"
    first, second = [await send(rep, IMPORTS, csv_of(HEADERS, ROWS)) for _ in range(2)]
    assert first.json["id"] == second.json["id"] and await ImportRun.all().count() == 1

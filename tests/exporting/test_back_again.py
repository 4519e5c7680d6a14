"""An exported file read back in changes nothing: whatever stands in the records, in either format."""

import random
from pathlib import Path
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.files.file import StoredFile
from core.importing.apart import look
from core.importing.run import ImportRun
from core.importing.starting import Asked, start
from core.leads.lead import LEAD
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.fields import Face, Option
from core.objects.history import Change
from core.objects.writing import create
from core.org.actor import Actor
from core.org.tables import Member
from core.work import work
from tests.conftest import Company
from tests.exporting.making import Exports
from tests.importing.conftest import imports
from tests.importing.making import Imports, counts, reasons
from tests.objects import making

__all__ = ["imports"]
TEXTS = (
    "=1+1", "+86", "-5", "@x", "'引号", "''=x", "00123", "1E5", "12345678901234567890", "#话题", "# 张三 导出",
    "是", "无", "2026-01-05", "3.10", "a,b;c", '他说"好"', "名 称", "全角：ＡＢＣ", "😀", "\t开头", "null", "0.00",
    "('-'", "A｜B",
)  # fmt: skip
NUMBERS = (0, -1, 0.1 + 0.2, 1e-7, 123456789.123456, 1e15, 2**31 - 1, -0.5)
MONEY = ("0.00", "-1450.00", "0.01", "9999999999999.99", "1234567.80")
MOMENTS = (
    "2026-11-24T09:30:00+08:00", "2026-11-24T09:30:59+08:00", "2026-11-24T09:30:00.000001+08:00",
    "1986-08-01T12:00:00+09:00", "1900-01-02T00:00:00+08:00", "2999-12-30T23:59:59+08:00",
    "1988-04-17T01:30:00+09:00", "1988-09-10T16:30:00+00:00", "1988-09-10T17:30:00+00:00",
)  # fmt: skip
DAYS = ("2026-02-28", "1900-01-01", "1900-02-28", "1900-03-01", "2999-12-31")
OPTIONS = (
    Option("a", "甲、乙"), Option("b", "同名"), Option("c", "同名"), Option("d", "一/二"), Option("e", "b"),
    Option("f", "是"), Option("g", "丁 戊"),
)  # fmt: skip
CUSTOM = {
    "c_text": Face("备注一", "text"),
    "c_long": Face("长备注", "long_text"),
    "c_number": Face("系数", "number"),
    "c_money": Face("预算", "money"),
    "c_day": Face("签约日", "date"),
    "c_moment": Face("约见时间", "datetime"),
    "c_truth": Face("要发票", "boolean"),
    "c_choice": Face("渠道", "choice", options=OPTIONS),
    "c_choices": Face("标记", "choices", options=OPTIONS),
    "c_same": Face("姓名", "text"),
}


def drawn(chance: random.Random, face: Face, usual: Any) -> Any:
    """Some valid value of a field, odd ones more often than people would give them."""
    if face.kind == "text":
        return chance.choice(TEXTS)[: face.max_length or 99]
    if face.kind == "long_text":
        return "\n".join(chance.sample(TEXTS, 3))
    if face.kind == "number":
        return chance.choice([0, 7, 2**31 - 1]) if face.whole else chance.choice(NUMBERS)
    if face.kind in ("money", "datetime", "date"):
        return chance.choice({"money": MONEY, "datetime": MOMENTS, "date": DAYS}[face.kind])
    if face.kind == "boolean":
        return chance.random() < 0.5
    if face.kind == "choice" and not face.depends_on:
        return chance.choice([option.value for option in face.options] or [""])
    if face.kind == "choices":
        return chance.sample([o.value for o in face.options], chance.randint(0, min(3, len(face.options))))
    return usual


async def filled(company: Company, definition: ObjectDef, count: int) -> None:
    """Records with odd values in every field that a form gives, and some with few."""
    async with work():
        for key, face in CUSTOM.items():
            await custom.add_field(definition.key, key, face)
    await custom.load()
    chance = random.Random(definition.key)
    faces = custom.all_faces(definition)
    for n in range(count):
        usual = await making.values(definition, company.rep, n + 1)
        given = {key: drawn(chance, faces[key], value) for key, value in usual.items()}
        given |= {key: drawn(chance, face, None) for key, face in CUSTOM.items()}
        rare = {key for key in given if key in CUSTOM or not faces[key].required}
        if n % 3 == 0:
            given = {key: value for key, value in given.items() if key not in rare or key in ("mobile", "email")}
        async with work():
            await create(company.rep, definition, given)


async def brought_back(imports: Imports, actor: Actor, definition: ObjectDef, path: Path, **asked: Any) -> ImportRun:
    file = await imports.files.keep(path.read_bytes(), "application/octet-stream")
    looked = await look(imports.files.path(file.sha256), path.name)
    async with work():
        run = await start(actor, definition, file, path.name, looked, Asked(**{"mode": "upsert", **asked}))
    return await imports.carry_out(run)


async def changed() -> list[tuple[Any, Any]]:
    """What updates did, for the message of a failure."""
    return [(row.before, row.after) for row in await Change.filter(verb="update")]


@pytest.mark.feature("AR-IMP-003", "AR-IMP-001")
@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("definition", [LEAD, ACCOUNT, CONTACT], ids=making.name_of)
async def test_an_export_that_is_imported_changes_nothing(
    company: Company, exports: Exports, imports: Imports, definition: ObjectDef, format: str
):
    """Every column, blank cells clear values, two members and two companies of one name."""
    await Member.filter(id=company.south.id).update(name=company.rep.name)
    count = 24
    await filled(company, definition, count)
    before = await Change.all().count(), await definition.model.all().order_by("id").values()
    columns = tuple(custom.all_faces(definition))
    run = await exports.run(company.rep, definition, columns=columns, format=format)
    assert run.rows == count
    back = await brought_back(imports, company.rep, definition, await exports.path(run), blank_clears=True)
    assert (back.status, await reasons(back)) == ("done", {}), back.message
    assert counts(back) == {"unchanged": count, "skipped": count}, await changed()
    assert (await Change.all().count(), await definition.model.all().order_by("id").values()) == before
    assert await StoredFile.all().count() == 2 or run.file_id == back.file_id

"""Fields a company adds: kept, filtered, sorted through an index, refused when their key is taken or wrong."""

from typing import Any

import pytest

from core.db import database, rows, transaction
from core.errors import Conflict, Invalid
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.fields import Face, Option
from core.objects.history import history
from core.objects.query import Listing, record, search
from core.objects.schema import object_schema
from core.objects.writing import create, update
from core.shape import declared_indexes, live_indexes
from core.work import work
from tests.conftest import Company

FACES = {
    "budget": Face("预算", "money"),
    "score": Face("评分", "number"),
    "renewal_on": Face("续约日", "date"),
    "met_at": Face("见面时间", "datetime"),
    "vip": Face("重要", "boolean"),
    "tier": Face("分层", "choice", options=(Option("gold", "金", "amber"), Option("iron", "铁"))),
    "labels": Face("标记", "choices", options=(Option("hot", "热"), Option("old", "老"))),
    "remark": Face("附注", "text"),
    "story": Face("故事", "long_text"),
    "hotline": Face("热线", "phone"),
}
VALUES = {
    "budget": "1450.50", "score": 0.1, "renewal_on": "2026-12-01", "met_at": "2026-11-24T10:00:00+08:00", "vip": True,
    "tier": "gold", "labels": ["old", "hot"], "remark": "附注", "story": "很久以前", "hotline": "021-55551234",
}  # fmt: skip


async def add(**faces: Face) -> None:
    async with work():
        for key, face in faces.items():
            await custom.add_field("lead", key, face)
    await custom.load()


async def test_values_of_every_kind_come_back_as_they_went(company: Company):
    await add(**FACES)
    async with work():
        lead = await create(company.rep, LEAD, {"name": "林", "qq": "1", **VALUES})
    found = await record(company.rep, LEAD, lead.id)
    assert {key: found[key] for key in VALUES} == {**VALUES, "met_at": "2026-11-24T02:00:00+00:00"}
    entry = (await history(company.rep, LEAD, lead.id))["items"][0]
    told = {field["key"]: field["after"] for field in entry["fields"]}
    assert (told["tier"], told["labels"], told["budget"]) == ("金", "老、热", "1450.50")
    async with work():
        await update(company.rep, LEAD, lead.id, VALUES)
    assert (await record(company.rep, LEAD, lead.id))["_version"] == 1  # nothing changed
    async with work():
        await update(company.rep, LEAD, lead.id, dict.fromkeys(VALUES))
    assert (await Lead.get(id=lead.id)).custom == {}


async def test_a_required_field_is_asked_for_and_can_be_given(company: Company):
    await add(region=Face("大区", "text", required=True))
    with pytest.raises(Invalid) as refusal:
        async with work():
            await create(company.rep, LEAD, {"name": "林", "qq": "1"})
    assert refusal.value.fields == {"region": "大区还没填"}
    async with work():
        lead = await create(company.rep, LEAD, {"name": "林", "qq": "1", "region": "华东"})
    async with work():
        await update(company.rep, LEAD, lead.id, {"title": "总监"})
    with pytest.raises(Invalid):
        async with work():
            await update(company.rep, LEAD, lead.id, {"region": ""})


async def test_wrong_values_are_refused_like_those_of_any_field(company: Company):
    await add(**FACES)
    wrong = {
        "budget": "viel",
        "score": "x",
        "renewal_on": "31.12.",
        "vip": "ja",
        "tier": "tin",
        "labels": ["hot", "cold"],
        "remark": "长" * 201,
    }
    with pytest.raises(Invalid) as refusal:
        async with work():
            await create(company.rep, LEAD, {"name": "林", "qq": "1", **wrong})
    assert set(refusal.value.fields) == set(wrong)


@pytest.mark.parametrize("key", [key for key, face in FACES.items() if custom.indexed(face)])
async def test_filter_and_order_use_the_index_of_the_field(key: str, company: Company):
    await add(**{key: FACES[key]})
    for n in range(300):
        extra = {} if n % 50 else {key: custom_value(key)}
        await Lead.create(name=f"v{n}", owner_id=company.rep.id, custom=extra)
    if database().dialect.name == "postgres":
        await rows('ANALYZE "lead"')
    found = await search(company.boss, LEAD, Listing(where={"field": key, "is": VALUES[key]}, limit=200))
    assert len(found.items) == 6
    plan = await explained(company, {"field": key, "is": VALUES[key]})
    assert f"ix_lead_c_{key}" in plan
    assert f"ix_lead_c_{key}" in await live_indexes() and await live_indexes() == set(declared_indexes())


def custom_value(key: str) -> Any:
    return {"budget": 145_050, "met_at": "2026-11-24T02:00:00+00:00"}.get(key, VALUES[key])


async def explained(company: Company, where: Any) -> str:
    from pypika_tortoise.queries import Table

    from core.objects.access import select_from
    from core.objects.filters import compiled

    table = Table("lead")
    condition = compiled(company.boss, LEAD, where, table)
    sql, values = select_from(table).select(table.id).where(condition).get_parameterized_sql()
    if database().dialect.name == "sqlite":
        return str([tuple(row) for row in await rows(f"EXPLAIN QUERY PLAN {sql}", values)])
    async with transaction():  # so few rows are read faster without any index
        await rows("SET LOCAL enable_seqscan=off")
        return str([tuple(row) for row in await rows(f"EXPLAIN {sql}", values)])


async def test_a_field_belongs_to_the_schema(company: Company):
    await add(tier=FACES["tier"])
    field = next(f for f in object_schema(company.rep, LEAD)["fields"] if f["key"] == "tier")
    assert field["custom"] and [option["label"] for option in field["options"]] == ["金", "铁"]
    assert "tier" in object_schema(company.rep, LEAD)["forms"]["all"]


@pytest.mark.parametrize("key", ["", "Name", "1a", "a b", "a'; --", "a" * 41, "ä", "_a", "a\n"])
async def test_a_wrong_key_is_refused(key: str, company: Company):
    with pytest.raises(Invalid) as refusal:
        await add(**{key: FACES["remark"]})
    assert "key" in refusal.value.fields


@pytest.mark.parametrize(
    "key", ["name", "id", "owner", "owner_id", "version", "custom", "deleted_at", "created_at", "returns"]
)
async def test_a_key_that_is_taken_is_refused(key: str, company: Company):
    with pytest.raises(Conflict):
        await add(**{key: FACES["remark"]})


async def test_a_field_cannot_be_added_twice_also_before_it_is_loaded(company: Company):
    async with work():
        await custom.add_field("lead", "remark", FACES["remark"])
    with pytest.raises(Conflict):
        async with work():
            await custom.add_field("lead", "remark", FACES["remark"])


@pytest.mark.parametrize(
    ("face", "field"),
    [
        (Face("", "text"), "label"),
        (Face("长" * 41, "text"), "label"),
        (Face("选", "choice"), "options"),
        (Face("选", "choices"), "options"),
        (Face("选", "choice", options=(Option("a", "甲"), Option("a", "乙"))), "options"),
        (Face("指", "reference", to="lead"), "kind"),
    ],
)
async def test_a_wrong_field_is_refused(face: Face, field: str, company: Company):
    with pytest.raises(Invalid) as refusal:
        await add(extra=face)
    assert field in refusal.value.fields


async def test_a_field_that_was_rolled_back_leaves_no_index(company: Company):
    with pytest.raises(ZeroDivisionError):
        async with work():
            await custom.add_field("lead", "remark", FACES["remark"])
            raise ZeroDivisionError
    await custom.load()
    assert custom.custom_faces("lead") == {} and "ix_lead_c_remark" not in await live_indexes()


async def test_the_longest_text_fits_into_its_index(company: Company):
    await add(remark=FACES["remark"])
    async with work():
        await create(company.rep, LEAD, {"name": "林", "qq": "1", "remark": "😀" * 200})


def test_a_path_is_never_made_of_a_wrong_key():
    from core.dialect import Dialect

    for name in ("sqlite", "postgres"):
        with pytest.raises(ValueError, match="custom field key"):
            Dialect(name).custom("lead", "a') OR 1=1 --", "text")  # type: ignore[arg-type]

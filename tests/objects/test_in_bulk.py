"""Many records at once are the same rows as one by one, for every registered object."""

from typing import Any

import orjson
import pytest

from core import clock
from core.db import IntegrityError, database, execute, rows
from core.leads.lead import LEAD
from core.objects.bulk import indexed, insert
from core.objects.definition import ObjectDef
from core.objects.record_keys import keys_in_force
from core.objects.writing import create, drafted
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company
from tests.objects import making
from tests.objects.making import creatable

DRAWN = {"id", "record_id", "rowid", "batch", "seq"}
COUNT = 5
FACTS = {"opportunity": ("stage_stay",)}  # tables that refer to the records of an object


async def written(definition: ObjectDef) -> dict[str, list[Any]]:
    """Everything that stands in the tables of an object, with places instead of numbers that are drawn."""
    searched = [f"search_{definition.table}"] if definition.searched else []
    tables = [definition.table, "record_key", "record_hint", "change", *searched]
    ids = [int(row["id"]) for row in await execute(f'SELECT id FROM "{definition.table}" ORDER BY id')]
    place = {record_id: n for n, record_id in enumerate(ids)}
    found: dict[str, list[Any]] = {}
    for table in tables:
        hidden = table.startswith("search_") and database().dialect.name == "sqlite"
        which = "rowid AS id, *" if hidden else "*"
        kept = []
        for row in await execute(f'SELECT {which} FROM "{table}"'):
            if row.get("object", definition.key) != definition.key:
                continue
            whose = place[row["record_id"] if "record_id" in row else row["id"]]
            kept.append((whose, {key: _plain(value) for key, value in row.items() if key not in DRAWN}))
        found[table] = sorted(kept, key=repr)
    return found


def _plain(value: Any) -> Any:
    """JSON without the order of its keys; tokens of an index without theirs."""
    if isinstance(value, str) and value[:1] in "{[":
        return repr(sorted(orjson.loads(value).items())) if value[:1] == "{" else value
    return value


async def _emptied(definition: ObjectDef) -> None:
    searched = [f"search_{definition.table}"] if definition.searched else []
    for table in (*FACTS.get(definition.key, ()), *searched, "record_key", "record_hint", "change", definition.table):
        own = f" WHERE object='{definition.key}'" if table in ("record_key", "record_hint", "change") else ""
        await execute(f'DELETE FROM "{table}"{own}')


async def _in_bulk(actor: Actor, definition: ObjectDef, given: list[dict[str, Any]]) -> None:
    force = await keys_in_force(definition)
    drafts = [indexed(definition, (await drafted(actor, definition, one))[0], force) for one in given]
    async with work():
        await insert(actor, definition, drafts)


@creatable
async def test_records_in_bulk_are_what_they_are_one_by_one(
    definition: ObjectDef, company: Company, stopped_clock: clock.Stopped
):
    given = [await making.values(definition, company.rep, 11 + n) for n in range(COUNT)]
    references = await making.references_of(definition, company.rep)
    named = {face.to for face in definition.faces.values()} & making.OF_ONE_ACCOUNT
    first = [key for key in definition.parents[:1] if not named - {definition.faces[key].to}]  # else that is of another
    for one in given:
        one.update({key: references[definition.faces[key].to] for key in first if key in one})
    await _in_bulk(company.rep, definition, given)
    at_once = await written(definition)
    assert len(at_once[definition.table]) == COUNT
    await _emptied(definition)
    async with work():
        for one in given:
            await create(company.rep, definition, one)
    assert await written(definition) == at_once


async def test_a_key_that_somebody_took_meanwhile_lets_nothing_of_them_in(company: Company):
    given = [{"name": "张三", "mobile": "13800000001"}, {"name": "李四", "mobile": "13800000002"}]
    force = await keys_in_force(LEAD)
    drafts = [indexed(LEAD, (await drafted(company.rep, LEAD, one))[0], force) for one in given]
    async with work():
        await create(company.other, LEAD, {"name": "先来的", "mobile": "13800000002"})
    with pytest.raises(IntegrityError):
        async with work():
            await insert(company.rep, LEAD, drafts)
    assert [row[0] for row in await rows("SELECT name FROM lead")] == ["先来的"]
    assert [row[0] for row in await rows("SELECT count(*) FROM search_lead")] == [1]


async def test_two_new_records_share_no_list(company: Company):
    first, second = [(await drafted(company.rep, LEAD, {"name": "张三", "qq": "12345"}))[0] for _ in range(2)]
    first.tags.append("vip")
    first.custom["colour"] = "red"
    first.doubtful.append("name")
    assert (second.tags, second.custom, second.doubtful) == ([], {}, [])

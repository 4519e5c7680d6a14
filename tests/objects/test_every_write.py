"""What writing to every registered object must do, read from its definition: a new object needs no line here."""

from typing import Any

import pytest

from core.db import rows
from core.errors import CrmError, Invalid, NotAllowed, NotFound
from core.objects.actions import perform
from core.objects.definition import ObjectDef
from core.objects.history import history
from core.objects.query import Listing, record, search, visible_ids
from core.objects.schema import object_list, object_schema
from core.objects.values import given
from core.objects.writing import create, delete, update
from core.work import work
from tests.conftest import Company
from tests.objects import making
from tests.objects.making import CHINESE, creatable, every, listed, narrowed


@creatable
async def test_every_field_of_the_form_is_kept(definition: ObjectDef, company: Company):
    given = await making.values(definition, company.rep, 5)
    async with work():
        made = await create(company.rep, definition, given)
    found = await record(company.rep, definition, made.id)
    for key, value in given.items():
        shown = found[key]["id"] if definition.faces[key].kind == "reference" and found[key] else found[key]
        assert shown == value, key
    assert found["_version"] == 1
    [entry] = (await history(company.rep, definition, made.id))["items"]
    assert entry["verb"] == "create" and entry["actor"]["label"] == company.rep.name


@creatable
async def test_a_change_writes_history_and_counts_up(definition: ObjectDef, company: Company):
    record_id = await making.made(company.rep, definition, 5)
    before = await record(company.rep, definition, record_id)
    async with work():
        await update(company.rep, definition, record_id, {definition.title: "v0099"})
    after = await record(company.rep, definition, record_id)
    assert (after[definition.title], after["_version"]) == ("v0099", before["_version"] + 1)
    entry = (await history(company.rep, definition, record_id))["items"][0]
    assert (entry["verb"], entry["fields"][0]["before"], entry["fields"][0]["after"]) == ("update", "v0005", "v0099")
    async with work():
        await update(company.rep, definition, record_id, {definition.title: "v0099"})
    assert (await record(company.rep, definition, record_id))["_version"] == after["_version"]
    assert len((await history(company.rep, definition, record_id))["items"]) == 2


@creatable
async def test_a_deleted_record_is_gone_everywhere_and_its_keys_are_free(definition: ObjectDef, company: Company):
    given = await making.values(definition, company.rep, 5)
    async with work():
        made = await create(company.rep, definition, given)
    async with work():
        await delete(company.rep, definition, made.id)
    for actor in (company.rep, company.boss):
        with pytest.raises(NotFound):
            await record(actor, definition, made.id)
        assert made.id not in await listed(actor, definition)
    kept = await rows("SELECT count(*) FROM record_key WHERE record_id=" + str(made.id))
    assert kept[0][0] == 0
    async with work():
        assert (
            await create(company.south, definition, await making.values(definition, company.south, 5))
        ).id != made.id


@creatable
async def test_what_is_invisible_does_not_exist_for_any_verb(definition: ObjectDef, company: Company):
    record_id = await making.made(company.rep, definition, 5)
    if definition.public:
        assert await visible_ids(company.south, definition, [record_id]) == {record_id}
        return
    assert await visible_ids(company.south, definition, [record_id]) == set()
    for attempt in (
        lambda: record(company.south, definition, record_id),
        lambda: update(company.south, definition, record_id, {"nonsense": 1}),
        lambda: delete(company.south, definition, record_id),
        lambda: perform(company.south, definition, record_id, "nonsense"),
        lambda: record(company.south, definition, 2**70),
        lambda: update(company.boss, definition, record_id + 1000, {}),
    ):
        with pytest.raises(NotFound):
            async with work():
                await attempt()
    for action in definition.action_by_key:
        with pytest.raises(NotFound):
            await perform(company.south, definition, record_id, action, {})


@creatable
async def test_a_wrong_value_of_any_field_is_refused_at_the_field(definition: ObjectDef, company: Company):
    wrong: dict[str, Any] = {
        "text": ["x"], "long_text": 7, "phone": "keine", "email": "a@", "url": {}, "number": "NaN", "money": "viel",
        "date": "2026-02-30", "datetime": "gestern", "boolean": "ja", "choices": "nonsense", "choice": "nonsense",
        "reference": -1,
    }  # fmt: skip
    for key, face in making.own_fields(definition).items():
        with pytest.raises(Invalid) as refusal:
            async with work():
                await create(
                    company.rep, definition, {**await making.values(definition, company.rep, 5), key: wrong[face.kind]}
                )
        assert list(refusal.value.fields) == [key] and CHINESE.search(refusal.value.fields[key])


@creatable
async def test_unknown_and_readonly_fields_are_refused(definition: ObjectDef, company: Company):
    given = await making.values(definition, company.rep, 5)
    readonly = [key for key, face in definition.faces.items() if face.readonly]
    for key in [*readonly, "nonsense", "version", "deleted_at", "custom", "owner_id"]:
        with pytest.raises(Invalid) as refusal:
            async with work():
                await create(company.rep, definition, {**given, key: 1})
        assert key in refusal.value.fields


@creatable
async def test_required_fields_are_asked_for(definition: ObjectDef, company: Company):
    required = [key for key, face in definition.faces.items() if face.required]
    assert required, "an object without a required field can be created empty"
    for key in required:
        given = await making.values(definition, company.rep, 5)
        with pytest.raises(Invalid) as refusal:
            async with work():
                await create(company.rep, definition, {**given, key: "  "})
        assert key in refusal.value.fields


@creatable
async def test_every_field_can_be_emptied_or_says_that_it_is_required(definition: ObjectDef, company: Company):
    record_id = await making.made(company.boss, definition, 5)
    for key, face in making.own_fields(definition).items():
        try:
            async with work():
                await update(company.boss, definition, record_id, {key: None})
        except CrmError as refusal:
            passed_on = key == "owner"  # to somebody else, or back to the pool
            assert isinstance(refusal, Invalid) and (face.required or definition.checks or passed_on), key
            continue
        value = (await record(company.boss, definition, record_id))[key]
        assert not value or value == given(face, definition.model._meta.fields_map[key].default)


@every
async def test_a_hidden_field_appears_nowhere(definition: ObjectDef, company: Company):
    record_id = await making.made(company.rep, definition, 5)
    for key in definition.faces:
        if key == "id":
            continue
        actor = narrowed(company.boss, hidden=frozenset({(definition.key, key)}))
        schema = object_schema(actor, definition)
        assert key not in [field["key"] for field in schema["fields"]] and key not in schema["listed"]
        assert key not in await record(actor, definition, record_id)
        assert key not in (await search(actor, definition, Listing())).items[0]
        for asked in ({"where": {"field": key, "empty": True}}, {"sort": key}, {"columns": (key,)}):
            with pytest.raises(Invalid):
                await search(actor, definition, Listing(**asked))
        told = (await history(actor, definition, record_id))["items"]
        assert key not in [field["key"] for entry in told for field in entry["fields"]]
        with pytest.raises(Invalid):
            async with work():
                await update(actor, definition, record_id, {key: "1"})


@creatable
async def test_a_locked_field_is_read_and_not_written(definition: ObjectDef, company: Company):
    record_id = await making.made(company.rep, definition, 5)
    actor = narrowed(company.rep, readonly=frozenset({(definition.key, definition.title)}))
    assert (await record(actor, definition, record_id))[definition.title]
    with pytest.raises(Invalid):
        async with work():
            await update(actor, definition, record_id, {definition.title: "v0099"})
    field = next(f for f in object_schema(actor, definition)["fields"] if f["key"] == definition.title)
    assert field["readonly"] and definition.title not in object_schema(actor, definition)["forms"]["all"]


@every
async def test_a_role_without_a_permission_is_told_so(definition: ObjectDef, company: Company):
    record_id = await making.made(company.rep, definition, 5)
    nothing = {("*", verb): "none" for verb in ("read", "create", "update", "delete")}
    actor = narrowed(company.rep, admin=False, reaches=nothing)
    with pytest.raises(NotAllowed, match="角色"):
        await search(actor, definition, Listing())
    with pytest.raises(NotAllowed, match="角色"):
        async with work():
            await create(actor, definition, {})
    assert object_list(actor) == []
    reader = narrowed(company.boss, admin=False, reaches={**nothing, ("*", "read"): "all"})
    for attempt in (lambda: update(reader, definition, record_id, {}), lambda: delete(reader, definition, record_id)):
        with pytest.raises(NotAllowed, match="角色"):
            async with work():
                await attempt()

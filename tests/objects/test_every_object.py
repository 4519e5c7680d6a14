"""What every definition must be, and what a member sees of it: a new object needs no line here."""

from core.objects.actions import input_faces
from core.objects.definition import ObjectDef
from core.objects.registry import objects
from core.objects.schema import object_list, object_schema
from core.shape import declared_indexes, ensure_shape, live_indexes
from tests.conftest import Company
from tests.objects.making import CHINESE, every


@every
async def test_the_schema_has_the_shape_of_the_contract(definition: ObjectDef, company: Company):
    schema = object_schema(company.rep, definition)
    assert {"key", "label", "fields", "actions", "views"} <= set(schema)
    for field in schema["fields"]:
        assert {"key", "label", "kind", "required", "readonly", "filterable", "sortable", "options", "to"} <= set(field)
        assert (field["kind"] in ("reference", "references")) == (field["to"] is not None)
        assert field["to"] is None or field["to"] in objects()
    assert {"key": definition.key, "label": definition.label} in object_list(company.rep)


@every
def test_everything_is_labelled_in_chinese_and_every_choice_has_its_tone(definition: ObjectDef):
    assert CHINESE.search(definition.label)
    for key, face in [
        *definition.faces.items(),
        *[i for a in definition.action_by_key.values() for i in input_faces(definition, a).items()],
    ]:
        assert CHINESE.search(face.label) or face.label in ("QQ",), key
        assert face.kind in ("choice", "choices") if face.options else face.kind != "choice", key
        assert len({option.value for option in face.options}) == len(face.options)
        for option in face.options:
            assert option.label and option.value and option.tone in (
                "neutral", "blue", "amber", "green", "red", "violet", "teal",
            )  # fmt: skip
    for named in (*definition.views, *definition.action_by_key.values()):
        assert CHINESE.search(named.label)
    labels = [face.label for face in definition.faces.values()]
    assert len(set(labels)) == len(labels)


@every
def test_its_common_form_asks_for_what_is_required(definition: ObjectDef):
    if definition.common:
        required = {key for key, face in definition.faces.items() if face.required and not face.readonly}
        assert required <= set(definition.common)
    shown = [definition.faces[key] for key in definition.common]
    assert not [face for face in shown if face.readonly and not face.at_creation]


async def test_the_live_indexes_are_the_declared_ones(database):
    assert await live_indexes() == set(declared_indexes())
    await ensure_shape(rebuilt=True)
    assert await live_indexes() == set(declared_indexes())


@every
async def test_the_first_page_of_the_default_list_reads_an_index(definition: ObjectDef, company: Company):
    """The default order of all records, and of one's own, needs no sorting."""
    columns = [index.columns for index in definition.all_indexes]
    order = definition.order.removeprefix("-") + (" DESC" if definition.order.startswith("-") else "")
    assert any(index[:1] == (order,) for index in columns)
    assert not definition.owned or any(index[:2] == ("owner_id", order) for index in columns)

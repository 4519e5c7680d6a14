"""What the lists of every registered object must do, read from its definition: a new object needs no line here."""

import re

import pytest

from core import clock
from core.errors import Invalid
from core.objects.definition import ObjectDef
from core.objects.filters import OPERATORS
from core.objects.query import Listing, record, search
from core.objects.registry import object_named
from tests.conftest import Company
from tests.core.oracle import Oracle
from tests.objects import making
from tests.objects.making import CHINESE, every, listed

sorts = making.one_of_each_sort([(d, key) for d in making.ALL for key, face in d.faces.items() if face.sortable])
fields = making.one_of_each_sort(
    [(d, key) for d in making.ALL for key, face in d.faces.items() if face.filterable and making.fillable(face)]
)


def ids(pairs: list[tuple[ObjectDef, str]]) -> list[str]:
    return [f"{definition.key}.{key}" for definition, key in pairs]


@every
async def test_a_record_is_listed_and_read_in_one_shape(definition: ObjectDef, company: Company):
    record_id = await making.made(company.boss, definition, 1)
    page = await search(company.boss, definition, Listing(where={"field": "id", "is": record_id}))
    one = await record(company.boss, definition, record_id)
    version = one.pop("_version")
    assert page.items == [one] and (page.total, page.next) == (1, None)
    assert version == 1 and set(one) == set(definition.faces)
    for key, face in definition.faces.items():
        if face.kind == "reference" and one[key] is not None:
            assert set(one[key]) == {"id", "label"}
        if face.kind in ("datetime", "date") and one[key] is not None:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?\+00:00)?", one[key])


@every
async def test_chosen_columns_are_the_only_ones(definition: ObjectDef, company: Company):
    await making.row(definition, company.boss)
    [item, *_] = (await search(company.boss, definition, Listing(columns=(definition.title,)))).items
    assert set(item) == {"id", definition.title}
    with pytest.raises(Invalid):
        await search(company.boss, definition, Listing(columns=("nonsense",)))


@every
async def test_every_view_opens_with_the_records_its_filter_names(definition: ObjectDef, company: Company):
    await making.row(definition, company.boss)
    for view in definition.views:
        by_view = await listed(company.boss, definition, view=view.key)
        by_filter = await listed(company.boss, definition, where=view.where, sort=view.sort)
        assert by_view == by_filter
    with pytest.raises(Invalid):
        await search(company.boss, definition, Listing(view="nonsense"))


@every
async def test_it_is_found_by_its_searchable_fields(definition: ObjectDef, company: Company):
    if not definition.searched:
        with pytest.raises(Invalid, match="搜索"):
            await search(company.boss, definition, Listing(q="什么"))
        return
    record_id = await making.made(company.boss, definition, 8)
    await making.row(definition, company.boss, 9)
    found = await record(company.boss, definition, record_id)
    for key in definition.searched:
        if found[key]:
            assert record_id in await listed(company.boss, definition, q=str(found[key])), key
    assert await listed(company.boss, definition, q="没有这样的东西") == []
    assert await listed(company.boss, definition, q="！？") == []


@pytest.mark.parametrize(("definition", "key"), sorts, ids=ids(sorts))
async def test_pages_of_any_order_are_the_sorted_whole(definition: ObjectDef, key: str, company: Company):
    face, column = definition.faces[key], definition.columns[key]
    nullable = definition.model._meta.fields_map[key].null
    for n in (3, 1, None, 3, 2, None, 5, 4, None, 1):
        chosen = {} if n is None or key == "id" else {column: making.inside(face, n, {"member": company.boss.id})}
        await making.row(definition, company.boss, **({column: None} if n is None and nullable else chosen))
    whole = [(getattr(one, column), one.id) for one in await definition.model.filter(deleted_at=None)]
    for sign in ("", "-"):
        set_ones = sorted([pair for pair in whole if pair[0] is not None], reverse=sign == "-")
        empty = sorted([pair for pair in whole if pair[0] is None], key=lambda pair: pair[1], reverse=sign == "-")
        expected = [record_id for _, record_id in [*set_ones, *empty]]
        assert await listed(company.boss, definition, sort=f"{sign}{key}") == expected


@every
async def test_what_cannot_be_sorted_by_is_refused(definition: ObjectDef, company: Company):
    plain = [key for key, face in definition.faces.items() if not face.sortable]
    for key in [*plain, "", "nonsense", "deleted_at", "--id", "id;drop"]:
        if key:
            with pytest.raises(Invalid) as refusal:
                await search(company.boss, definition, Listing(sort=key))
            assert CHINESE.search(refusal.value.message)


@pytest.mark.parametrize(("definition", "key"), fields, ids=ids(fields))
async def test_every_operator_that_fits_a_field_finds_what_it_means(definition, key, company, stopped_clock):
    face, column = definition.faces[key], definition.columns[key]
    references = await making.references_of(definition, company.boss)
    references[definition.key] = await making.row(definition, company.boss)
    nullable = definition.model._meta.fields_map[key].null
    for n in (0, 1, 2, 2):
        value = making.inside(face, n, references)
        await making.row(definition, company.boss, **({} if key == "id" else {column: value}))
    await making.row(definition, company.boss, **({column: None} if nullable else {}))
    there = {one.id: getattr(one, column) for one in await definition.model.filter(deleted_at=None)}
    everything = {one: {key: value / 10**face.decimals if face.decimals else value} for one, value in there.items()}
    team = {company.boss.id, company.manager.id, company.rep.id, company.other.id, company.south.id}
    oracle = Oracle({key: face.kind}, clock.now(), company.boss.id, team)
    first, second = (making.outside(face, n, references) for n in (1, 2))
    if face.kind == "choices":
        [first], [_, second] = first, second
    values = {
        "is": first, "is_not": first, "in": [first, second], "not_in": [first], "gt": first, "gte": first,
        "lt": second, "lte": first, "between": [first, second], "contains": "V", "starts": "v0",
        "within": "this_week", "empty": True, "filled": True, "under": first,
    }  # fmt: skip
    used = []
    for operator in OPERATORS:
        where = {"field": key, operator: values[operator]}
        try:
            found = await listed(company.boss, definition, where=where, limit=200)
        except Invalid as refusal:
            assert CHINESE.search(refusal.message) and operator not in (
                "is",
                "is_not",
                "in",
                "not_in",
                "empty",
                "filled",
            )
            continue
        used.append(operator)
        meant = {"field": key, "is": first} if operator == "under" else where  # nothing stands below the first
        expected = {record_id for record_id, row in everything.items() if oracle.holds(meant, row)}
        assert set(found) == expected, where
    ordered = face.kind in ("number", "money", "date", "datetime")
    assert ("gt" in used) == ("between" in used) == ordered
    assert ("contains" in used) == (face.kind in ("text", "long_text", "phone", "email", "url"))
    assert ("within" in used) == (face.kind in ("date", "datetime"))
    assert ("under" in used) == (face.kind == "reference" and object_named(face.to).treelike)

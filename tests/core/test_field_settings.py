"""What a company decides about fields: required, on the short form, own options, retired ones, dependent ones."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.db import Database
from core.errors import Conflict, Invalid, NotAllowed
from core.leads.lead import LEAD
from core.objects import custom
from core.objects.configuring import Wanted, add_field, configure, fields_told
from core.objects.history import history
from core.objects.query import Listing, record, search
from core.objects.schema import object_schema
from core.objects.writing import create, update
from core.org.actor import Actor, actor_by_id
from core.work import work
from tests.conftest import Company

PLACES = [{"value": "east", "label": "华东"}, {"value": "south", "label": "华南", "tone": "teal"}]
CITIES = [
    {"value": "shanghai", "label": "上海", "when": ["east"]},
    {"value": "canton", "label": "广州", "when": ["south"]},
    {"value": "other", "label": "其他"},
]


async def decide(company: Company, *wanted: Wanted, definition: Any = ACCOUNT) -> None:
    async with work():
        await configure(company.boss, definition, list(wanted))
    await custom.load()


async def added(company: Company, key: str, kind: str = "text", definition: Any = ACCOUNT, **more: Any) -> None:
    given = {"label": key, "required": False, "common": False, "filterable": True, "options": [], **more}
    async with work():
        await add_field(company.boss, definition, key=key, kind=kind, **given)
    await custom.load()


async def made(actor: Actor, **values: Any) -> int:
    async with work():
        return int((await create(actor, ACCOUNT, {"name": "惠筑科技", **values})).id)


async def changed(actor: Actor, record_id: int, **values: Any) -> None:
    async with work():
        await update(actor, ACCOUNT, record_id, values)


def field(actor: Actor, key: str) -> dict[str, Any]:
    return next(one for one in object_schema(actor, ACCOUNT)["fields"] if one["key"] == key)


@pytest.mark.feature("WN-CUST-007")
async def test_a_field_of_the_company_that_is_required_is_asked_for(company: Company):
    await added(company, "region", label="所属大区", required=True)
    with pytest.raises(Invalid) as refusal:
        await made(company.rep)
    assert refusal.value.fields == {"region": "所属大区还没填"}
    record_id = await made(company.rep, region="华东")
    assert (await record(company.rep, ACCOUNT, record_id))["region"] == "华东"
    await decide(company, Wanted("region", required=False))
    await made(company.rep, name="另一家")


@pytest.mark.feature("WN-CUST-008")
async def test_tags_are_the_company_s_own_several_at_once_and_may_be_required(company: Company):
    tags = [{"label": "重点", "tone": "red"}, {"value": "old", "label": "老客户"}]
    await decide(company, Wanted("tags", required=True, options=tags))
    first, second = [option["value"] for option in field(company.rep, "tags")["options"]]
    assert second == "old"
    for given in ({}, {"tags": []}):
        with pytest.raises(Invalid, match="标签还没填"):
            await made(company.rep, **given)
    record_id = await made(company.rep, tags=[first, second])
    assert (await record(company.rep, ACCOUNT, record_id))["tags"] == [first, second]
    for where, count in (({"is": "old"}, 1), ({"in": [first]}, 1), ({"is_not": "old"}, 0), ({"empty": True}, 0)):
        found = await search(company.rep, ACCOUNT, Listing(where={"field": "tags", **where}))
        assert len(found.items) == count
    [told] = [f for f in (await history(company.rep, ACCOUNT, record_id))["items"][0]["fields"] if f["key"] == "tags"]
    assert told["after"] == "重点、老客户"


@pytest.mark.feature("XS-CPOOL-002", "XS-CUST-002", "XS-LPOOL-004")
@pytest.mark.parametrize("definition", [ACCOUNT, LEAD], ids=["account", "lead"])
async def test_the_short_form_has_what_is_required_and_what_the_company_puts_there(definition: Any, company: Company):
    def forms() -> dict[str, list[str]]:
        found: dict[str, list[str]] = object_schema(company.rep, definition)["forms"]
        return found

    before = forms()
    assert set(before["common"]) < set(before["all"]) and "name" in before["common"] and "website" in before["all"]
    await added(company, "region", definition=definition, label="大区", required=True)
    await decide(
        company,
        Wanted("website", common=True),
        Wanted("note", common=False),
        Wanted("name", common=False),
        definition=definition,
    )
    after = forms()
    assert {"website", "region", "name"} <= set(after["common"]) and "note" not in after["common"]
    assert set(after["all"]) == {*before["all"], "region"}


async def test_options_are_added_renamed_and_retired_and_old_values_stay(company: Company):
    record_id = await made(company.rep, level="c")
    levels = [{"value": "a", "label": "特级"}, {"value": "b", "label": "普通"}, {"label": "观察"}]
    await decide(company, Wanted("level", options=levels))
    options = {option["label"]: option for option in field(company.rep, "level")["options"]}
    assert list(options) == ["特级", "普通", "观察", "C"] and options["C"]["retired"]
    await made(company.rep, name="新的", level=options["观察"]["value"])
    with pytest.raises(Invalid, match="已经停用"):
        await made(company.rep, name="旧的", level="c")
    await changed(company.rep, record_id, level="c", city="上海")
    assert (await record(company.rep, ACCOUNT, record_id))["level"] == "c"
    assert len((await search(company.rep, ACCOUNT, Listing(where={"field": "level", "is": "c"}))).items) == 1
    await changed(company.rep, record_id, level="a")
    with pytest.raises(Invalid, match="已经停用"):
        await changed(company.rep, record_id, level="c")
    last = (await history(company.rep, ACCOUNT, record_id))["items"][0]["fields"][0]
    assert (last["before"], last["after"]) == ("C", "特级")


async def test_an_option_that_depends_on_another_field_is_refused_where_it_does_not_fit(company: Company):
    await added(company, "place", "choice", label="大区", options=PLACES)
    await added(
        company,
        "office",
        "choices",
        label="城市群",
        options=[{"value": c["value"], "label": c["label"]} for c in CITIES],
    )
    await decide(company, Wanted("office", depends_on="place", options=CITIES, required=True))
    shown = field(company.rep, "office")
    assert shown["depends_on"] == "place" and [o["when"] for o in shown["options"]] == [["east"], ["south"], []]
    record_id = await made(company.rep, place="east", office=["shanghai", "other"])
    for values, sentence in (
        ({"place": "south", "office": ["shanghai"]}, "大区是「华南」时，城市群不能选「上海」"),
        ({"office": ["canton"]}, "大区还没选时，城市群不能选「广州」"),
    ):
        with pytest.raises(Invalid) as refusal:
            await made(company.rep, name="另一家", **values)
        assert refusal.value.fields == {"office": sentence}
    with pytest.raises(Invalid) as refusal:  # the parent changes, the child does not
        await changed(company.rep, record_id, place="south")
    assert list(refusal.value.fields) == ["office"]
    await changed(company.rep, record_id, place="south", office=["canton"])


async def test_a_required_field_without_a_fitting_option_is_not_asked_for(company: Company):
    await added(company, "place", "choice", label="大区", options=PLACES)
    await added(company, "office", "choice", label="城市群", options=[{"value": "shanghai", "label": "上海"}])
    only = [{"value": "shanghai", "label": "上海", "when": ["east"]}]
    await decide(company, Wanted("office", depends_on="place", options=only, required=True))
    await made(company.rep, place="south")
    with pytest.raises(Invalid, match="城市群还没填"):
        await made(company.rep, name="另一家", place="east")


WRONG = [
    (Wanted("nonsense", required=True), "nonsense"), (Wanted("id", required=True), "id"),
    (Wanted("name", required=False), "name"), (Wanted("origin", required=True), "origin"),
    (Wanted("name", options=[{"label": "x"}]), "name"), (Wanted("level", options=[{"label": ""}]), "level"),
    (Wanted("level", options=[{"label": "长" * 41}]), "level"), (Wanted("level", options=[{"label": 7}]), "level"),
    (Wanted("level", options=[{"value": "A b", "label": "x"}]), "level"),
    (Wanted("level", options=[{"value": 7, "label": "x"}]), "level"),
    (Wanted("level", options=[{"value": "x", "label": "甲"}, {"value": "x", "label": "乙"}]), "level"),
    (Wanted("level", options=[{"label": "甲"}, {"label": "甲"}]), "level"),
    (Wanted("level", options=[{"label": "甲", "when": ["x"]}]), "level"),
    (Wanted("level", options=[{"label": "甲", "when": "x"}]), "level"),
    (Wanted("level", options=[{"label": str(n)} for n in range(501)]), "level"),
    (Wanted("level", depends_on="level"), "level"), (Wanted("level", depends_on="name"), "level"),
    (Wanted("name", depends_on="level"), "name"), (Wanted("level", depends_on="nonsense"), "level"),
    (Wanted("level", required=True, options=[]), "level"),
    (Wanted("level", depends_on="industry", options=[{"label": "甲", "when": ["mars"]}]), "level"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "key"), WRONG, ids=lambda one: str(one)[:60])
async def test_a_wrong_setting_is_refused_at_its_field_and_changes_nothing(wanted: Wanted, key: str, company: Company):
    before = fields_told(ACCOUNT)
    with pytest.raises(Invalid) as refusal:
        await decide(company, Wanted("city", required=True), wanted)
    assert list(refusal.value.fields) == [key]
    await custom.load()
    assert fields_told(ACCOUNT) == before


async def test_fields_that_depend_on_each_other_in_a_circle_are_refused(company: Company):
    with pytest.raises(Invalid, match="绕成了一圈"):
        await decide(company, Wanted("level", depends_on="industry"), Wanted("industry", depends_on="level"))


async def test_only_administrators_set_fields(company: Company):
    for attempt in (
        configure(company.manager, ACCOUNT, [Wanted("city", required=True)]),
        add_field(
            company.manager, ACCOUNT, key="", label="大区", kind="text", required=False, common=False,
            filterable=True, options=[],
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            async with work():
                await attempt


async def test_a_key_that_exists_is_refused(company: Company):
    await added(company, "region")
    with pytest.raises(Conflict):
        await added(company, "region")


async def test_another_process_follows_with_the_next_request(company: Company, database: Database):
    await decide(company, Wanted("city", required=True))
    custom.use()  # what a process holds that was not told
    assert not custom.all_faces(ACCOUNT)["city"].required
    await actor_by_id(company.rep.id)
    assert custom.all_faces(ACCOUNT)["city"].required


async def test_a_change_that_was_rolled_back_is_not_followed(company: Company):
    with pytest.raises(ZeroDivisionError):
        async with work():
            await configure(company.boss, ACCOUNT, [Wanted("city", required=True)])
            raise ZeroDivisionError
    await actor_by_id(company.rep.id)
    assert not custom.all_faces(ACCOUNT)["city"].required

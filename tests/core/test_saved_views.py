"""Saved views and list settings: personal, shared, refused with a sentence where they do not fit any more."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.errors import Conflict, CrmError, Invalid, NotAllowed, NotFound
from core.leads.lead import LEAD
from core.objects import custom
from core.objects.configuring import Wanted, add_field, configure
from core.objects.list_settings import forget_list, lists_told, set_list
from core.objects.query import Listing, search
from core.objects.saved_views import Draft, SavedView, change_view, create_view, delete_view
from core.objects.schema import object_schema
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company
from tests.objects import making
from tests.objects.making import narrowed

CONTACTED = {"all": [{"field": "status", "is": "contacted"}, {"field": "city", "contains": "海"}]}


def draft(**parts: Any) -> Draft:
    return Draft(**parts, given=frozenset(parts))


async def saved(actor: Actor, name: str = "上海已联系", definition: Any = LEAD, **parts: Any) -> str:
    async with work():
        view = await create_view(actor, definition, draft(**{"name": name, "where": CONTACTED, **parts}))
    return f"saved-{view.id}"


async def changed(actor: Actor, key: str, definition: Any = LEAD, **parts: Any) -> None:
    async with work():
        await change_view(actor, definition, int(key.removeprefix("saved-")), draft(**parts))


async def names(actor: Actor) -> list[str]:
    told = await lists_told(actor, LEAD, object_schema(actor, LEAD)["views"])
    return [view["label"] for view in told["views"] if view["saved"]]


async def described(actor: Actor, key: str) -> dict[str, Any]:
    told = await lists_told(actor, LEAD, object_schema(actor, LEAD)["views"])
    return next(view for view in told["views"] if view["key"] == key)


async def found(actor: Actor, key: str) -> list[int]:
    return [item["id"] for item in (await search(actor, LEAD, Listing(view=key))).items]


@pytest.mark.feature("XS-LEAD-009", "XS-CUST-021", "AR-UX-005")
async def test_conditions_saved_under_a_name_are_a_view_one_opens_again(company: Company):
    wanted = await making.row(LEAD, company.rep, status="contacted", city="上海")
    await making.row(LEAD, company.rep, status="contacted", city="北京")
    await making.row(LEAD, company.rep, status="new", city="上海")
    key = await saved(company.rep)
    other = await saved(company.rep, "北京的", where={"field": "city", "is": "北京"}, sort="-created_at")
    assert await found(company.rep, key) == [wanted]
    assert (await names(company.rep), await names(company.other)) == (["上海已联系", "北京的"], [])
    shown = await described(company.rep, other)
    assert (shown["sort"], shown["mine"], shown["shared"]) == ("-created_at", True, "")
    narrower = await search(company.rep, LEAD, Listing(view=key, where={"field": "city", "is": "北京"}))
    assert narrower.items == []  # a filter beside a view narrows it


@pytest.mark.feature("XS-CUST-020", "AR-UX-006")
@pytest.mark.parametrize("definition", [ACCOUNT, LEAD], ids=["account", "lead"])
async def test_a_view_may_use_every_field_of_the_object_at_once(definition: Any, company: Company):
    record_id = await making.row(definition, company.rep, 3)
    empty = [{"any": [{"field": k, "empty": True}, {"field": k, "filled": True}]}
             for k, face in definition.faces.items() if face.filterable]  # fmt: skip
    key = await saved(company.rep, "全部条件", definition, where={"all": empty[:33]})
    more = await saved(
        company.rep, "其余条件", definition, where={"all": [*empty[33:], {"field": "id", "is": record_id}]}
    )
    for view in (key, more):
        page = await search(company.rep, definition, Listing(view=view))
        assert [item["id"] for item in page.items] == [record_id]


async def test_a_view_is_shared_with_a_department_and_its_parts_or_with_all(company: Company):
    part = await saved(company.manager, "大区的", shared="department")
    everyone = await saved(company.south, "大家的", shared="all")
    assert await names(company.rep) == ["大区的", "大家的"] and await names(company.south) == ["大家的"]
    assert await names(company.boss) == ["大家的"]
    await found(company.rep, part)
    await found(company.rep, everyone)
    with pytest.raises(Invalid, match="没有"):
        await found(company.south, part)
    assert not (await described(company.rep, part))["mine"]


async def test_me_in_a_shared_view_is_whoever_opens_it(company: Company):
    mine = await making.row(LEAD, company.other)
    await making.row(LEAD, company.rep)
    key = await saved(company.rep, "我的", where={"field": "owner", "is": "me"}, shared="all")
    assert await found(company.other, key) == [mine]


async def test_only_the_author_changes_a_view_and_an_administrator_a_shared_one(company: Company):
    private = await saved(company.rep, "自己的")
    part = await saved(company.rep, "一部的", shared="department")
    everyone = await saved(company.rep, "大家的", shared="all")
    for actor, key, kind in (
        (company.other, private, NotFound), (company.other, part, NotAllowed), (company.other, everyone, NotAllowed),
        (company.south, part, NotFound), (company.boss, private, NotFound),
    ):  # fmt: skip
        for attempt in (changed(actor, key, name="改了"), removed(actor, key)):
            with pytest.raises(kind):
                await attempt
    await changed(company.boss, part, name="管理员改的")
    assert await names(company.other) == ["管理员改的", "大家的"]
    await removed(company.boss, everyone)
    await removed(company.rep, private)
    assert await names(company.rep) == ["管理员改的"]


async def removed(actor: Actor, key: str) -> None:
    async with work():
        await delete_view(actor, LEAD, int(key.removeprefix("saved-")))


async def test_names_are_unique_for_each_member_and_object(company: Company):
    key = await saved(company.rep)
    with pytest.raises(Conflict, match="上海已联系"):
        await saved(company.rep)
    await saved(company.other)
    await saved(company.rep, definition=ACCOUNT, where={})
    second = await saved(company.rep, "第二个")
    with pytest.raises(Conflict):
        await changed(company.rep, second, name="上海已联系")
    await changed(company.rep, key, name="上海已联系")


async def test_a_member_keeps_fifty_views_of_an_object(company: Company):
    for n in range(50):
        await saved(company.rep, f"视图{n}")
    with pytest.raises(Invalid, match="50"):
        await saved(company.rep, "再来一个")
    await saved(company.rep, "客户的", ACCOUNT, where={})


WRONG = [
    ({"name": " "}, "name"), ({"name": "长" * 41}, "name"), ({"where": {"field": "nonsense", "is": 1}}, "where"),
    ({"where": {"field": "status", "is": "gone"}}, "where"), ({"where": {"none": []}}, "where"),
    ({"sort": "title"}, "sort"), ({"sort": "nonsense"}, "sort"), ({"columns": [{"key": "nonsense"}]}, "columns"),
    ({"columns": [{"key": "name", "width": 5}]}, "columns"), ({"columns": [{"key": "name", "width": "x"}]}, "columns"),
    ({"columns": [{}]}, "columns"), ({"shared": "everyone"}, "shared"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "field"), WRONG, ids=str)
async def test_a_wrong_view_is_refused_at_its_part(parts: dict[str, Any], field: str, company: Company):
    with pytest.raises(Invalid) as refusal:
        await saved(company.rep, **{"name": "新的", **parts})
    assert list(refusal.value.fields) == [field]
    key = await saved(company.rep)
    with pytest.raises(Invalid):
        await changed(company.rep, key, **parts)
    assert await SavedView.filter(object="lead").count() == 1


async def test_who_may_not_see_a_column_of_a_shared_view_gets_the_others(company: Company):
    columns = [{"key": "name", "width": 200}, {"key": "mobile", "width": None}, {"key": "city", "width": None}]
    key = await saved(company.rep, columns=columns, sort="next_follow_at", shared="all")
    blind = narrowed(company.other, hidden=frozenset({("lead", "mobile"), ("lead", "next_follow_at")}))
    shown = await described(blind, key)
    assert ([one["key"] for one in shown["columns"]], shown["sort"]) == (["name", "city"], "")
    assert await found(blind, key) == []  # it opens, in the order that they may see
    assert (await described(company.rep, key))["columns"] == columns


async def test_a_shared_view_that_filters_by_a_hidden_field_says_so_and_shows_nothing(company: Company):
    await making.row(LEAD, company.other, mobile="13900002716")
    key = await saved(company.rep, "按手机", where={"field": "mobile", "contains": "139"}, shared="all")
    blind = narrowed(company.other, hidden=frozenset({("lead", "mobile")}))
    shown = await described(blind, key)
    assert shown["where"] is None and "按手机" in shown["problem"] and "139" not in str(shown)
    with pytest.raises(Invalid, match=r"按手机.*用不了") as refusal:
        await found(blind, key)
    assert list(refusal.value.fields) == ["view"]


async def test_a_view_on_what_is_gone_says_so_and_stays_editable(company: Company):
    async with work():
        await add_field(
            company.boss, LEAD, key="region", label="大区", kind="choice", required=False, common=False,
            filterable=True, options=[{"value": "east", "label": "华东"}],
        )  # fmt: skip
    await custom.load()
    field = await saved(company.rep, "按大区", where={"field": "region", "is": "east"})
    option = await saved(company.rep, "按状态", where={"field": "status", "is": "contacted"})
    row = await SavedView.get(name="按状态")
    row.where = {"field": "status", "is": "never_was"}
    await row.save()
    await custom.CustomField.all().delete()
    await custom.load()
    for key, name in ((field, "按大区"), (option, "按状态")):
        with pytest.raises(Invalid, match=name):
            await found(company.rep, key)
        shown = await described(company.rep, key)
        assert shown["problem"] and shown["where"]  # the author sees what to mend
        await changed(company.rep, key, name=f"{name}的")
        await changed(company.rep, key, where={"field": "status", "is": "new"})
        await found(company.rep, key)


async def test_a_view_on_a_retired_option_still_finds_the_old_records(company: Company):
    old = await making.row(LEAD, company.rep, level="c")
    key = await saved(company.rep, "C级", where={"field": "level", "is": "c"})
    async with work():
        await configure(company.boss, LEAD, [Wanted("level", options=[{"value": "a", "label": "A"}])])
    await custom.load()
    assert await found(company.rep, key) == [old]


@pytest.mark.feature("XS-LEAD-007", "XS-CUST-017")
async def test_columns_their_order_and_width_are_each_member_s_own(company: Company):
    async def listed(actor: Actor) -> dict[str, Any]:
        found: dict[str, Any] = (await lists_told(actor, LEAD, object_schema(actor, LEAD)["views"]))["list"]
        return found

    usual = await listed(company.rep)
    assert [one["key"] for one in usual["columns"]] == list(LEAD.listed) and usual["default_view"] == "mine"
    chosen = [{"key": "city", "width": 90}, {"key": "name", "width": None}, {"key": "pool_state", "width": None}]
    async with work():
        await set_list(company.rep, LEAD, [*chosen, {"key": "city", "width": 90}], "all")
    assert await listed(company.rep) == {"columns": chosen, "default_view": "all"}
    assert await listed(company.other) == usual
    blind = narrowed(company.rep, hidden=frozenset({("lead", "city")}))
    assert [one["key"] for one in (await listed(blind))["columns"]] == ["name", "pool_state"]
    async with work():
        await forget_list(company.rep, LEAD)
    assert await listed(company.rep) == usual


@pytest.mark.feature("XS-LPOOL-018")
async def test_the_state_of_a_pooled_lead_is_a_column_to_add(company: Company):
    assert "pool_state" not in LEAD.listed
    await making.row(LEAD, company.rep)
    columns = ("name", "pool_state")
    async with work():
        await set_list(company.rep, LEAD, [{"key": key, "width": None} for key in columns], "")
    [item] = (await search(company.rep, LEAD, Listing(columns=columns))).items
    assert item["pool_state"] == "private"
    option = next(f for f in object_schema(company.rep, LEAD)["fields"] if f["key"] == "pool_state")["options"]
    assert {"private", "unclaimed", "frozen"} <= {one["value"] for one in option}


async def test_a_list_may_open_with_a_saved_view_as_long_as_it_is_there(company: Company):
    key = await saved(company.rep)
    async with work():
        await set_list(company.rep, LEAD, [], key)
    shown = await lists_told(company.rep, LEAD, object_schema(company.rep, LEAD)["views"])
    assert shown["list"]["default_view"] == key
    await removed(company.rep, key)
    shown = await lists_told(company.rep, LEAD, object_schema(company.rep, LEAD)["views"])
    assert shown["list"]["default_view"] == "mine"
    with pytest.raises(CrmError):
        async with work():
            await set_list(company.rep, LEAD, [{"key": "nonsense", "width": None}], key)

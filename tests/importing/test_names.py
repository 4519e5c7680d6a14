"""Names in a file as the records they mean: members, pool groups, companies; one query for each kind and chunk."""

from collections.abc import Callable
from typing import Any

import pytest

from core.importing.columns import targets
from core.importing.resolving import resolve
from core.importing.values import columns_of, read_row
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.writing import create, delete
from core.org.actor import Actor
from core.org.tables import Member
from core.pools.group import PoolGroup
from core.sheets.sheet import Cell
from core.work import work
from tests.conftest import Company

LEAD, ACCOUNT, CONTACT = (object_named(key) for key in ("lead", "account", "contact"))


async def meant(actor: Actor, definition: ObjectDef, field: str, *cells: Cell) -> list[Any]:
    """What each cell in a column of the field means: an id, or the sentence."""
    mapping = {0: field}
    resolved = await resolve(actor, definition, [[cell] for cell in cells], mapping)
    found = []
    for cell in cells:
        values, problems = read_row([cell], columns_of(mapping, targets(actor, definition)), resolved)
        found.append(values[field] if values else problems[field])
    return found


@pytest.mark.feature("XS-LPOOL-008", "XS-CPOOL-008")
async def test_members_are_named_by_name_by_account_or_by_both(company: Company) -> None:
    rep = company.rep.id
    forms = ("周雨桐", " 周 雨桐 ", "rep", "REP", "周雨桐(rep)", "周雨桐（Rep）")
    assert await meant(company.boss, LEAD, "owner", *forms) == [rep] * len(forms)


async def test_a_member_who_is_not_there_not_able_or_not_the_only_one_is_said_so(company: Company) -> None:
    await Member.filter(id=company.other.id).update(status="disabled")
    await Member.filter(id=company.south.id).update(name="周雨桐")
    assert await meant(company.boss, LEAD, "owner", "张三", "王晓明", "周雨桐", "周雨桐(south)", "张三(south)x") == [
        "没有叫「张三」的成员，负责人要和通讯录里的姓名一致",
        "负责人「王晓明」已停用，换一个在职的成员",
        "负责人有 2 个「周雨桐」，写明账号：周雨桐(rep)、周雨桐(south)",
        company.south.id,
        "没有叫「张三(south)x」的成员，负责人要和通讯录里的姓名一致",
    ]


async def test_of_two_members_with_a_name_the_one_who_can_still_work_is_meant(company: Company) -> None:
    await Member.filter(id=company.south.id).update(name="周雨桐", status="left")
    assert await meant(company.boss, LEAD, "owner", "周雨桐") == [company.rep.id]


@pytest.mark.feature("XS-LPOOL-008", "XS-CPOOL-008")
async def test_pool_groups_are_named_and_belong_to_the_object(company: Company) -> None:
    east = await PoolGroup.create(name="华东线索", pool_of="lead", active=True)
    await PoolGroup.create(name="旧分组", pool_of="lead", active=False)
    await PoolGroup.create(name="客户分组", pool_of="account", active=True)
    assert await meant(company.boss, LEAD, "pool_group", "华东线索", "旧分组", "客户分组") == [
        east.id,
        "公海分组「旧分组」已经停用，换一个分组",
        "没有叫「客户分组」的公海分组，可填：华东线索、旧分组",
    ]


async def account(actor: Actor, name: str) -> int:
    async with work():
        return int((await create(actor, ACCOUNT, {"name": name})).id)


@pytest.mark.feature("XS-CONT-003")
async def test_a_contact_finds_its_company_by_name_or_number_and_only_where_it_is_there_already(
    company: Company,
) -> None:
    huizhu = await account(company.rep, "惠筑科技（上海）有限公司")
    forms = ("惠筑科技（上海）有限公司", "惠筑科技(上海)有限公司", " 惠筑科技（上海）有限公司 ", huizhu, str(huizhu))
    assert await meant(company.rep, CONTACT, "account", *forms) == [huizhu] * len(forms)
    assert await meant(company.rep, CONTACT, "account", "汇鑫") == [
        "没有叫「汇鑫」的客户，或你看不到。先建好客户，再导入这一行"
    ]


async def test_companies_of_others_and_in_the_bin_are_not_found(company: Company) -> None:
    await account(company.south, "南方的客户")
    gone = await account(company.rep, "删掉的客户")
    async with work():
        await delete(company.rep, ACCOUNT, gone)
    told = await meant(company.rep, CONTACT, "account", "南方的客户", "删掉的客户", gone)
    assert all(str(one).startswith("没有叫「") for one in told)


async def test_of_several_companies_with_a_name_the_number_is_asked_for(company: Company) -> None:
    first, second = await account(company.rep, "惠筑"), await account(company.rep, "惠筑")
    assert await meant(company.rep, CONTACT, "account", "惠筑", second, f"惠筑(#{first})", "²") == [
        f"有 2 个叫「惠筑」的客户，所属客户改填系统编号：{first}、{second}",
        second,
        first,
        "没有叫「²」的客户，或你看不到。先建好客户，再导入这一行",
    ]


async def test_a_chunk_of_names_costs_as_many_statements_as_one_name(
    company: Company, counted: Callable[[], Any]
) -> None:
    for number in range(20):
        await account(company.rep, f"第{number}家")
    mapping = {0: "account", 1: "owner"}
    with counted() as statements:
        await resolve(company.rep, CONTACT, [["第1家", "周雨桐"]], mapping)
        few = len(statements)
        await resolve(company.rep, CONTACT, [[f"第{number}家", f"同事{number}"] for number in range(300)], mapping)
    assert len(statements) == 2 * few


async def test_a_member_chosen_from_a_list_is_named_with_the_number(company: Company) -> None:
    await Member.filter(id=company.south.id).update(name="周雨桐")
    chosen, stranger = f"周雨桐(#{company.south.id})", "周雨桐（#999999）"
    assert await meant(company.boss, LEAD, "owner", chosen, stranger) == [
        company.south.id,
        "没有叫「周雨桐（#999999）」的成员，负责人要和通讯录里的姓名一致",
    ]

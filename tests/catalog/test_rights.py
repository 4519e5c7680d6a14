"""Who writes the catalogue: administrators and whom a role allows it; everybody reads it."""

import pytest

from core.catalog.category import PRODUCT_CATEGORY
from core.catalog.product import PRODUCT, Product
from core.errors import NotAllowed
from core.objects.actions import open_actions
from core.objects.definition import ObjectDef
from core.objects.query import record
from core.objects.schema import object_schema
from core.objects.writing import create, delete, update
from core.org.tables import MemberRole, Role, RoleGrant
from core.teams.why import why
from core.work import work
from tests.catalog.making import category, product
from tests.conftest import Company, actor

VERBS = ("create", "update", "delete")


async def role(company: Company, object_key: str, *verbs: str) -> None:
    made = await Role.create(name="产品经理", key="keeper")
    for verb in verbs:
        await RoleGrant.create(role=made, object=object_key, verb=verb, reach="all")
    await MemberRole.create(member_id=company.rep.id, role=made)


@pytest.mark.parametrize("definition", [PRODUCT, PRODUCT_CATEGORY], ids=lambda one: one.key)
async def test_without_a_role_one_reads_and_writes_nothing(definition: ObjectDef, company: Company) -> None:
    inside = await category(company.boss, "云服务")
    one = await product(company.boss, "备份", inside) if definition is PRODUCT else inside
    assert (await record(company.rep, definition, one))["name"]
    for attempt in (
        lambda: create(company.rep, definition, {"name": "新的", "category": inside}),
        lambda: update(company.rep, definition, one, {"name": "新的"}),
        lambda: delete(company.rep, definition, one),
    ):
        with pytest.raises(NotAllowed, match="你的角色不能"):
            async with work():
                await attempt()
    assert object_schema(company.rep, definition)["can"] == {"create": False, "export": True}
    assert object_schema(company.boss, definition)["can"]["create"]


@pytest.mark.parametrize("object_key", ["product", "*"])
async def test_a_role_that_says_so_writes(object_key: str, company: Company) -> None:
    inside = await category(company.boss, "云服务")
    await role(company, object_key, *VERBS)
    rep = await actor("rep")
    made = await product(rep, "备份", inside)
    async with work():
        await update(rep, PRODUCT, made, {"name": "云备份"})
    instance = await Product.get(id=made)
    assert await open_actions(rep, PRODUCT, instance, True) == ["delete"]
    assert await open_actions(company.other, PRODUCT, instance, False) == []
    async with work():
        await delete(rep, PRODUCT, made)


async def test_why_says_the_same_as_the_rights(company: Company) -> None:
    made = await product(company.boss, "备份", await category(company.boss, "云服务"))
    instance = await Product.get(id=made)
    because, _ = await why(company.rep, PRODUCT, instance)
    assert [said.detail for said in because] == ["产品对所有成员公开"]
    because, denied = await why(company.rep, PRODUCT, instance, "update")
    assert because == [] and [said.detail for said in denied] == ["他的角色不能修改产品"]
    await role(company, "product", "update")
    because, _ = await why(await actor("rep"), PRODUCT, instance, "update")
    assert [said.rule for said in because] == ["role"]

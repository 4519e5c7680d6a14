"""Products (产品): what a company sells, each in a category, with the price one begins with."""

from typing import Any

from core.actor import Actor
from core.catalog.category import ProductCategory
from core.catalog.words import ON_SALE, RETIRED, one_status, views_of
from core.errors import Conflict, Invalid
from core.objects.amounts import not_below_nothing
from core.objects.asked_once import once
from core.objects.definition import HardKey, Index, ObjectDef, SoftKey, Values
from core.objects.fields import Option, choice, long_text, money, reference, text
from core.objects.record import Record
from core.text.keys import code_keys, label_keys

UNITS = (
    Option("piece", "个"),
    Option("machine", "台"),
    Option("set", "套"),
    Option("item", "件"),
    Option("box", "箱"),
    Option("metre", "米"),
    Option("kilogram", "千克"),
    Option("ton", "吨"),
    Option("user", "用户"),
    Option("time", "次"),
    Option("day", "人天"),
    Option("month", "月"),
    Option("year", "年"),
)


async def offer_a_category(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """A product goes into categories that are in use; where it is already, it may stay."""
    if category_id := values.get("category"):
        category = await _category(category_id)
        if category and category.status == RETIRED:
            raise Invalid({"category": f"分类「{category.path}」已停用，选一个使用中的分类"})


async def _category(category_id: int) -> ProductCategory | None:
    async def find() -> ProductCategory | None:
        return await ProductCategory.get_or_none(id=category_id)

    return await once(("product_category", category_id), find)


class Product(Record):
    name = text("产品名称", 200, required=True, searchable=True, sortable=True)
    code = text("产品编码", 60, searchable=True, sortable=True)
    category = reference("产品分类", "product_category", "ProductCategory", required=True)
    category_id: int | None
    spec = text("规格型号", 200, searchable=True)
    unit = choice("单位", UNITS, default="piece")
    price = money("标准单价")
    status = choice("状态", ON_SALE, default="active")
    description = long_text("产品说明")

    behaviour_asking = (offer_a_category,)

    class Meta:
        table = "product"


async def stay_in_a_category(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """The category may have gone to the recycle bin since it was chosen. Raises Conflict."""
    moved = verb in ("create", "restore") or "category" in before
    if moved and not await ProductCategory.exists(id=record.category_id, deleted_at=None):
        raise Conflict(f"产品「{record.name}」的分类已被删除。换一个分类，或先到回收站恢复它")


PRODUCT = ObjectDef(
    key="product",
    label="产品",
    model=Product,
    title="name",
    subtitle=("code", "spec"),
    tags=("status",),
    amount="price",
    listed=("name", "code", "category", "price", "unit", "spec", "status", "updated_at"),
    common=("name", "code", "category", "spec", "unit", "price"),
    views=views_of("在售"),
    checks=(not_below_nothing("price", "标准单价"), one_status),
    after=(stay_in_a_category,),
    public=True,
    granted=True,
    hard_keys=(HardKey("code", "code", code_keys),),
    soft_keys=(SoftKey("name", "name", label_keys),),
    indexes=(
        Index(("category_id", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("status", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("code", "id"), where="deleted_at IS NULL"),
    ),
)

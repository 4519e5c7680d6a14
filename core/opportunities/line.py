"""Lines of an opportunity (产品明细): product, quantity, price and discount, and the amount they come to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tortoise.functions import Max, Sum

from core.actor import Actor
from core.catalog.product import UNITS, Product
from core.catalog.words import RETIRED
from core.errors import Invalid
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import choice, money, reference, scaled, text, whole
from core.objects.record import Record
from core.objects.values import MOST_FEN
from core.objects.writing import write
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.part import PartOfOpportunity, opportunity_of

WHOLE_PRICE = 10_000  # basis points
FEN = Decimal(1)


def amount_of(price: int, quantity: int, discount: int) -> int:
    """Fen of a line, half-up (decision 39): price in fen, quantity in thousandths, discount in basis points to pay."""
    exact = Decimal(price) * quantity * discount / (1000 * WHOLE_PRICE)
    return int(exact.quantize(FEN, rounding=ROUND_HALF_UP))


def settle_amount(line: Any) -> tuple[str, ...]:
    """The amount of a line follows from what is written beside it."""
    line.amount = amount_of(line.price or 0, line.quantity or 0, line.discount)
    return ("amount",)


async def follow_product(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """A retired product is not chosen anew; where it is already it may stay. Name, unit and price come from the
    product as far as the form leaves them open.
    """
    if not (product_id := values.get("product")):
        return
    product: Any = await Product.get_or_none(id=product_id)
    if product is None:
        return
    if product.status == RETIRED and (record is None or record.product_id != product_id):
        raise Invalid({"product": f"产品「{product.name}」已停用，选一个在售的产品"})
    if record is None or record.product_id != product_id:
        values.setdefault("name", product.name)
        values.setdefault("unit", product.unit)
        if values.get("price") is None:
            values["price"] = product.price if product.price is not None else None


async def at_the_end(actor: Actor, record: Any) -> None:
    """A line that comes alone, as from a file, stands behind those that are there."""
    if not record.position:
        there = OpportunityLine.filter(opportunity_id=record.opportunity_id, deleted_at=None)
        [(last,)] = await there.annotate(last=Max("position")).values_list("last")
        record.position = 1 + (last or 0)


class OpportunityLine(PartOfOpportunity, Record):
    """`discount` is the percentage that is paid: 95 means five per cent off."""

    product = reference("产品", "product", "Product", required=True)
    product_id: int
    name = text("名称", 200)
    unit = choice("单位", UNITS)
    quantity = scaled("数量", 3, 1000)
    price = money("单价")
    discount = scaled("折扣（%）", 2, WHOLE_PRICE, help="实付的百分比：100 不打折，95 是九五折")
    amount = money("小计", readonly=True)
    note = text("备注", 200)
    position = whole("顺序")

    behaviour_asking = (follow_product,)
    behaviour_settling = (settle_amount,)

    class Meta:
        table = "opportunity_line"


def sensible(values: Values) -> dict[str, str]:
    """What cannot be sold: nothing, less than nothing, for more than its price, for more than there is."""
    price, quantity, discount = values.get("price"), values["quantity"], values["discount"]
    problems = {}
    if price is not None and price < 0:
        problems["price"] = "单价不能小于 0"
    if quantity <= 0:
        problems["quantity"] = "数量要大于 0"
    if not 0 <= discount <= WHOLE_PRICE:
        problems["discount"] = "折扣在 0 到 100 之间：100 不打折，95 是九五折"
    if not problems and amount_of(price or 0, quantity, discount) > MOST_FEN:
        problems["price"] = "小计太大了，最多 10 万亿"
    return problems


_together: ContextVar[bool] = ContextVar("lines_together", default=False)


@contextmanager
def together() -> Iterator[None]:
    """Lines that are written as one: their sum is taken once, by whoever writes them."""
    token = _together.set(True)
    try:
        yield
    finally:
        _together.reset(token)


async def sum_up(actor: Actor, line: Any, verb: str, before: Values) -> None:
    """The amount of the opportunity follows its lines; those that come back with it made up its amount before."""
    if not _together.get() and verb != "come_along":
        opportunity = await opportunity_of(line)
        if opportunity is not None:
            await settle_sum(actor, opportunity)


async def settle_sum(actor: Actor, opportunity: Any) -> None:
    """Sets the amount to the sum of the lines; without lines it stays as it was, to be changed by hand. The opportunity
    is locked. Raises Invalid for a sum that no column holds.
    """
    lines = OpportunityLine.filter(opportunity_id=opportunity.id, deleted_at=None)
    [(total,)] = await lines.annotate(total=Sum("amount")).values_list("total")
    if total is None or int(total) == opportunity.amount:
        return
    if total > MOST_FEN:
        raise Invalid({"lines": "明细合计太大了，最多 10 万亿"})
    await write(actor, OPPORTUNITY, opportunity, {"amount": int(total)}, "update", note="按产品明细合计")


OPPORTUNITY_LINE = ObjectDef(
    key="opportunity_line",
    label="产品明细",
    model=OpportunityLine,
    title="name",
    subtitle=("opportunity", "product"),
    amount="amount",
    listed=("product", "quantity", "unit", "price", "discount", "amount", "note", "opportunity"),
    common=("opportunity", "product", "quantity", "price", "discount", "note"),
    order="position",
    parents=("opportunity",),
    views=(View("all", "全部"),),
    checks=(sensible,),
    on_create=(at_the_end,),
    after=(sum_up,),
    indexes=(
        Index(("opportunity_id", "position", "id"), where="deleted_at IS NULL"),
        Index(("product_id",), where="deleted_at IS NULL"),
    ),
)

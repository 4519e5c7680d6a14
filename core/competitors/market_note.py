"""Market shares (市场分析): how much of a customer's business a competitor has, in which segment, and as of when."""

from typing import Any

from core import clock
from core.actor import Actor
from core.behaviours.owned import Owned
from core.errors import Invalid
from core.objects.amounts import not_below_nothing
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import day, long_text, money, number, reference, text
from core.objects.record import Record
from core.objects.registry import object_named

WHOLE_MARKET = 100


async def ask_a_contact_of_the_account(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Whoever is named works at the customer that the note is about. Raises Invalid."""
    if record is not None and not {"contact", "account"} & values.keys():
        return
    held = {"contact": record.contact_id, "account": record.account_id} if record is not None else {}
    contact_id, account_id = ({**held, **values}.get(key) for key in ("contact", "account"))
    contact: Any = await object_named("contact").model.get_or_none(id=contact_id) if contact_id else None
    if contact is not None and contact.account_id not in (None, account_id):
        raise Invalid({"contact": f"{contact.name}不是这个客户的联系人，换一位或留空"})


class MarketNote(Owned, Record):
    segment = text("产品或细分市场", 200, required=True, searchable=True, sortable=True)
    account = reference("客户", "account", "Account", required=True)
    account_id: int | None
    competitor = reference("竞争对手", "competitor", "Competitor", required=True)
    share = number("市场份额", whole=True, unit="%", help="0 到 100 的整数")
    volume = money("采购金额")
    as_of = day("统计日期")
    contact = reference("客户联系人", "contact", "Contact")
    contact_id: int | None
    note = long_text("说明")

    behaviour_asking = (ask_a_contact_of_the_account,)

    class Meta:
        table = "market_note"


def a_part_of_the_market(values: Values) -> dict[str, str]:
    share = values.get("share")
    return {} if share is None or 0 <= share <= WHOLE_MARKET else {"share": "市场份额要填 0 到 100 的整数"}


async def as_of_today(actor: Actor, record: Any) -> None:
    """What nobody dates is as it is today."""
    record.as_of = record.as_of or clock.today()


MARKET_NOTE = ObjectDef(
    key="market_note",
    label="市场分析",
    model=MarketNote,
    title="segment",
    subtitle=("share", "account", "competitor"),
    amount="volume",
    listed=("segment", "share", "account", "competitor", "volume", "as_of", "contact", "owner"),
    common=("segment", "account", "competitor", "share", "volume", "as_of", "contact"),
    order="-as_of",
    views=(
        View("all", "全部"),
        View("this_year", "今年", {"field": "as_of", "within": "this_year"}),
        View("mine", "我记录的", {"field": "owner", "is": "me"}),
    ),
    checks=(a_part_of_the_market, not_below_nothing("volume", "采购金额")),
    on_create=(as_of_today,),
    parents=("account",),
    listed_with=("competitor",),
    indexes=(Index(("segment", "id"), where="deleted_at IS NULL"),),
)

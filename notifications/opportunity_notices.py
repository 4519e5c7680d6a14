"""Notices of opportunities (商机通知): one that was made for somebody, and a deal that was won."""

from decimal import Decimal

from core.objects.labels import name_of
from core.objects.query import record, visible_ids
from core.opportunities.announcing import audience
from core.opportunities.news import MadeForYou, Won
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.stay import StageStay
from core.org.actor import Actor, actor_by_id
from core.wecom.messages import Card
from notifications.desk import Desk, Told

JOB = "商机"


async def the_owner(event: MadeForYou) -> list[Actor | None]:
    return [await actor_by_id(event.owner_id)]


async def made_for(event: MadeForYou, reader: Actor, desk: Desk) -> Card | None:
    """Nothing once it is gone, or somebody else's whom the reader does not see."""
    if event.opportunity_id not in await visible_ids(reader, OPPORTUNITY, [event.opportunity_id]):
        return None
    told = await record(reader, OPPORTUNITY, event.opportunity_id)
    path = f"/m/o/{OPPORTUNITY.key}/{event.opportunity_id}"
    button = desk.work("现在处理", OPPORTUNITY.key, event.opportunity_id)
    title = f"{await name_of(event.by_id)}帮你新增了商机：{told.get('name', '')}"
    return desk.task(JOB, title, "", _rows(told, "预计金额"), path, button)


async def who_hears(event: Won) -> list[Actor | None]:
    stay = await _standing(event)
    return [await actor_by_id(one) for one in await audience(stay, event.by_id)] if stay else []


async def won(event: Won, reader: Actor, desk: Desk) -> Card | None:
    """Those who may not open it hear who won, and neither of whom nor how much."""
    stay = await _standing(event)
    if stay is None:
        return None
    who = await name_of(stay.member_id) or "同事"
    if event.opportunity_id not in await visible_ids(reader, OPPORTUNITY, [event.opportunity_id]):
        return desk.notice(JOB, f"恭喜{who}赢下一个商机", "", [], "/m/")
    told = await record(reader, OPPORTUNITY, event.opportunity_id)
    path = f"/m/o/{OPPORTUNITY.key}/{event.opportunity_id}"
    return desk.notice(JOB, f"恭喜{who}赢单：{told.get('name', '')}", "", _rows(told, "成交金额"), path)


async def _standing(event: Won) -> StageStay | None:
    """The win, unless it was taken back meanwhile."""
    return await StageStay.get_or_none(id=event.stay_id, state="won", left_at=None)


def _rows(told: dict[str, object], amount_label: str) -> Told:
    """Customer and amount, as far as the reader may know them."""
    account, amount = told.get("account"), told.get("amount")
    sum_ = f"¥{Decimal(str(amount)):,.2f}".removesuffix(".00") if amount else ""
    return [("客户", str(account["label"]) if isinstance(account, dict) else ""), (amount_label, sum_)]

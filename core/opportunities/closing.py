"""How an opportunity ends (赢单、输单、重新打开、放弃)."""

from datetime import date
from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects.definition import Action, Values
from core.objects.fields import Face
from core.objects.labels import labels, name_of
from core.objects.query import visible_ids
from core.objects.registry import definition_of, object_named
from core.objects.writing import write
from core.opportunities.moving import ENDED, is_open, refuse_unfinished
from core.opportunities.news import Won
from core.opportunities.stay import enter, lasting
from core.opportunities.steps import steps_of
from core.org.actor import MAY_ACT, actor_by_id
from core.org.recipients import recipient
from core.org.tables import Member
from core.teams.news import tell_assigned
from core.teams.team import TeamMember
from core.work import happened


async def win(actor: Actor, opportunity: Any, values: Values) -> None:
    """Won, with an amount. Where the process guides, from its last stage with everything done. Raises Invalid,
    Conflict.
    """
    amount = await _amount(opportunity, values["amount"])
    steps = await steps_of(opportunity.edition_id)
    if steps.guided:
        if steps.all[-1].stage_id != opportunity.stage_id:
            raise Conflict(f"引导式流程要走到「{steps.all[-1].name}」才能赢单")
        await refuse_unfinished(opportunity, steps, "才能赢单")
    changed = {"state": "won", "win_rate": 100, "closed_on": _closed_on(values["closed_on"]), "amount": amount}
    if values["close_note"]:
        changed["close_note"] = values["close_note"]
    await _end(actor, opportunity, changed, "win")
    stay = await lasting(opportunity.id)
    await happened(Won(opportunity.id, stay.id if stay else 0, opportunity.owner_id, actor.id))


async def _amount(opportunity: Any, given: int | None) -> int:
    """What it was won for: the sum of its lines where it has some."""
    lines = object_named("opportunity_line").model
    if given not in (None, opportunity.amount) and await lines.exists(opportunity_id=opportunity.id, deleted_at=None):
        raise Invalid({"amount": "金额由产品明细合计得出，先改明细再赢单"})
    amount = opportunity.amount if given is None else given
    if amount is None or amount <= 0:
        raise Invalid({"amount": "赢单要有成交金额，而且大于 0"})
    return int(amount)


def _closed_on(given: date | None) -> date:
    today = clock.today()
    if given is not None and given > today:
        raise Invalid({"closed_on": "结单日期不能晚于今天"})
    return given or today


async def lose(actor: Actor, opportunity: Any, values: Values) -> None:
    """Closed without being won, with exactly one reason (XS 4.1.7)."""
    changed = {
        "state": "lost",
        "win_rate": 0,
        "closed_on": _closed_on(values["closed_on"]),
        "lost_reason": values["lost_reason"],
        "close_note": values["close_note"],
    }
    await _end(actor, opportunity, changed, "lose")


async def _end(actor: Actor, opportunity: Any, changed: Values, verb: str) -> None:
    now = clock.now()
    changed |= {"next_follow_at": None}
    await write(actor, definition_of(opportunity), opportunity, changed, verb)
    await enter(actor, opportunity, now, from_stage_id=opportunity.stage_id, note=opportunity.close_note)


def is_closed(actor: Actor, record: Any) -> bool:
    return bool(record.state != "open")


async def reopen(actor: Actor, opportunity: Any, values: Values) -> None:
    """Back into the stage where it ended; its people must still be able to work with its customer. Raises Conflict."""
    await _refuse_stranded(opportunity)
    steps = await steps_of(opportunity.edition_id)
    step = steps.step(opportunity.stage_id)
    now = clock.now()
    changed = {
        "state": "open",
        "win_rate": step.win_rate if step else 0,
        "stage_since": now,
        "closed_on": None,
        "lost_reason": "",
        "close_note": "",
    }
    await write(actor, definition_of(opportunity), opportunity, changed, "reopen", note=values["reason"])
    await enter(actor, opportunity, now, from_stage_id=opportunity.stage_id, note=values["reason"])


async def _refuse_stranded(opportunity: Any) -> None:
    """While it was closed its customer may have gone to somebody else, or its owner may have left."""
    owner = await actor_by_id(opportunity.owner_id) if opportunity.owner_id else None
    if owner is None:
        raise Conflict("负责人已不在职，先把商机转移给在职的人，再重新打开")
    account_definition = object_named("account")
    account: Any = await account_definition.model.get(id=opportunity.account_id)
    if account.owner_id is None:
        raise Conflict("客户在公海里，先领取客户，再重新打开商机")
    if account.id not in await visible_ids(owner, account_definition, [account.id]):
        who = await name_of(account.owner_id)
        raise Conflict(f"客户现在由{who}跟进，{owner.name}已看不到：先把商机转移给能跟进这个客户的人，再重新打开")


async def give_up(actor: Actor, opportunity: Any, values: Values) -> None:
    """To somebody else who knows it, who must be named where there is one; otherwise it ends as lost (given up)."""
    heirs = await _heirs(opportunity)
    if values["to"] is None and heirs:
        raise Invalid({"to": f"还有人在跟进，选一个接手的人：{'、'.join(heirs.values())}"})
    if values["to"] is None:
        await lose(actor, opportunity, {"closed_on": None, "lost_reason": "given_up", "close_note": values["reason"]})
        return
    if values["to"] not in heirs:
        who = f"，可选：{'、'.join(heirs.values())}" if heirs else "；现在没有别人在跟进，不选就会关闭"
        raise Invalid({"to": f"接手的人要在团队里或是客户负责人{who}"})
    heir, former = await recipient(values["to"]), opportunity.owner_id
    await write(actor, definition_of(opportunity), opportunity, {"owner": heir.id}, "give_up", note=values["reason"])
    await tell_assigned(actor, opportunity, former, values["reason"])


async def _heirs(opportunity: Any) -> dict[int, str]:
    """Those who could take it over, with their names: its team and the owner of its customer."""
    account: Any = await object_named("account").model.get(id=opportunity.account_id)
    team = await TeamMember.filter(object="opportunity", record_id=opportunity.id).order_by("id")
    ids = dict.fromkeys([account.owner_id, *(row.member_id for row in team)])
    ids = {one: None for one in ids if one not in (None, opportunity.owner_id)}
    able = {one.id for one in await Member.filter(id__in=list(ids), status__in=MAY_ACT, deleted_at=None)}
    names = await labels({"member": able})
    return {one: names.get(("member", one), "") for one in ids if one in able}


CLOSED_ON = Face("结单日期", "date", help="不填就是今天")
CLOSE_NOTE = Face("说明", "long_text", max_length=4000)
WIN = Action(
    "win",
    "赢单",
    win,
    when=is_open,
    refusal=ENDED,
    input={"amount": Face("成交金额", "money"), "closed_on": CLOSED_ON, "close_note": CLOSE_NOTE},
)
LOSE = Action(
    "lose",
    "输单",
    lose,
    when=is_open,
    refusal=ENDED,
    input={
        "lost_reason": Face("输单原因", "choice", required=True),
        "close_note": CLOSE_NOTE,
        "closed_on": CLOSED_ON,
    },
)
REOPEN = Action(
    "reopen",
    "重新打开",
    reopen,
    when=is_closed,
    refusal="商机还在进行中，不用重新打开",
    input={"reason": Face("原因", "text", max_length=400)},
)
GIVE_UP = Action(
    "give_up",
    "放弃",
    give_up,
    verb="assign",
    when=is_open,
    refusal=ENDED,
    input={
        "to": Face("接手的人", "reference", to="member"),
        "reason": Face("原因", "text", max_length=400),
    },
    confirm="放弃后由接手的人继续；没有人接手，商机会以「主动放弃」关闭",
)

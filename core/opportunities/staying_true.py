"""What the form of an opportunity must keep true (商机表单): closed ones stay, sums follow lines, names differ."""

from typing import Any

from core.actor import Actor
from core.db import database, execute
from core.errors import Conflict, Invalid
from core.objects.definition import ObjectDef, Values
from core.objects.registry import object_named
from core.org.tables import Superior
from core.teams.team import TeamMember

CLOSED = "商机已{}，内容不能再改。要改，先重新打开"
WORDS = {"won": "赢单", "lost": "输单"}


async def asked_of_form(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Raises Conflict, Invalid."""
    if record is None:
        await _owner_fits(actor, definition, values)
    elif values:
        refuse_closed(record)
        await _amount_is_free(record, values)
    if record is None or values.keys() & {"name", "account"}:
        await name_differs(definition, record, values)


def refuse_closed(opportunity: Any) -> None:
    """A closed opportunity is read-only (AR 3.12.1). Raises Conflict."""
    if opportunity.state != "open":
        raise Conflict(CLOSED.format(WORDS[opportunity.state]))


async def _amount_is_free(record: Any, values: Values) -> None:
    if "amount" in values and await object_named("opportunity_line").model.exists(
        opportunity_id=record.id, deleted_at=None
    ):
        raise Invalid({"amount": "金额由产品明细合计得出，改明细就会变"})


async def name_differs(definition: ObjectDef, record: Any, values: Values) -> None:
    """Several opportunities for one product are told apart by their names (WN 3.2.4). Of one account one at a time is
    asked, so that two cannot both take a name; the account itself is not held, which would cross those who move both.
    """
    account_id = values.get("account") or (record.account_id if record else None)
    name = values.get("name") or (record.name if record else "")
    if not account_id or not name:
        return
    if wait := database().dialect.one_at_a_time(f"opportunities of {int(account_id)}"):
        await execute(wait)
    same: Any = definition.model.filter(account_id=account_id, name=name, deleted_at=None)
    if await same.exclude(id=record.id if record else 0).exists():
        raise Invalid({"name": "这个客户已有同名的商机，换个名字区分开"})


async def _owner_fits(actor: Actor, definition: ObjectDef, values: Values) -> None:
    """A new opportunity is one's own, of somebody below, or of those who follow the customer (WN 3.2.4)."""
    owner_id, account_id = values.get("owner"), values.get("account")
    if not actor.id or owner_id in (None, actor.id) or actor.reach(definition.key, "assign") == "all":
        return
    account: Any = await object_named("account").model.get_or_none(id=account_id) if account_id else None
    follows = account is not None and (
        account.owner_id == owner_id
        or await TeamMember.exists(object="account", record_id=account_id, member_id=owner_id, kind="follower")
    )
    if not follows and not await Superior.exists(superior_id=actor.id, member_id=owner_id):
        raise Invalid({"owner": "负责人要选客户的负责人、跟进人，或你的下属"})

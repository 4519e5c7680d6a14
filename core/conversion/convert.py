"""Turning a lead into an account with a contact (转客户): one batch, once, with everything that hangs on it.

An opportunity is made with it where the form asks for one.
"""

from dataclasses import dataclass
from typing import Any

from core import clock
from core.accounts.account import ACCOUNT
from core.actor import Actor
from core.conversion.account import the_account
from core.conversion.along import take_along
from core.conversion.contact import the_contact
from core.conversion.opportunity import the_opportunity
from core.errors import Conflict, NotAllowed
from core.leads.lead import LEAD
from core.objects.definition import Action, Values
from core.objects.fields import Face
from core.objects.query import visible_ids
from core.objects.writing import write
from core.opportunities.opportunity import OPPORTUNITY
from core.pools.claiming import REFUSED, taken_over, unclaimed
from core.pools.limits import full
from core.pools.moves import group_of
from core.work import happened


@dataclass(frozen=True)
class LeadConverted:
    """A lead became a customer."""

    lead_id: int
    account_id: int
    contact_id: int | None
    owner_id: int
    by_id: int
    merged: bool


async def convert(actor: Actor, lead: Any, values: Values) -> dict[str, Any]:
    """Converts a locked lead. Raises NotAllowed, Conflict (with the masked account that stands in the way), Invalid."""
    if lead.owner_id is None:
        await _take_from_pool(actor, lead)
    elif lead.id not in await visible_ids(actor, LEAD, [lead.id], "update"):
        raise NotAllowed("这条线索不归你管，你不能转客户。要转，先找负责人")
    account, merged = await the_account(actor, lead, values["account"], merge=values["merge"] is not False)
    contact = await the_contact(actor, lead, account, values)
    await take_along(actor, lead, account, contact)
    now = {
        "converted_at": clock.now(),
        "converted_by": actor.id or None,
        "converted_account": account.id,
        "converted_contact": contact.id if contact else None,
        "next_follow_at": None,
        "status": "contacted" if lead.status == "new" else lead.status,
    }
    await write(actor, LEAD, lead, now, "convert")
    opportunity = await the_opportunity(actor, lead, account, values["opportunity"])
    contact_id = contact.id if contact else None
    await happened(LeadConverted(lead.id, account.id, contact_id, account.owner_id or 0, actor.id, merged))
    opportunity_id = opportunity.id if opportunity else None
    return {"account": account.id, "contact": contact_id, "opportunity": opportunity_id, "merged": merged}


async def _take_from_pool(actor: Actor, lead: Any) -> None:
    """A pooled lead becomes the converter's first, under the group's terms; converting is the work it asks for."""
    actor.needs(LEAD.key, "pool", LEAD.label)
    group = await group_of(lead)
    if group.mode in REFUSED:
        raise Conflict(REFUSED[group.mode])
    if sentence := await full(LEAD, group, actor.id, taking=True):
        raise Conflict(sentence)
    await taken_over(actor, lead, "claim", actor.id)


def may_convert(actor: Actor, lead: Any) -> bool:
    """A living lead of one's own or of one's people, or one that waits in a pool of one's own."""
    if lead.converted_at is not None or lead.discarded or lead.frozen:
        return False
    if lead.owner_id is None:
        return unclaimed(actor, lead)
    far = actor.reach(LEAD.key, "update") in ("department", "all")
    return lead.owner_id == actor.id or actor.leads_people or far


CONVERT = Action(
    "convert",
    "转客户",
    convert,
    deed="convert",
    reach="pool",
    when=may_convert,
    refusal="这条线索已经转成客户、已废弃或已冻结，刷新后再看",
    input={
        "account": Face("客户", "values", to=ACCOUNT.key),
        "contact": Face("联系人", "values", to="contact"),
        "opportunity": Face("商机", "values", to=OPPORTUNITY.key),
        "merge": Face("合并到同名客户", "boolean"),
    },
)

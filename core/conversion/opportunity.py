"""The opportunity that a conversion may make (转换时新建商机): with the customer, for whoever had the lead."""

from typing import Any

from core.actor import Actor
from core.conversion.account import created, keeper
from core.errors import Invalid
from core.objects.definition import Values
from core.opportunities.opportunity import OPPORTUNITY


async def the_opportunity(actor: Actor, lead: Any, account: Any, given: Values | int | None) -> Any:
    """None where the form asks for none. The lead is converted by now, so that the opportunity finds it."""
    if given is None:
        return None
    if isinstance(given, int):
        raise Invalid({"opportunity": "这里填新商机的资料"})
    return await created(actor, OPPORTUNITY, {**given, "account": account.id, "owner": await keeper(actor, lead)})

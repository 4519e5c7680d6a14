"""Which customers have opportunities (销售机会图标): how many of each one sees, for the customers of a list."""

from typing import Any

from pypika_tortoise.functions import Count, Max
from pypika_tortoise.queries import Table

from core.actor import Actor
from core.db import rows
from core.objects.access import select_from, visible
from core.opportunities.opportunity import OPPORTUNITY


async def marks(actor: Actor, account_ids: list[int]) -> dict[int, dict[str, Any]]:
    """{account: {"count", "newest"}} where the member sees any; one statement."""
    if not account_ids or actor.reach(OPPORTUNITY.key, "read") == "none" or actor.hides(OPPORTUNITY.key, "account"):
        return {}
    table = Table(OPPORTUNITY.table)
    theirs = visible(actor, OPPORTUNITY, table=table) & table.account_id.isin(account_ids)
    query = select_from(table).select(table.account_id, Count("*"), Max(table.id)).where(theirs)
    found = await rows(*query.groupby(table.account_id).get_parameterized_sql())
    return {int(account): {"count": int(count), "newest": int(newest)} for account, count, newest in found}

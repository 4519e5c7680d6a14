"""All lines of an opportunity as one table (编辑产品明细): what the form holds takes the place of what was there."""

from typing import Any

from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects.query import Listing, search
from core.objects.writing import create, delete, locked, update
from core.opportunities.line import OPPORTUNITY_LINE, OpportunityLine, settle_sum, together
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.staying_true import refuse_closed
from core.work import current_work

MOST_LINES = 200


async def lines_of(actor: Actor, opportunity_id: int) -> list[dict[str, Any]]:
    """The lines in their order. The caller has found the opportunity visible."""
    page = await search(actor, OPPORTUNITY_LINE, Listing(beneath=("opportunity", opportunity_id), limit=MOST_LINES))
    return page.items


async def keep_lines(actor: Actor, opportunity_id: int, given: list[dict[str, Any]], seen: int | None = None) -> None:
    """Makes the lines those of the form: rows with an `id` are changed, others added, what is missing deleted. One
    piece of work: one wrong row and nothing is changed. `seen` is the version of the opportunity that the
    form was read from.

    Raises NotFound, NotAllowed, Conflict, and Invalid with `lines.<row>.<field>` for every problem.
    """
    current_work()
    opportunity = await locked(actor, OPPORTUNITY, opportunity_id, "update")
    refuse_closed(opportunity)
    if seen is not None and seen != opportunity.version:
        raise Conflict("商机刚被别人改过，刷新后再改明细")
    if len(given) > MOST_LINES:
        raise Invalid({"lines": f"一个商机最多 {MOST_LINES} 行明细"})
    if any(not isinstance(row.get("id"), int | None) for row in given):
        raise Invalid({"lines": "明细行的编号不对，刷新后再改"})
    there = {line.id for line in await OpportunityLine.filter(opportunity_id=opportunity.id, deleted_at=None)}
    problems: dict[str, str] = {}
    with together():
        for line_id in sorted(there - {row.get("id") for row in given}):
            await delete(actor, OPPORTUNITY_LINE, line_id)
        for place, row in enumerate(given):
            try:
                await _keep(actor, opportunity.id, there, place, row)
            except Invalid as wrong:
                problems |= {f"lines.{place}.{key}": text for key, text in wrong.fields.items()}
    if problems:
        raise Invalid(problems)
    await settle_sum(actor, opportunity)


async def _keep(actor: Actor, opportunity_id: int, there: set[int], place: int, row: dict[str, Any]) -> None:
    values = {**row, "position": place + 1}
    line_id = values.pop("id", None)
    if line_id is None:
        await create(actor, OPPORTUNITY_LINE, {**values, "opportunity": opportunity_id})
    elif line_id in there:
        await update(actor, OPPORTUNITY_LINE, line_id, values)
    else:
        raise Conflict("有一行明细刚被别人删掉，刷新后再改")

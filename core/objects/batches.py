"""Records by the batch that made them (同一批新建): what one import brought, exactly, whoever has it now."""

from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.objects.access import select_from
from core.objects.definition import ObjectDef
from core.objects.values import Wrong

BATCH = "_batch"  # no field's key: those begin with a letter
LONGEST = 24
WORDS = "同一批新建的"


def of_one_batch(where: Any) -> bool:
    """Whether a filter leaves only what one batch made: such rows are fetched by their ids."""
    if not isinstance(where, dict):
        return False
    parts = where.get("all")
    return where.get("field") == BATCH or (isinstance(parts, list) and any(of_one_batch(part) for part in parts))


def made_in(actor: Actor, definition: ObjectDef, table: Table, operator: str, batch: Any) -> Criterion:
    """The records of an object that a batch made. Of what others did nothing is found, as if there were no such batch;
    administrators may ask for every one. Raises Wrong.
    """
    if operator != "is" or not isinstance(batch, str) or not 0 < len(batch) <= LONGEST or not batch.isascii():
        raise Wrong(f"「{WORDS}」只能是一批，写成它的批次号")
    deed, change = Table("deed"), Table("change")
    theirs: Criterion = deed.batch == batch
    if not actor.admin:
        theirs = theirs & (deed.by_id == actor.id)
    made = select_from(change).select(change.record_id).where((change.batch == batch) & (change.id > 0))  # by its index
    made = made.where((change.object == definition.key) & (change.verb == "create"))
    found: Criterion = table.id.isin(made.where(change.batch.isin(select_from(deed).select(deed.batch).where(theirs))))
    return found

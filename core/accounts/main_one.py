"""At most one main record of a kind per account (主联系人、默认开票信息): a new main one takes the place of the old."""

from typing import Any

from core.actor import Actor
from core.objects.definition import Values
from core.objects.registry import definition_of, object_named
from core.objects.writing import write


async def only_one_main(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """Takes the mark off the account's other records of this kind; the account's row keeps two at once apart."""
    asked = verb == "create" or {"main", "account"} & before.keys()
    if not asked or not record.main or not record.account_id:
        return
    definition = definition_of(record)
    await object_named("account").model.select_for_update().get(id=record.account_id)
    others: Any = definition.model.select_for_update().filter(account_id=record.account_id, main=True, deleted_at=None)
    for other in await others.exclude(id=record.id):
        await write(actor, definition, other, {"main": False}, "update")

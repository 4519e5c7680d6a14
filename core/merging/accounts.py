"""What accounts cannot have twice (客户合并前先理清的): a rename application that waits, a main contact."""

from typing import Any

from core.accounts.pick_up import CHILDREN
from core.accounts.rename import RENAME_REQUEST, RenameRequest
from core.actor import Actor
from core.objects.definition import Values
from core.objects.registry import object_named
from core.objects.writing import write


async def withdraw_renames(actor: Actor, master: Any, others: list[Any], becomes: Values) -> None:
    """Applications to rename an account that goes away ask for nothing any more; the master's own goes on."""
    ids = [other.id for other in others]
    waiting = RenameRequest.select_for_update().filter(account_id__in=ids, state="waiting", deleted_at=None)
    for request in await waiting.order_by("id"):
        note = f"客户已合并到「{master.name}」"
        await write(actor, RENAME_REQUEST, request, {"state": "withdrawn"}, "withdraw", note=note)


async def keep_one_main(actor: Actor, master: Any, others: list[Any], becomes: Values) -> None:
    """Of all main contacts (and invoice details) the master's stays, without one the first of the others."""
    order = [master.id, *(other.id for other in others)]
    for key in CHILDREN:
        child = object_named(key)
        found = child.model.select_for_update().filter(account_id__in=order, main=True, deleted_at=None)
        mains: list[Any] = sorted(await found.order_by("id"), key=lambda one: order.index(one.account_id))
        for second in mains[1:]:
            await write(actor, child, second, {"main": False}, "update")

"""The account that a lead becomes (转成的客户): a chosen one, the one of the same name, or a new one."""

from typing import Any

from core.accounts.account import ACCOUNT, Account
from core.actor import Actor
from core.conversion.existing import Existing, existing
from core.conversion.prefill import account_values
from core.db import database, execute
from core.errors import Conflict, Invalid
from core.objects.definition import ObjectDef, Values
from core.objects.duplicates import RecordKey
from core.objects.query import visible_ids
from core.objects.writing import create, write
from core.org.actor import MAY_ACT
from core.org.tables import Member
from core.text.company import company_exact

HELD = "conversion"


async def the_account(actor: Actor, lead: Any, given: Values | int | None, *, merge: bool) -> tuple[Any, bool]:
    """(account, whether it was there before). `given` is an account's id, values beside the lead's own, or nothing."""
    if isinstance(given, int):
        return await _joined(actor, lead, given), True
    values = {**account_values(lead), **(given or {})}
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Invalid({"account.name": "客户名称还没填"})
    await _one_at_a_time(name)
    same = next((one for one in await existing(actor, name) if one.exact), None)
    if same and not same.joins:
        raise _in_the_way(same)
    if same and same.id and merge:
        return await _joined(actor, lead, same.id), True
    complete = {**values, "owner": await keeper(actor, lead), "origin": "lead"}
    return await created(actor, ACCOUNT, complete), False


async def created(actor: Actor, definition: ObjectDef, values: Values) -> Any:
    """A new record; what is wrong with it is told at the fields of its part of the form."""
    try:
        return await create(actor, definition, values)
    except Invalid as wrong:
        raise Invalid({f"{definition.key}.{key}": text for key, text in wrong.fields.items()}, wrong.message) from wrong


async def _joined(actor: Actor, lead: Any, account_id: int) -> Any:
    """An existing account that the actor sees; what it does not know yet comes from the lead, if one may change it."""
    if account_id not in await visible_ids(actor, ACCOUNT, [account_id]):
        raise Invalid({"account": "没有这个客户，或你看不到。先请它的负责人共享给你"})
    account: Any = await Account.select_for_update().get(id=account_id)
    if account.owner_id is None:
        raise Conflict("这个客户在公海里，先领取，再把线索并过去")
    if account_id in await visible_ids(actor, ACCOUNT, [account_id], "update"):
        carried = {key: value for key, value in account_values(lead).items() if key in ACCOUNT.faces}
        unknown = {key: value for key, value in carried.items() if not getattr(account, key)}
        if unknown:
            await write(actor, ACCOUNT, account, unknown, "update")
    return account


async def _one_at_a_time(name: str) -> None:
    """Two leads of one company that are converted at once: the second waits, then finds the account of the first.

    The row is a key that nobody else may hold until this transaction ends; it is gone when it has.
    """
    key = (HELD, "company", company_exact(name)[:200])
    await execute(database().dialect.insert_keys("record_key", 1), [*key, 0])
    await RecordKey.filter(object=HELD, kind="company", value=key[2]).delete()


def _in_the_way(same: Existing) -> Conflict:
    """The 409 of an account that the actor may not see or that nobody has taken: who has it, and what to do."""
    if same.pooled:
        text = "这家公司已是客户，在客户公海里。先领取它，再把线索并过去"
    else:
        who = same.owner["label"] if same.owner else "别人"
        text = f"这家公司已是客户，由{who}跟进。先请他共享或转给你，再把线索并过去"
    return Conflict(text, existing=[same.to_json()])


async def keeper(actor: Actor, lead: Any) -> int:
    """The lead's owner keeps what becomes of it, unless he cannot work any more."""
    able = await Member.exists(id=lead.owner_id, status__in=MAY_ACT, deleted_at=None)
    return int(lead.owner_id) if able else actor.id

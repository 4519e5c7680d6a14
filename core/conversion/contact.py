"""The contact that a lead becomes (转成的联系人): the one with the same mobile, or a new one."""

from typing import Any

from core.accounts.contact import CONTACT, Contact
from core.actor import Actor
from core.conversion.account import created
from core.conversion.prefill import contact_values
from core.errors import Invalid
from core.objects.definition import Values
from core.objects.duplicates import RecordKey
from core.objects.query import visible_ids
from core.objects.writing import write
from core.text.keys import mobile_keys


async def the_contact(actor: Actor, lead: Any, account: Any, values: Values) -> Any:
    """The contact of the account; None when the form says that there is none, or the customer is a person.

    A contact of another account stays in the way as a duplicate: creating says who has it.
    """
    given = values["contact"]
    if isinstance(given, int):
        raise Invalid({"contact": "联系人按手机匹配，这里填联系人的资料"})
    if given is None and values["account"] is not None:
        return None
    wanted = {**contact_values(lead), **(given or {})}
    if not wanted.get("name"):
        return None
    same = await _same_mobile(actor, account, wanted)
    if same is not None:
        if same.account_id is None:
            await write(actor, CONTACT, same, {"account": account.id}, "update")
        return same
    return await _new(actor, lead, account, wanted)


async def _same_mobile(actor: Actor, account: Any, wanted: Values) -> Any:
    """A contact with one of the mobiles that the actor sees and that belongs to this account or to none."""
    mobile = wanted.get("mobile")
    numbers = mobile_keys(mobile) if isinstance(mobile, str) else []
    keys = RecordKey.filter(object=CONTACT.key, kind="mobile", value__in=numbers)
    ids = [key.record_id for key in await keys] if numbers else []
    for contact_id in sorted(await visible_ids(actor, CONTACT, ids)):
        contact: Any = await Contact.select_for_update().get(id=contact_id)
        if contact.account_id in (None, account.id):
            return contact
    return None


async def _new(actor: Actor, lead: Any, account: Any, wanted: Values) -> Any:
    first = not await Contact.exists(account_id=account.id, main=True, deleted_at=None)
    contact = await created(actor, CONTACT, {"main": first, **wanted, "account": account.id, "owner": account.owner_id})
    doubts = [
        key for key in lead.doubtful if key in CONTACT.faces and getattr(contact, key) == getattr(lead, key, None)
    ]
    if doubts:
        contact.doubtful = doubts
        await contact.save(update_fields=["doubtful"])
    return contact

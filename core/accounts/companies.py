"""The companies of a contact (任职公司): the main one it belongs to, and further ones it also works for.

No company is there twice. The rows of both keep two writers apart who would add the same one.
"""

from typing import Any

from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.objects.binning import into_bin
from core.objects.definition import ObjectDef, Values
from core.objects.query import label_of, visible_ids
from core.objects.registry import object_named

MAIN_ALREADY = "这家就是他的所属客户，不用再加"
THERE_ALREADY = "他的任职公司里已经有这家，改那一条就行"


async def one_of_the_contacts(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """What is about a contact and about an account is about a company where that contact works. Raises Invalid."""
    if not {"contact", "account"} & values.keys():
        return
    contact_id, account_id = (_now(record, values, key) for key in ("contact", "account"))
    if contact_id and account_id and (known := await companies_of(contact_id)) and account_id not in known:
        raise Invalid({"account": "这位联系人不在这家公司任职。换一家，或先在他的页面上添加这家任职公司"})


def _now(record: Any, values: Values, key: str) -> int | None:
    found: int | None = values.get(key, getattr(record, f"{key}_id", None))
    return found


def links() -> Any:
    return object_named("contact_company").model


async def companies_of(contact_id: int) -> set[int]:
    """The accounts that a contact belongs to or works for."""
    contacts = object_named("contact").model.filter(id=contact_id)
    main: list[Any] = await contacts.values_list("account_id", flat=True)
    further: list[Any] = (
        await links().filter(contact_id=contact_id, deleted_at=None).values_list("account_id", flat=True)
    )
    return {*main, *further} - {None}


async def may_add_company(actor: Actor, definition: ObjectDef, link: Any, values: Values) -> None:
    """A company opens the contact to those who see it: adding one takes the right to change the contact.

    That the actor sees the company is asked of every reference. Raises NotAllowed, Invalid.
    """
    if not {"contact", "account"} & values.keys():
        return
    contact_id, account_id = (_now(link, values, key) for key in ("contact", "account"))
    if not contact_id or not account_id:
        return
    if contact_id not in await visible_ids(actor, object_named("contact"), [contact_id], "update"):
        raise NotAllowed("你能看这位联系人，但不能修改，所以不能给他加任职公司。要加，找他的负责人")
    if sentence := await _there_already(contact_id, account_id, link.id if link else None):
        raise Invalid({"account": sentence})


async def refuse_double(actor: Actor, link: Any, verb: str, before: Values) -> None:
    """What comes back from the bin may have been added again meanwhile."""
    if verb == "restore" and (sentence := await _there_already(link.contact_id, link.account_id, link.id)):
        name = await label_of(object_named("account"), link.account_id)
        raise Conflict(f"「{name}」：{sentence}")


async def _there_already(contact_id: int, account_id: int, besides: int | None) -> str:
    """Why a contact does not need a company once more; empty when it is new. Holds both against others."""
    await object_named("account").model.select_for_update().get_or_none(id=account_id)
    contact: Any = await object_named("contact").model.select_for_update().get_or_none(id=contact_id)
    if contact is not None and contact.account_id == account_id:
        return MAIN_ALREADY
    others = links().filter(contact_id=contact_id, account_id=account_id, deleted_at=None).exclude(id=besides or 0)
    return THERE_ALREADY if await others.exists() else ""


async def main_is_no_further_one(actor: Actor, contact: Any, verb: str, before: Values) -> None:
    """A company that becomes the main one is no further one any more."""
    if "account" not in before:
        return
    same = links().filter(contact_id=contact.id, account_id=contact.account_id, deleted_at=None)
    if ids := list(await same.values_list("id", flat=True)):
        await into_bin(actor, object_named("contact_company"), ids, note="已是所属客户")

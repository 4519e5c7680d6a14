"""What the tests of undoing do and look at."""

from typing import Any

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.activities.activity import ACTIVITY
from core.actor import Actor
from core.objects.binning import Binned
from core.objects.deeds import Deed
from core.objects.definition import ObjectDef
from core.objects.history import Change, history
from core.objects.writing import create, delete, update
from core.undoing import Outcome, undo
from core.work import work


async def new(actor: Actor, definition: ObjectDef, **values: Any) -> Any:
    async with work():
        return await create(actor, definition, values)


async def change(actor: Actor, definition: ObjectDef, record_id: int, **values: Any) -> None:
    async with work():
        await update(actor, definition, record_id, values)


async def bin_it(actor: Actor, definition: ObjectDef, record_id: int) -> str:
    """Deletes a record and returns the batch."""
    async with work() as piece:
        await delete(actor, definition, record_id)
    return piece.batch


async def with_business(actor: Actor, **values: Any) -> tuple[Any, Any, Any, Any]:
    """An account with a contact, an invoice profile and a follow-up."""
    account = await new(actor, ACCOUNT, **{"name": "苏州汇筑科技有限公司", **values})
    contact = await new(actor, CONTACT, name="林嘉禾", mobile="13900002716", account=account.id)
    profile = await new(actor, INVOICE_PROFILE, account=account.id, title="汇筑", tax_number="91320500MA1N2X3Y4Z")
    activity = await new(actor, ACTIVITY, content="电话沟通了报价", contact=contact.id, account=account.id)
    return account, contact, profile, activity


async def last_deed() -> Deed:
    deed = await Deed.all().order_by("-id").first()
    assert deed is not None
    return deed


async def undo_last(actor: Actor) -> Outcome:
    return await undo(actor, (await last_deed()).batch)


async def living(definition: ObjectDef, record_id: int) -> bool:
    return bool(await definition.model.exists(id=record_id, deleted_at=None))


async def in_bin() -> set[tuple[str, int]]:
    return {(one.object, one.record_id) for one in await Binned.all()}


async def verbs(definition: ObjectDef, record_id: int) -> list[str]:
    rows = await Change.filter(object=definition.key, record_id=record_id).order_by("id")
    return [row.verb for row in rows]


async def notes(actor: Actor, definition: ObjectDef, record_id: int) -> list[str]:
    """What the history says beside the changes, newest first."""
    return [item["note"] for item in (await history(actor, definition, record_id))["items"]]


def whys(outcome: Outcome) -> dict[str, str]:
    """The reasons of what was kept, by object."""
    return {item["object"]: item["why"] for item in outcome.told.kept}

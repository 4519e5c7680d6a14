"""What picking up an account demands (捡回客户): a contact where it has none, else a follow-up with the next plan."""

from typing import Any

from tortoise.expressions import F

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.objects import history
from core.objects.definition import PickUp, Values
from core.objects.fields import Face
from core.objects.registry import definition_of, object_named
from core.objects.writing import create, write
from core.pools.moves import given_up_by
from core.teams.related import children, goes_along, related_to

ALONG = "随客户一起转移"
CHILDREN = ("contact", "invoice_profile")


async def first_step(actor: Actor, record: Any, values: Values) -> None:
    """The account is the actor's already; without the first step it is not."""
    contact = object_named("contact")
    if not await contact.model.exists(account_id=record.id, deleted_at=None):
        await _add_contact(actor, record, values)
    else:
        await _follow_up(actor, record, values)


async def _add_contact(actor: Actor, record: Any, values: Values) -> None:
    if not values["contact_name"]:
        raise Invalid({"contact_name": "这个客户还没有联系人，先填联系人姓名和手机，再领取"})
    given = {"name": values["contact_name"], "mobile": values["contact_mobile"], "account": record.id}
    await create(actor, object_named("contact"), given)


async def _follow_up(actor: Actor, record: Any, values: Values) -> None:
    problems = {}
    if not values["content"]:
        problems["content"] = "先写一条跟进，再领取"
    if values["next_at"] is None or values["next_at"] <= clock.now():
        problems["next_at"] = "下次跟进的时间要填，而且要晚于现在"
    if problems:
        raise Invalid(problems)
    given = {"account": record.id, "content": values["content"], "next_at": values["next_at"].isoformat()}
    await create(actor, object_named("activity"), given)


async def take_children(actor: Actor, record: Any, former: int | None, owner: int | None) -> None:
    """Contacts and invoice details that were the former owner's go where the account goes."""
    for key in CHILDREN:
        child = object_named(key)
        theirs = child.model.filter(account_id=record.id, owner_id=former, deleted_at=None)
        ids = [int(str(one)) for one in await theirs.values_list("id", flat=True)]
        await child.model.filter(id__in=ids).update(owner_id=owner, version=F("version") + 1)
        changes = [(child_id, {"owner": former}, {"owner": owner}) for child_id in ids]
        await history.remember_many(actor, child, "update", changes)


async def take_open_business(actor: Actor, record: Any, former: int | None, owner: int | None) -> None:
    """Open opportunities of whoever had the account go to whoever has it now; won and lost ones never (decision 4).

    While it waits in its pool they stay with whoever gave it up: they and those above go on seeing, winning and losing
    them, so that no deal is out of everybody's sight. What was passed on to somebody else meanwhile is theirs.
    """
    if owner is None:
        return
    left_by = await given_up_by(record) if former is None else former
    for kind in related_to(definition_of(record)):
        for child in await children(kind, [record.id], held=True) if kind.object not in CHILDREN else ():
            if child.owner_id != owner and goes_along(kind, child, left_by):
                await write(actor, object_named(kind.object), child, {"owner": owner}, "transfer", note=ALONG)


ACCOUNT_PICK_UP = PickUp(
    {
        "contact_name": Face("联系人姓名", "text", max_length=100),
        "contact_mobile": Face("联系人手机", "phone", max_length=100),
        "content": Face("跟进内容", "long_text", max_length=4000),
        "next_at": Face("下次跟进", "datetime"),
    },
    first_step,
    along=(take_children, take_open_business),
)

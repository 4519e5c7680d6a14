"""Making a record of an external contact (导入企业微信客户): a lead, or an account with a contact, once."""

from dataclasses import dataclass
from typing import Any

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT, Contact
from core.cards.scan import own_account
from core.db import database, execute
from core.errors import Conflict, Invalid
from core.external.known import ExternalPerson, known_people
from core.external.link import ExternalLink
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.objects.duplicates import Match
from core.objects.query import visible_ids
from core.objects.writing import create
from core.org.actor import Actor
from core.work import current_work

TARGETS = ("lead", "account")
MOST_MOBILES = 5


@dataclass(frozen=True)
class Imported:
    """`first` is False when the person was a record before: nothing was made then."""

    object: str
    id: int
    first: bool


async def import_person(actor: Actor, person: ExternalPerson, target: str, pool_group: int | None = None) -> Imported:
    """A new record, in the pool group given, or the one the person has already. Runs inside `work()`.

    Raises Invalid, and Conflict (with `duplicates`) when the person's record is not the actor's to see.
    """
    current_work()
    if target not in TARGETS:
        raise Invalid({"as": "外部联系人只能导入为线索或客户"})
    earlier = await ExternalLink.filter(external_userid=person.external_userid).values_list("id", flat=True)
    if match := (await known_people(actor, [person])).get(person.external_userid):
        return await _there_already(actor, person, match, target)
    await ExternalLink.filter(id__in=list(earlier)).delete()  # what it led to is gone
    if not await _reserve(actor, person):
        if match := (await known_people(actor, [person])).get(person.external_userid):
            return await _there_already(actor, person, match, target)
        raise Conflict("这位联系人正在导入，过几秒再看")
    if target == "lead":
        lead = await _as_lead(actor, person, pool_group)
        await _link(person, LEAD.key, lead.id)
        return Imported(LEAD.key, lead.id, True)
    account, contact = await _as_account(actor, person, pool_group)
    await _link(person, CONTACT.key, contact.id)
    return Imported(ACCOUNT.key, account.id, True)


async def _there_already(actor: Actor, person: ExternalPerson, match: Match, target: str) -> Imported:
    """The record that is there; the link is kept for the time when the mobile number changes."""
    if match.id is None:
        who = match.owner["label"] if match.owner else ""
        text = f"{match.label}已由{who}跟进，先和对方商量" if who else f"{match.label}在公海里，先去领取"
        raise Conflict(text, duplicates=[match.to_json()])
    if await _reserve(actor, person):
        await _link(person, match.object, match.id)
    if target == ACCOUNT.key and match.object == CONTACT.key:
        contact: Any = await Contact.get(id=match.id)
        if contact.account_id in await visible_ids(actor, ACCOUNT, [contact.account_id or 0]):
            return Imported(ACCOUNT.key, contact.account_id, False)
    return Imported(match.object, match.id, False)


async def _reserve(actor: Actor, person: ExternalPerson) -> bool:
    """Takes the person for this transaction; the unique key lets one of two presses through."""
    columns = ["external_userid", "object", "record_id", "member_id", "at"]
    values = [person.external_userid, "", 0, actor.id, clock.now()]
    return bool(await execute(database().dialect.insert_once("external_link", columns, "external_userid"), values))


async def _link(person: ExternalPerson, object_key: str, record_id: int) -> None:
    await ExternalLink.filter(external_userid=person.external_userid).update(object=object_key, record_id=record_id)


async def _as_lead(actor: Actor, person: ExternalPerson, pool_group: int | None) -> Any:
    """Without a mobile number the WeChat name is the way to reach them, to be checked by a person."""
    values = {**_person(person), "company": person.company, "source": "import", "note": person.description}
    if not values["mobile"]:
        values["wechat"] = person.name
    lead = await create(actor, LEAD, _fitting(LEAD, values) | _grouped(pool_group))
    if not values["mobile"]:
        await LEAD.model.filter(id=lead.id).update(doubtful=["wechat"])
    return lead


async def _as_account(actor: Actor, person: ExternalPerson, pool_group: int | None) -> tuple[Any, Any]:
    """Joins an account of the same company that the actor may change; a person without a company is one alone."""
    company = {"name": person.company} if person.company else {"name": person.name, "kind": "person"}
    values = {**_person(person), "note": person.description}
    account = await own_account(actor, company) if person.company else None
    if account is None:
        account = await create(actor, ACCOUNT, _fitting(ACCOUNT, company) | _grouped(pool_group))
        values["main"] = True
        await ACCOUNT.model.filter(id=account.id).update(origin="import")
    return account, await create(actor, CONTACT, _fitting(CONTACT, values) | {"account": account.id})


def _grouped(pool_group: int | None) -> dict[str, Any]:
    return {} if pool_group is None else {"pool_group": pool_group}


def _person(person: ExternalPerson) -> dict[str, Any]:
    return {"name": person.name, "title": person.position, "mobile": "; ".join(person.mobiles[:MOST_MOBILES])}


def _fitting(definition: ObjectDef, values: dict[str, Any]) -> dict[str, Any]:
    """Values cut to what their fields hold."""
    lengths = {key: definition.faces[key].max_length for key in values}
    return {key: value[: lengths[key]] if isinstance(value, str) else value for key, value in values.items()}

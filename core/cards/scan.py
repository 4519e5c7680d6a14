"""Scanned business cards (名片识别): a photo, its reading, and what was saved from it, each card once.

The reading comes as plain JSON from the reader; this room knows how its fields become a lead, or an account with a
contact, and which records may be the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.db import database, execute
from core.errors import Conflict, Invalid, NotFound
from core.files.attaching import attach
from core.files.file import StoredFile
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.objects.duplicates import Match, keys_of, matches
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.objects.writing import create
from core.org.actor import Actor
from core.work import current_work, happened

DOUBT = 0.8
LEAD_FIELDS = (
    "name", "company", "department", "title", "mobile", "phone", "email", "wechat", "qq", "fax", "website", "address",
    "postcode",
)  # fmt: skip
CONTACT_FIELDS = ("name", "department", "title", "mobile", "phone", "email", "wechat", "qq", "address")
ACCOUNT_FIELDS = {  # field of the reading → field of the account
    "company": "name",
    "phone": "phone",
    "fax": "fax",
    "website": "website",
    "address": "address",
    "postcode": "postcode",
}
ENGLISH = ("name_en", "title_en", "department_en", "company_en", "address_en")
SINGLE = ("name", "company", "department", "address", "postcode", "website", "email", "wechat", "qq", "fax")
TARGETS = ("lead", "account")
KEPT = "card"


class CardScan(Model):
    """One photo. States: reading → read, or failed with a sentence in `error`."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(200, unique=True)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    file: Any = fields.ForeignKeyField("models.StoredFile", related_name=False, null=True, on_delete=fields.NO_ACTION)
    file_id: int | None
    media_id = fields.CharField(600, default="")
    state = fields.CharField(10, default="reading")
    reading: dict[str, Any] = fields.JSONField(default=dict)
    error = fields.CharField(300, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "card_scan"


class CardSave(Model):
    """What became of one card of a photo. Its unique key is why a second press finds the first one's result."""

    id = fields.BigIntField(primary_key=True)
    scan: Any = fields.ForeignKeyField("models.CardScan", related_name=False, on_delete=fields.CASCADE)
    scan_id: int
    card = fields.IntField()
    target = fields.CharField(10)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    created: list[dict[str, Any]] = fields.JSONField(default=list)
    member_id = fields.BigIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "card_save"
        unique_together = (("scan", "card"),)


@dataclass(frozen=True)
class OwnerAsked:
    """A member who scanned the card of somebody else's lead or contact wants its owner to know (decision 28)."""

    scan_id: int
    card: int
    owner_id: int
    by_id: int


@dataclass(frozen=True)
class CardSaved:
    """A card became a record."""

    scan_id: int
    card: int
    object: str
    record_id: int
    member_id: int


@dataclass(frozen=True)
class Saved:
    """The outcome of saving: `first` is False when the card was saved before and nothing happened now."""

    object: str
    id: int
    created: list[dict[str, Any]]
    first: bool
    at: Any
    member_id: int


async def begin(actor: Actor, key: str, media_id: str) -> CardScan:
    """A photo that is to be fetched and read; the same key gives the same scan."""
    given = {"member_id": actor.id, "media_id": media_id, "created_at": clock.now()}
    scan, _ = await CardScan.get_or_create(key=key, defaults=given)
    return scan


async def photo_kept(scan: CardScan, file_id: int) -> None:
    scan.file_id = file_id
    await CardScan.filter(id=scan.id).update(file_id=file_id)


async def was_read(scan: CardScan, reading: dict[str, Any]) -> None:
    await CardScan.filter(id=scan.id).update(state="read", reading=reading)


async def could_not_be_read(scan: CardScan, sentence: str) -> None:
    await CardScan.filter(id=scan.id).update(state="failed", error=sentence[:300])


async def scan_of(actor: Actor, scan_id: int) -> CardScan:
    """A member's own scan; anybody else's does not exist."""
    scan = await CardScan.get_or_none(id=scan_id)
    if scan is None or (scan.member_id != actor.id and not actor.admin):
        raise NotFound("没有找到这张名片，重新拍一次")
    return scan


def card_of(scan: CardScan, card: int) -> dict[str, Any]:
    """The reading of one card of a photo: {"fields": {name: [{"value","confidence","box"}]}}."""
    cards = scan.reading.get("cards", [])
    if not 0 <= card < len(cards):
        raise NotFound("没有找到这张名片，重新拍一次")
    found: dict[str, Any] = cards[card]
    return found


def plain(fields_read: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """A reading as one text per lead field; several numbers are joined, English goes to the note."""
    texts = {name: [v["value"] for v in values if v.get("value")] for name, values in fields_read.items()}
    values: dict[str, str] = {}
    for name in LEAD_FIELDS:
        found = texts.get(name) or (texts.get(f"{name}_en") if f"{name}_en" in ENGLISH else None)
        if found:
            joined = found[0] if name in SINGLE else ("; " if name in ("mobile", "phone") else "、").join(found)
            values[name] = joined
    extra = [f"{LEAD.faces[n].label}：{v}" for n in SINGLE for v in texts.get(n, [])[1:]]
    english = [v for name in ENGLISH if texts.get(name.removesuffix("_en")) for v in texts.get(name, [])]
    if notes := [*extra, *(["英文：" + " · ".join(english)] if english else [])]:
        values["note"] = "\n".join(notes)
    return {name: _fits(name, value) for name, value in values.items()}


def _fits(name: str, value: str) -> str:
    face = LEAD.faces[name]
    return value[: face.max_length] if face.max_length else value


def doubtful(fields_read: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Names of the fields with a value below the threshold, to be looked at."""
    return [n for n, values in fields_read.items() if any(v.get("confidence", 1) < DOUBT for v in values)]


async def duplicates(actor: Actor, values: dict[str, str]) -> list[Match]:
    """Living leads, contacts and accounts that may be the same person or company."""
    as_contact = {name: values.get(name, "") for name in CONTACT_FIELDS}
    as_account = {ours: values.get(read, "") for read, ours in ACCOUNT_FIELDS.items()}
    return await matches(
        actor,
        {
            "lead": keys_of(LEAD.hard_keys, values) | keys_of(LEAD.soft_keys, values),
            "contact": keys_of(CONTACT.hard_keys, as_contact),
            "account": keys_of(ACCOUNT.soft_keys, as_account),
        },
    )


async def save(
    actor: Actor, scan: CardScan, card: int, target: str, values: dict[str, Any], confirmed: Iterable[str] = ()
) -> Saved:
    """Makes a lead, or an account with a contact, from a card; the same card again gives the first result.

    What was read with doubt and is not among `confirmed` keeps its mark on the record. Runs inside `work()`. Raises
    Invalid, NotFound, and Conflict (with `duplicates`) when a hard key is taken.
    """
    current_work()
    if target not in TARGETS:
        raise Invalid({"as": "名片只能存为线索或客户"})
    card_of(scan, card)
    if earlier := await saved(scan.id, card):
        return earlier
    if not await _reserve(actor, scan, card, target):
        return await _the_others(scan, card)
    created = await (_as_lead if target == "lead" else _as_account)(actor, values)
    definition, instance = created[-1] if target == "lead" else created[0]
    summary = [{"object": d.key, "id": i.id, "label": getattr(i, d.title)} for d, i in created]
    await CardSave.filter(scan_id=scan.id, card=card).update(
        object=definition.key, record_id=instance.id, created=summary
    )
    await _attach_photo(actor, scan, created)
    await _mark_doubts(set(doubtful(card_of(scan, card)["fields"])) - set(confirmed), created)
    await happened(CardSaved(scan.id, card, definition.key, instance.id, actor.id))
    return Saved(definition.key, instance.id, summary, True, clock.now(), actor.id)


async def saved(scan_id: int, card: int) -> Saved | None:
    """What became of a card earlier, if anything."""
    row = await CardSave.get_or_none(scan_id=scan_id, card=card)
    return Saved(row.object, row.record_id, row.created, False, row.at, row.member_id) if row else None


async def keep(actor: Actor, scan: CardScan, card: int) -> Saved:
    """Leaves a card as it is, without a record of its own: photo and reading stay with the member (仅存我的名片)."""
    current_work()
    card_of(scan, card)
    if earlier := await saved(scan.id, card):
        return earlier
    if not await _reserve(actor, scan, card, KEPT):
        return await _the_others(scan, card)
    await CardSave.filter(scan_id=scan.id, card=card).update(object=KEPT, record_id=scan.id)
    return Saved(KEPT, scan.id, [], True, clock.now(), actor.id)


async def ask_owner(actor: Actor, scan: CardScan, card: int) -> list[dict[str, Any]]:
    """Tells whoever follows the same person that the actor has the card too; returns them. Runs inside `work()`."""
    found = await duplicates(actor, plain(card_of(scan, card)["fields"]))
    owners = {match.owner["id"]: match.owner for match in found if match.hard and match.owner}
    owners.pop(actor.id, None)
    for owner_id in owners:
        await happened(OwnerAsked(scan.id, card, owner_id, actor.id))
    return list(owners.values())


async def _reserve(actor: Actor, scan: CardScan, card: int, target: str) -> bool:
    """Takes the card for this transaction; the unique key lets one of two presses through."""
    columns = ["scan_id", "card", "target", "object", "record_id", "created", "member_id", "at"]
    values = [scan.id, card, target, "", 0, database().dialect.json([]), actor.id, clock.now()]
    return bool(await execute(database().dialect.insert_once("card_save", columns, "scan_id", "card"), values))


async def _the_others(scan: CardScan, card: int) -> Saved:
    """What a press at the same moment made of the card."""
    other = await saved(scan.id, card)
    if other is None:
        raise Conflict("这张名片正在保存，过几秒再看")
    return other


async def _as_lead(actor: Actor, values: dict[str, Any]) -> list[tuple[ObjectDef, Any]]:
    wanted = {key: value for key, value in values.items() if key in LEAD.faces}
    return [(LEAD, await create(actor, LEAD, {"source": "card", **wanted}))]


async def _as_account(actor: Actor, values: dict[str, Any]) -> list[tuple[ObjectDef, Any]]:
    """Joins an account of the same company that the actor may change; otherwise makes one."""
    company = {ours: values[read] for read, ours in ACCOUNT_FIELDS.items() if values.get(read)}
    if not company.get("name"):
        raise Invalid({"company": "存为客户要有公司名称"})
    account = await own_account(actor, company)
    grouped = {"pool_group": values["pool_group"]} if values.get("pool_group") else {}
    made = [] if account else [(ACCOUNT, account := await create(actor, ACCOUNT, {**company, **grouped}))]
    person = {key: values[key] for key in CONTACT_FIELDS if values.get(key)}
    if person.get("name"):
        made.append((CONTACT, await create(actor, CONTACT, {**person, "account": account.id})))
    return [(ACCOUNT, account), *[pair for pair in made if pair[0] is not ACCOUNT]]


async def _mark_doubts(doubts: set[str], created: list[tuple[ObjectDef, Any]]) -> None:
    for definition, instance in created:
        if definition.doubted and (marked := sorted(doubts & set(definition.faces))):
            await definition.model.filter(id=instance.id).update(doubtful=marked)


async def _attach_photo(actor: Actor, scan: CardScan, created: list[tuple[ObjectDef, Any]]) -> None:
    """The photo goes beside what was made of it, so that a doubtful field can be looked up later."""
    file = await StoredFile.get_or_none(id=scan.file_id) if scan.file_id else None
    if file:
        await attach(actor, file, "名片照片", {definition.key: instance.id for definition, instance in created})


async def own_account(actor: Actor, company: dict[str, Any]) -> Any:
    """An account of the same company that the actor may change, if there is one."""
    wanted = {pair for pair in keys_of(ACCOUNT.soft_keys, company) if pair[0] == "company"}
    for match in await matches(actor, {"account": wanted}):
        if match.id and match.id in await visible_ids(actor, object_named("account"), [match.id], "update"):
            return await ACCOUNT.model.get(id=match.id)
    return None

"""Which external contacts are records already (已在系统里的外部联系人): by link, else by mobile number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.accounts.contact import CONTACT
from core.actor import Actor
from core.external.link import ExternalLink
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.objects.duplicates import Match, RecordKey
from core.objects.labels import labels
from core.objects.query import visible_ids
from core.text.keys import mobile_keys
from core.text.mask import mask_name

KINDS: tuple[ObjectDef, ...] = (CONTACT, LEAD)  # a contact says more than the lead it came from
AT_ONCE = 500
Record = tuple[str, int]


@dataclass(frozen=True)
class ExternalPerson:
    """Somebody a member added in WeCom, as plain values."""

    external_userid: str
    name: str
    company: str = ""
    position: str = ""
    mobiles: tuple[str, ...] = ()
    description: str = ""


async def known_people(actor: Actor, people: Sequence[ExternalPerson]) -> dict[str, Match]:
    """The living record of each person who has one; outside the actor's scope only who follows it."""
    found: dict[str, Match] = {}
    for start in range(0, len(people), AT_ONCE):
        found |= await _known(actor, people[start : start + AT_ONCE])
    return found


async def _known(actor: Actor, people: Sequence[ExternalPerson]) -> dict[str, Match]:
    linked = await _linked(people)
    by_mobile = await _by_mobile(people)
    candidates = {
        person.external_userid: [
            *((record, "企业微信联系人相同") for record in linked.get(person.external_userid, ())),
            *((record, "手机相同") for record in by_mobile.get(person.external_userid, ())),
        ]
        for person in people
    }
    told = await _told(actor, {record for each in candidates.values() for record, _ in each})
    matches: dict[str, Match] = {}
    for external_userid, each in candidates.items():
        for record, why in each:
            if record in told:
                matches[external_userid] = _match(record, told[record], why)
                break
    return matches


async def _linked(people: Iterable[ExternalPerson]) -> dict[str, list[Record]]:
    """A lead that was converted stands for the contact it became."""
    rows = await ExternalLink.filter(external_userid__in=[person.external_userid for person in people])
    leads = [row.record_id for row in rows if row.object == LEAD.key]
    became = dict(await LEAD.model.filter(id__in=leads).values_list("id", "converted_contact_id")) if leads else {}
    found: dict[str, list[Record]] = {}
    for row in rows:
        contact = became.get(row.record_id) if row.object == LEAD.key else None
        records = [(CONTACT.key, contact)] if contact else []
        found[row.external_userid] = [*records, (row.object, row.record_id)]
    return found


async def _by_mobile(people: Iterable[ExternalPerson]) -> dict[str, list[Record]]:
    keys = {person.external_userid: {key for m in person.mobiles for key in mobile_keys(m)} for person in people}
    wanted = sorted(set().union(*keys.values())) if keys else []
    if not wanted:
        return {}
    kinds = [definition.key for definition in KINDS]
    rows = await RecordKey.filter(object__in=kinds, kind="mobile", value__in=wanted).order_by("object", "record_id")
    return {
        external_userid: [(row.object, row.record_id) for row in rows if row.value in held]
        for external_userid, held in keys.items()
        if held
    }


@dataclass(frozen=True)
class _Head:
    name: str
    owner: dict[str, Any] | None
    within: bool


async def _told(actor: Actor, records: set[Record]) -> dict[Record, _Head]:
    """Living records by object and id; which of them the actor sees."""
    told: dict[Record, _Head] = {}
    for definition in KINDS:
        ids = sorted(record_id for key, record_id in records if key == definition.key)
        if not ids:
            continue
        living = await definition.model.filter(id__in=ids, deleted_at=None).values("id", definition.title, "owner_id")
        names = await labels({"member": {row["owner_id"] for row in living if row["owner_id"]}})
        within = await visible_ids(actor, definition, ids)
        for row in living:
            owner = row["owner_id"]
            shown = {"id": owner, "label": names.get(("member", owner), "")} if owner else None
            told[definition.key, row["id"]] = _Head(row[definition.title], shown, row["id"] in within)
    return told


def _match(record: Record, head: _Head, why: str) -> Match:
    return Match(
        object=record[0],
        id=record[1] if head.within else None,
        label=head.name if head.within else mask_name(head.name),
        owner=head.owner,
        status="",
        match=why,
        hard=True,
        pooled=head.owner is None and record[0] == LEAD.key,
    )

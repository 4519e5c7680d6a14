"""A contact as a vCard 3.0 (联系人名片): what an address book takes in, no more than the reader sees.

The remark is left out: the card is given away, also to the contact.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.actor import Actor
from core.errors import NotFound
from core.objects.query import record
from core.text.separators import MAILBOXES, NUMBERS, parted

LONGEST_LINE = 75
SHORT_NAME = 40
_SPECIAL = re.compile(r"[\\;,]")
_BREAKS = re.compile(r"\s*[\r\n]+\s*")


@dataclass(frozen=True)
class Card:
    name: str
    company: str = ""
    department: str = ""
    title: str = ""
    mobiles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    website: str = ""

    @property
    def text(self) -> str:
        """The card by RFC 2426: escaped, folded at 75 octets, with CRLF."""
        lines = [
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"N:{_escaped(self.name)};;;;",
            f"FN:{_escaped(self.name)}",
            *self._work(),
            *(f"TEL;TYPE=CELL:{_escaped(number)}" for number in self.mobiles),
            *(f"TEL;TYPE=WORK:{_escaped(number)}" for number in self.phones),
            *(f"EMAIL;TYPE=INTERNET:{_escaped(mailbox)}" for mailbox in self.emails),
            "END:VCARD",
        ]
        return "".join(f"{_folded(line)}\r\n" for line in lines)

    def _work(self) -> list[str]:
        place = ";".join(_escaped(part) for part in (self.company, self.department)).rstrip(";")
        return [
            *([f"ORG:{place}"] if place else []),
            *([f"TITLE:{_escaped(self.title)}"] if self.title else []),
            *([f"ADR;TYPE=WORK:;;{_escaped(self.address)};;;;"] if self.address else []),
            *([f"URL:{_escaped(self.website)}"] if self.website else []),
        ]


MOST_NEEDED_FIRST = {
    "company": "公司",
    "title": "职务",
    "phones": "电话",
    "emails": "邮箱",
    "department": "部门",
    "website": "网站",
    "address": "地址",
}


def fitted(card: Card, room: int) -> tuple[Card, list[str]]:
    """The card with as much as fits into `room` octets, and the words for what did not; name and mobiles stay."""
    kept = Card(card.name, mobiles=card.mobiles)
    if not _fits(kept, room):
        kept = replace(kept, name=card.name[:SHORT_NAME])
    left_out = []
    for key, label in MOST_NEEDED_FIRST.items():
        fuller = replace(kept, **{key: getattr(card, key)})
        if _fits(fuller, room):
            kept = fuller
        else:
            left_out.append(label)
    return kept, left_out


def _fits(card: Card, room: int) -> bool:
    return len(card.text.encode()) <= room


async def card_of(actor: Actor, contact_id: int) -> Card:
    """The card as this reader sees contact and account; NotFound when the contact is not theirs to see."""
    contact = await record(actor, CONTACT, contact_id)
    account = await _account(actor, contact.get("account"))
    return Card(
        name=contact.get("name") or account.get("name") or CONTACT.label,
        company=account.get("name") or "",
        department=contact.get("department") or "",
        title=contact.get("title") or "",
        mobiles=tuple(parted(NUMBERS, contact.get("mobile") or "")),
        phones=tuple(parted(NUMBERS, contact.get("phone") or "")),
        emails=tuple(parted(MAILBOXES, contact.get("email") or "")),
        address=contact.get("address") or account.get("address") or "",
        website=account.get("website") or "",
    )


async def _account(actor: Actor, reference: dict[str, Any] | None) -> dict[str, Any]:
    """What the reader sees of the account: its name stands in the contact, the rest only where the account opens."""
    if reference is None:
        return {}
    try:
        return await record(actor, ACCOUNT, reference["id"])
    except NotFound:
        return {} if actor.hides(ACCOUNT.key, "name") else {"name": reference["label"]}


def _escaped(text: str) -> str:
    return _BREAKS.sub(r"\\n", _SPECIAL.sub(r"\\\g<0>", text))


def _folded(line: str) -> str:
    """Pieces of at most 75 octets, none of which cuts a character; those that go on begin with a space."""
    pieces, size = [""], 0
    for character in line:
        size += len(character.encode())
        if size > LONGEST_LINE:
            pieces.append(" ")
            size = 1 + len(character.encode())
        pieces[-1] += character
    return "\r\n".join(pieces)

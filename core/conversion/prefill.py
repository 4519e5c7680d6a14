"""What of a lead goes into its account, its contact and the opportunity that may be made with them (转换预填)."""

from typing import Any

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.actor import Actor
from core.conversion.existing import existing
from core.errors import Conflict, NotFound
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.definition import ObjectDef, Values
from core.objects.query import listed_ids, visible_ids

ACCOUNT_FIELDS = {  # field of the account → field of the lead
    "name": "company",
    "level": "level",
    "phone": "phone",
    "fax": "fax",
    "website": "website",
    "city": "city",
    "address": "address",
    "postcode": "postcode",
    "tags": "tags",
    "note": "note",
}
CONTACT_FIELDS = {
    key: key for key in ("name", "department", "title", "mobile", "phone", "email", "wechat", "qq", "address")
}
POOL = "pool"


async def conversion(actor: Actor, lead_id: int) -> dict[str, Any]:
    """What the conversion form begins with: {"account", "contact", "opportunity", "existing", "merges"}.

    Of a pooled lead that does not open only the teaser is known before it is taken.
    """
    opens = lead_id in await visible_ids(actor, LEAD, [lead_id])
    if not opens and not (POOL in LEAD.scopes and lead_id in await listed_ids(actor, LEAD, [lead_id], POOL)):
        raise NotFound()
    lead: Any = await Lead.get(id=lead_id)
    if lead.converted_at is not None:
        raise Conflict("这条线索已经转成客户了")
    known = set(LEAD.faces) if opens else set(LEAD.teaser)
    known = {key for key in known if not actor.hides(LEAD.key, key)}
    account, contact = account_values(lead, known), contact_values(lead, known)
    found = await existing(actor, account.get("name", ""))
    return {
        "account": account,
        "contact": contact,
        "opportunity": {"name": account["name"]} if account.get("name") else {},
        "existing": [one.to_json() for one in found],
        "merges": any(one.joins for one in found),
    }


def account_values(lead: Any, known: set[str] | None = None) -> Values:
    """Values of a new account as its form would give them. A lead without a company is a person who buys."""
    values = _carried(lead, ACCOUNT, ACCOUNT_FIELDS, known)
    if not values.get("name"):
        values |= {"kind": "person", **({"name": lead.name} if known is None or "name" in known else {})}
    return values


def contact_values(lead: Any, known: set[str] | None = None) -> Values:
    return _carried(lead, CONTACT, CONTACT_FIELDS, known)


def _carried(lead: Any, target: ObjectDef, mapping: dict[str, str], known: set[str] | None) -> Values:
    """Filled values that the target can hold, custom fields of the same key and kind too."""
    faces, own = custom.all_faces(target), custom.custom_faces(LEAD.key)
    values = {key: getattr(lead, ours) for key, ours in mapping.items() if known is None or ours in known}
    if known is None or set(LEAD.faces) <= known:
        same = {
            key for key, face in custom.custom_faces(target.key).items() if key in own and own[key].kind == face.kind
        }
        values |= {key: value for key, value in lead.custom.items() if key in same}
    return {key: kept for key, value in values.items() if (kept := _still_an_option(faces[key], value))}


def _still_an_option(face: Any, value: Any) -> Any:
    """Choices without what the target does not offer; everything else as it is."""
    offered = {option.value for option in face.options if not option.retired}
    if face.kind == "choices":
        return [one for one in value or [] if one in offered]
    return value if face.kind != "choice" or value in offered else ""

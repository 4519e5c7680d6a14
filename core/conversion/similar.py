"""Who is already there while a form is filled in (查重): accounts, contacts and leads of the same person or company.

By index only, at most five, masked outside the scope (decision 10); a customer's name is also looked for inside names,
among what the member may see.
"""

from typing import Any

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.actor import Actor
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef, Values
from core.objects.duplicates import keys_of, matches
from core.objects.query import Listing, search
from core.text.keys import company_keys

SHOWN = 5
SHORTEST = 2
Pairs = dict[str, set[tuple[str, str]]]


async def similar(actor: Actor, definition: ObjectDef, values: Values, besides: int | None = None) -> list[Values]:
    """Records like the one that the values describe, the surest first, without the record `besides` itself."""
    found = [match.to_json() for match in await matches(actor, asked(definition, values))]
    if definition is ACCOUNT:
        known = {(one["object"], one["id"]) for one in found}
        found += [one for one in await _name_inside(actor, values) if (one["object"], one["id"]) not in known]
    own = (definition.key, besides)
    return [one for one in found if besides is None or (one["object"], one["id"]) != own][:SHOWN]


def asked(definition: ObjectDef, values: Values) -> Pairs:
    """Which keys of which object to look for."""
    own = {definition.key: keys_of(definition.hard_keys, values) | keys_of(definition.soft_keys, values)}
    if definition is LEAD:
        return {**own, CONTACT.key: keys_of(CONTACT.hard_keys, values), ACCOUNT.key: _company(values.get("company"))}
    if definition is ACCOUNT:
        return {**own, LEAD.key: _company(values.get("name"))}
    if definition is CONTACT:
        return {**own, LEAD.key: keys_of(LEAD.hard_keys, values)}
    return own


def _company(name: Any) -> set[tuple[str, str]]:
    return {("company", key[:200]) for key in company_keys(name or "")}


async def _name_inside(actor: Actor, values: Values) -> list[Values]:
    """Customers in scope whose names hold what was typed."""
    name = str(values.get("name") or "").strip()
    if len(name) < SHORTEST:
        return []
    page = await search(actor, ACCOUNT, Listing(q=name[:100], limit=SHOWN, columns=("name", "owner", "status")))
    return [
        {
            "object": ACCOUNT.key,
            "id": item["id"],
            "label": item["name"],
            "owner": item.get("owner"),
            "status": ACCOUNT.faces["status"].word(item["status"]),
            "match": "名称相近",
            "hard": False,
            "pooled": item.get("owner") is None,
        }
        for item in page.items
    ]

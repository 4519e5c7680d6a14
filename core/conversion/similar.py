"""Who is already there while a form is filled in (查重): accounts, contacts and leads of the same person or company.

By index only, at most five, masked outside the scope (decision 10); a customer's name is also looked for inside names,
among what the member may see.
"""

from core.accounts.account import ACCOUNT
from core.actor import Actor
from core.objects.definition import ObjectDef, Values
from core.objects.duplicates import matches
from core.objects.query import Listing, search
from core.objects.record_keys import asked

SHOWN = 5
SHORTEST = 2


async def similar(actor: Actor, definition: ObjectDef, values: Values, besides: int | None = None) -> list[Values]:
    """Records like the one that the values describe, the surest first, without the record `besides` itself."""
    found = [match.to_json() for match in await matches(actor, asked(definition, values))]
    if definition is ACCOUNT:
        known = {(one["object"], one["id"]) for one in found}
        found += [one for one in await _name_inside(actor, values) if (one["object"], one["id"]) not in known]
    own = (definition.key, besides)
    return [one for one in found if besides is None or (one["object"], one["id"]) != own][:SHOWN]


async def _name_inside(actor: Actor, values: Values) -> list[Values]:
    """Customers in scope whose names hold what was typed."""
    name = str(values.get("name") or "").strip()
    if len(name) < SHORTEST or actor.hides(ACCOUNT.key, "name"):
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

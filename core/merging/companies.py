"""Companies of contacts that a merge would have twice (合并后重复的任职公司): one stays, the others go to the bin.

Each goes along with the record it belonged to and comes back with it. What lies in the bin already is put aside: it
could not come back beside the other.
"""

from collections.abc import Iterable
from typing import Any

from core.actor import Actor
from core.objects import deeds
from core.objects.binning import Binned, into_bin
from core.objects.definition import Values
from core.objects.registry import object_named


async def one_company_of_each(actor: Actor, master: Any, others: list[Any], becomes: Values) -> None:
    """Contacts are merged: what becomes the main company is no further one, and every further one is there once."""
    main = becomes.get("account", master.account_id)
    await _keep_one(actor, "contact", "account", [master.id, *(other.id for other in others)], {main})


async def each_contact_once(actor: Actor, master: Any, others: list[Any], becomes: Values) -> None:
    """Accounts are merged: who belongs to one of them does not work there besides, and nobody does so twice."""
    ids = [master.id, *(other.id for other in others)]
    belong: Any = object_named("contact").model.filter(account_id__in=ids).values_list("id", flat=True)
    await _keep_one(actor, "account", "contact", ids, set(await belong))


async def _keep_one(actor: Actor, merged: str, beside: str, ids: list[int], there: Iterable[int | None]) -> None:
    """Of the links of the merged records to the same record beside them the first stays: a living one, the master's.

    None stays to the records that are `there` already.
    """
    definition = object_named("contact_company")
    found: list[Any] = await definition.model.filter(**{f"{merged}_id__in": ids}).select_for_update().order_by("id")
    found.sort(key=lambda link: (link.deleted_at is not None, ids.index(getattr(link, f"{merged}_id"))))
    seen = set(there)
    for link in found:
        other, root = getattr(link, f"{beside}_id"), (merged, getattr(link, f"{merged}_id"))
        if other is None or other not in seen:
            seen.add(other)
        elif link.deleted_at is None:
            await into_bin(actor, definition, [link.id], root=root, verb="merge", note="合并后重复")
        else:
            for row in await Binned.filter(object=definition.key, record_id=link.id):
                await deeds.dropped(row)
            await deeds.dropped(link)

"""Who sees what of a pool (公海可见范围): unclaimed records that members may open, and the list of everything else.

A list of the pool shows the teaser columns and nothing more: whoever looks at it has every other field hidden, so that
columns, filters, order and search cannot tell what the record itself would not.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.objects import custom
from core.objects.access import NOTHING
from core.objects.definition import ObjectDef, Scope, View
from core.pools.facts import PoolApplication

OWN_COLUMNS = ("id", "pool_group", "pool_state", "entered_pool_at", "returns", "created_at")
LED = ("unclaimed", "discarded", "frozen")


def pool_grant(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """Members open unclaimed records where the group lets them; its admins tidy up what nobody owns. A role that may
    not look at the pool opens nothing in it.
    """
    if actor.reach(definition.key, "pool") == "none":
        return None
    granted: Criterion | None = None
    if actor.led_pools and verb in ("read", "update", "assign"):
        led = table.pool_group_id.isin(sorted(actor.led_pools)) & table.pool_state.isin(list(LED))
        granted = led & table.owner_id.isnull()
    if verb == "read" and actor.open_pools:
        opened = table.pool_group_id.isin(sorted(actor.open_pools)) & (table.pool_state == "unclaimed")
        granted = opened if granted is None else granted | opened
    return granted


def pool_rows(actor: Actor, definition: ObjectDef, table: Table) -> Criterion:
    """Whatever is or was in the pools of a member, whoever has it now."""
    reach = actor.reach(definition.key, "pool")
    if reach == "all":
        everywhere: Criterion = table.pool_group_id.notnull()
        return everywhere
    if reach == "none" or not actor.pools:
        return NOTHING
    mine: Criterion = table.pool_group_id.isin(sorted(actor.pools))
    return mine


def as_seen_in_the_pool(actor: Actor, definition: ObjectDef) -> Actor:
    """The actor with every field hidden that is no teaser."""
    shown = {*OWN_COLUMNS, *definition.teaser}
    kept = {(definition.key, key) for key in custom.all_faces(definition) if key not in shown}
    return replace(actor, hidden=actor.hidden | kept)


async def mark_applied(actor: Actor, definition: ObjectDef, items: list[dict[str, Any]]) -> None:
    """`_applied`: how many members wait for a record (申请中)."""
    ids = [item["id"] for item in items]
    waiting = PoolApplication.filter(object=definition.key, record_id__in=ids, state="waiting")
    asked = Counter(await waiting.values_list("record_id", flat=True))
    for item in items:
        item["_applied"] = asked[item["id"]]


POOL = Scope(
    key="pool",
    looks=as_seen_in_the_pool,
    rows=pool_rows,
    usual={"field": "pool_state", "is": "unclaimed"},
    usual_field="pool_state",
    marks=mark_applied,
)
POOL_VIEW = View("pool", "公海", sort="-entered_pool_at", scope="pool")

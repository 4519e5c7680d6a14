"""Pooled (公海): a record without an owner waits in a pool until someone takes it.

The facts are columns; `pool_state` is one indexed column that only `settle_pool_state()` sets (decision 29).
"""

from typing import Any

from tortoise.models import Model

from core.actor import Actor
from core.errors import Conflict
from core.objects.definition import Check, Index, ObjectDef, Values
from core.objects.fields import Option, choice, moment, reference, whole, yes_no
from core.objects.registry import definition_of
from core.pools.actions import ACTIONS
from core.pools.entering import choose_group, tell_entered
from core.pools.keeping import LOCKED
from core.pools.moves import end_applications
from core.pools.standing import POOL, POOL_VIEW, pool_grant

POOL_STATES = (
    Option("private", "私有", "neutral"),
    Option("claimed", "已领取", "green"),
    Option("unclaimed", "待领取", "blue"),
    Option("converted", "已转换", "violet"),
    Option("discarded", "已废弃", "neutral"),
    Option("frozen", "已冻结", "amber"),
)


def pool_state(record: Any) -> str:
    """The state that the facts mean. Frozen is an overlay: thawing gives the former state back."""
    if record.frozen:
        return "frozen"
    if record.discarded:
        return "discarded"
    if record.converted_at is not None:
        return "converted"
    if record.owner_id is None:
        return "unclaimed"
    return "claimed" if record.pool_group_id is not None else "private"


def settle_pool_state(record: Any) -> tuple[str, ...]:
    """Sets the column from the facts; `writing` does it before every write, and whoever saves a record itself."""
    record.pool_state = pool_state(record)
    return ("pool_state",)


def out_of_use(record: Any) -> bool:
    """Discarded and converted records leave their mobile and e-mail to others (decision 27)."""
    return bool(record.discarded) or record.converted_at is not None


async def refuse_frozen(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Nobody's form changes a record while a conflict about it is settled (decision 5)."""
    if record is not None and record.frozen and values:
        raise Conflict(LOCKED)


async def nobody_waits(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """A record in the recycle bin is not applied for any more."""
    if verb == "delete" and record.owner_id is None:
        await end_applications(definition_of(record), [record.id])


class Pooled(Model):
    pool_group = reference("公海分组", "pool_group", "PoolGroup", readonly=True, at_creation=True)
    entered_pool_at = moment("进入公海时间", readonly=True)
    returns = whole("退回次数", readonly=True)
    frozen = yes_no("已冻结", readonly=True)
    discarded = yes_no("已废弃", readonly=True)
    converted_at = moment("转换时间", readonly=True)
    owned_since = moment("归属开始", readonly=True)
    protected = yes_no("不回收", readonly=True)
    pool_state = choice("公海状态", POOL_STATES, default="private", readonly=True)

    behaviour_indexes = (
        Index(
            ("pool_group_id", "pool_state", "entered_pool_at DESC", "id DESC"),
        ),
    )
    behaviour_settling = (settle_pool_state,)
    behaviour_checks = (
        Check(
            "unclaimed",
            "{new}pool_state<>'unclaimed' OR ({new}owner_id IS NULL AND NOT {new}frozen AND NOT {new}discarded"
            " AND {new}converted_at IS NULL)",
        ),
    )
    behaviour_grants = (pool_grant,)
    behaviour_scopes = (POOL,)
    behaviour_views = (POOL_VIEW,)
    behaviour_on_create = (choose_group,)
    behaviour_asking = (refuse_frozen,)
    behaviour_after = (tell_entered, nobody_waits)
    behaviour_keyless = (out_of_use,)
    behaviour_actions = ACTIONS

    class Meta:
        abstract = True

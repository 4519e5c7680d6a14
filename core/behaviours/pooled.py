"""Pooled (公海): a record without an owner waits in a pool until someone takes it.

The facts are columns; `pool_state` is one indexed column that only `settle_pool_state()` sets (decision 29).
"""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.objects.definition import Index
from core.objects.fields import Option, choice, moment, reference, yes_no

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


class Pooled(Model):
    pool_group = reference("公海分组", "pool_group", "PoolGroup", readonly=True)
    entered_pool_at = moment("进入公海时间", readonly=True)
    returns = fields.IntField(default=0, db_default=0)
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

    class Meta:
        abstract = True

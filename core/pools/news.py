"""What happens in pools, for whoever has to be told (公海消息)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PoolMoved:
    """A record came, went or changed hands. Verbs as in `PoolEvent`; `event_id` is its row.

    `member_id` is who has the record now, `former_id` who had it, `by_id` who did it (0: a rule); `note` is the advice
    of an assignment and the reason of everything else.
    """

    event_id: int
    object: str
    record_id: int
    verb: str
    group_id: int | None
    member_id: int | None
    former_id: int | None
    by_id: int
    note: str


@dataclass(frozen=True)
class RecycleWarned:
    """Records of one owner that fall into the pool soon: {"id", "label", "falls_on", "days", "rule", "why"} each."""

    owner_id: int
    object: str
    day: str
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Unmatched:
    """A record entered a pool, and no rule of the group knows whose it should be."""

    object: str
    record_id: int
    group_id: int
    batch: str


@dataclass(frozen=True)
class Applied:
    """A member asks for a pooled record."""

    application_id: int
    object: str
    record_id: int
    group_id: int
    member_id: int
    note: str

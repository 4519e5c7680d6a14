"""What happens in teams and to owners, for whoever has to be told (团队与归属的消息)."""

from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.objects.registry import definition_of
from core.work import current_work, happened


@dataclass(frozen=True)
class Joined:
    """A member became follower or collaborator of a record; `batch` tells one time from the next."""

    object: str
    record_id: int
    member_id: int
    kind: str
    by_id: int
    batch: str


@dataclass(frozen=True)
class FollowedUp:
    """Something was added below a record that the member shares with its author, both seeing each other's work."""

    object: str
    record_id: int
    child_object: str
    child_id: int
    member_id: int
    by_id: int


@dataclass(frozen=True)
class Assigned:
    """A record got another owner by a transfer or by its form; `batch` tells one time from the next."""

    object: str
    record_id: int
    owner_id: int
    former_id: int | None
    by_id: int
    advice: str
    batch: str


@dataclass(frozen=True)
class HandedOver:
    """Everything of a leaving member went over."""

    handover_id: int
    heir_id: int


async def tell_assigned(actor: Actor, record: Any, former_id: int | None, advice: str = "") -> None:
    """For the new owner of a record and the former one (decision 21)."""
    key, batch = definition_of(record).key, current_work().batch
    await happened(Assigned(key, record.id, record.owner_id, former_id, actor.id, advice, batch))

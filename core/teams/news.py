"""What happens in teams and to owners, for whoever has to be told (团队与归属的消息)."""

from dataclasses import dataclass


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
class HandedOver:
    """Everything of a leaving member went over."""

    handover_id: int
    heir_id: int

"""What happens to opportunities, for whoever has to be told (商机的消息)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MadeForYou:
    """Somebody made an opportunity for its owner."""

    opportunity_id: int
    owner_id: int
    by_id: int


@dataclass(frozen=True)
class Won:
    """An opportunity was won; `stay_id` tells one time from the next."""

    opportunity_id: int
    stay_id: int
    owner_id: int | None
    by_id: int

"""Dated (发生时间): what happened is told when it happened, unless another time is given."""

from typing import Any

from core.actor import Actor


async def happened_now(actor: Actor, record: Any) -> None:
    """What nobody dates happened when it was written down."""
    record.at = record.at or record.created_at

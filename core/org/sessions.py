"""Sign-in sessions (登录会话): database rows with a token's hash, 7 days idle, 30 days at most (decision 38)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock, ids
from core.org.actor import MAY_ACT, Actor, actor_of

IDLE, LONGEST, TOUCH = timedelta(days=7), timedelta(days=30), timedelta(minutes=5)


class Session(Model):
    token_hash = fields.CharField(64, primary_key=True)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    csrf_token = fields.CharField(64)
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()

    class Meta:
        table = "session"


@dataclass(frozen=True)
class SignedIn:
    actor: Actor
    csrf_token: str
    token_hash: str


async def begin(member_id: int) -> str:
    """A new session's token: the cookie's value, stored nowhere else."""
    token, now = ids.token(), clock.now()
    await Session.create(
        token_hash=_hash(token), member_id=member_id, csrf_token=ids.token(), created_at=now, seen_at=now
    )
    return token


async def signed_in(token: str) -> SignedIn | None:
    """Who the token belongs to, in two statements; None when it is unknown, too old, or the member may not come in."""
    now = clock.now()
    row = await Session.get_or_none(token_hash=_hash(token)).select_related("member") if token else None
    if row is None or row.seen_at < now - IDLE or row.created_at < now - LONGEST:
        return None
    if row.seen_at < now - TOUCH:
        await Session.filter(token_hash=row.token_hash).update(seen_at=now)
    if row.member.deleted_at is not None or row.member.status not in MAY_ACT:
        return None
    return SignedIn(await actor_of(row.member), row.csrf_token, row.token_hash)


async def end(token: str) -> None:
    await Session.filter(token_hash=_hash(token)).delete()


async def end_sessions(member_id: int) -> None:
    """Signs a member out everywhere."""
    await Session.filter(member_id=member_id).delete()


async def sweep() -> None:
    """Forgets sessions that cannot be used any more."""
    now = clock.now()
    await Session.filter(seen_at__lt=now - IDLE).delete()
    await Session.filter(created_at__lt=now - LONGEST).delete()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

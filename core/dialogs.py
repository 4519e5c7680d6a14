"""What a member is being asked in chat (对话): survives a restart, ends by itself."""

from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock

LASTS = timedelta(minutes=30)


class Dialog(Model):
    """At most one open question per member."""

    userid = fields.CharField(64, primary_key=True)
    name = fields.CharField(60)
    data: dict[str, Any] = fields.JSONField(default=dict)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "dialog"


async def ask(userid: str, name: str, data: dict[str, Any]) -> None:
    """Opens a dialog; the next text of this member goes to the handler of that name."""
    expires_at = clock.now() + LASTS
    await Dialog.update_or_create(
        defaults={"name": name, "data": data, "expires_at": expires_at}, userid=userid.lower()
    )


async def waiting_for(userid: str) -> Dialog | None:
    return await Dialog.filter(userid=userid.lower(), expires_at__gt=clock.now()).first()


async def close(userid: str) -> None:
    await Dialog.filter(userid=userid.lower()).delete()

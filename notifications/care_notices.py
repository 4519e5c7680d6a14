"""Notices of care (关怀通知): whose birthday it is."""

from typing import Any

from core.accounts.birthdays import Birthday
from core.accounts.contact import CONTACT
from core.objects.query import record, visible_ids
from core.org.actor import Actor, actor_by_id
from core.wecom.messages import Card
from notifications.desk import Desk

JOB = "关怀"
SHOWN = ("account", "title", "mobile")


async def who_looks_after(event: Birthday) -> list[Actor | None]:
    return [await actor_by_id(event.owner_id)]


async def birthday(event: Birthday, reader: Actor, desk: Desk) -> Card | None:
    """On the day; nothing once the contact is gone or out of sight."""
    if event.contact_id not in await visible_ids(reader, CONTACT, [event.contact_id]):
        return None
    contact = await record(reader, CONTACT, event.contact_id)
    rows = [(CONTACT.faces[key].label, _said(contact.get(key))) for key in SHOWN]
    title = f"今天是{contact.get('name') or '一位联系人'}的生日"
    return desk.notice(JOB, title, "打个电话或发条祝福，顺手记一条跟进", rows, f"/m/o/{CONTACT.key}/{event.contact_id}")


def _said(value: Any) -> str:
    return str(value["label"] if isinstance(value, dict) else value or "")

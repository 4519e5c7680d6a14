"""Notices of duplicates (查重通知): names are unique now, and which are double already."""

from core.objects.duplicates import WORDS
from core.objects.registry import object_named
from core.org.actor import Actor, actor_by_id
from core.suspects.news import NamesUnique
from core.wecom.messages import Card
from notifications.desk import Desk

JOB = "查重"


async def who_switched(event: NamesUnique) -> list[Actor | None]:
    return [await actor_by_id(event.by_id)]


async def unique(event: NamesUnique, _reader: Actor, desk: Desk) -> Card | None:
    label = object_named(event.object).label
    text = "已有的重复照常能用，列在疑似重复里，可以合并" if event.double else "现在没有重复的"
    rows = [("已经重复", f"{event.double:,} 条")]
    return desk.notice(JOB, f"{label}不再允许{WORDS[event.kind]}", text, rows, "/m/settings/company")

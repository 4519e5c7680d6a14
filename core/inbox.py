"""Callbacks as they arrived (收件): stored before they are answered, handled once each."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise import fields

from core.queues import Entry, Queued, put_all


class Inbox(Queued):
    """`payload` is {"xml": …}; `key` is the repeat key of the callback; `lane` the sender."""

    source = fields.CharField(20, default="app")

    class Meta:
        table = "inbox"


@dataclass(frozen=True)
class Arrived:
    """A decrypted callback: `key` is what a repeat of it has too, `source` the address it came to."""

    key: str
    xml: str
    sender: str = ""
    source: str = "app"

    @property
    def inbox_key(self) -> str:
        return f"{self.source}:{self.key}"


async def receive_all(arrived: Sequence[Arrived]) -> list[int | None]:
    """Stores callbacks with one statement; for each its row, or None when it is a repeat."""
    by_key = {one.inbox_key: one for one in arrived}
    added = await put_all(Inbox, [_entry(one) for one in by_key.values()])
    return [added.pop(one.inbox_key, None) for one in arrived]


async def receive(key: str, xml: str, *, sender: str = "", source: str = "app") -> bool:
    """Stores a decrypted callback; False when it is a repeat."""
    return (await receive_all([Arrived(key, xml, sender, source)]))[0] is not None


def _entry(one: Arrived) -> Entry:
    return Entry(
        one.inbox_key, {"xml": one.xml}, lane=(one.sender.lower() or one.key)[:80], columns={"source": one.source}
    )

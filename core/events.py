"""What happened, as dataclasses, and who listens (事件). News points up: domains tell, upper rooms listen.

`happened(event)` inside a `work()` writes the event as a job row in the same transaction; the worker hands it to the
listeners after the commit, again after a crash, so listeners must be idempotent.
"""

import dataclasses
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

Listener = Callable[[Any], Awaitable[None]]


class Listeners:
    """Which functions hear which event; filled once by the composition root."""

    def __init__(self) -> None:
        self.by_name: dict[str, tuple[type, list[Listener]]] = {}

    def listen(self, event: type, listener: Listener) -> None:
        self.by_name.setdefault(event.__name__, (event, []))[1].append(listener)

    def hears(self, event: Any) -> bool:
        return type(event).__name__ in self.by_name

    async def tell(self, name: str, payload: dict[str, Any]) -> None:
        """Hands a stored event to its listeners in the order they were registered."""
        if name in self.by_name:
            event, listeners = self.by_name[name]
            for listener in listeners:
                await listener(event(**payload))


_current: ContextVar[Listeners | None] = ContextVar("listeners", default=None)


def use(listeners: Listeners) -> None:
    """Makes these the listeners of this context and its tasks."""
    _current.set(listeners)


def listeners() -> Listeners | None:
    return _current.get()


def stored(event: Any) -> dict[str, Any]:
    """The event as JSON values; events hold ids, texts and numbers only."""
    return dataclasses.asdict(event)

"""What many rows ask of the database alike is asked once (一次查询): for a chunk of an import, and nowhere else."""

from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("asked_once", default=None)


@contextmanager
def asking_once() -> Iterator[dict[Hashable, Any]]:
    """Answers of `once()` inside are kept until the end, as short as a chunk takes. They may be put in beforehand."""
    kept: dict[Hashable, Any] = {}
    token = _kept.set(kept)
    try:
        yield kept
    finally:
        _kept.reset(token)


async def once(key: Hashable, find: Callable[[], Awaitable[Found]]) -> Found:
    """What `find()` answers. `key` names everything that the answer depends on; refusals are not kept."""
    kept = _kept.get()
    if kept is None:
        return await find()
    if key not in kept:
        kept[key] = await find()
    found: Found = kept[key]
    return found

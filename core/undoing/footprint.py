"""What a batch did to each record (一批操作的痕迹): read from its history, from the newest line to the oldest.

A batch may be an import of 100,000 rows, so it is walked page by page. Every record comes once: with the page that
holds its first line, or its last one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.objects.history import NOTE, Change

PAGE = 200
TEAM = ("share", "add_collaborators", "transfer_collaborator")
READ = ("id", "actor_id", "record_id", "verb", "before", "after")
Key = tuple[str, int]


@dataclass
class Footprint:
    """One record in a batch: whether the batch made it, and what every field was before the batch and after it."""

    object: str
    record_id: int
    first: int
    last: int
    by_id: int | None
    verb: str = ""
    created: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def of_team(self) -> bool:
        """Whether the batch only arranged the team, which is told by an action's own line without fields."""
        return not self.created and not self.after and self.verb in TEAM

    @property
    def place(self) -> int:
        """The line with which its turn comes."""
        return self.first if self.created else self.last

    @property
    def key(self) -> Key:
        return self.object, self.record_id

    def add(self, change: Change) -> None:
        self.last, self.verb = change.id, change.verb
        self.created = self.created or change.verb == "create"
        for name in [name for name in change.after if name != NOTE]:
            self.before.setdefault(name, change.before.get(name))
            self.after[name] = change.after[name]


async def page(batch: str, before: int | None, *, made: bool = False) -> tuple[list[Footprint], int | None]:
    """What the batch made, by its first line, or what was there before, by its last one: the page that ends before a
    line, newest first, and where to go on.
    """
    lines = Change.filter(batch=batch, **({"verb": "create"} if made else {"verb__not": "create"}))
    if before is not None:
        lines = lines.filter(id__lt=before)
    found: Any = await lines.order_by("-id").limit(PAGE).values_list("id", "object", "record_id")
    if not found:
        return [], None
    lowest, highest = found[-1][0], found[0][0]
    prints = await of_records(batch, {(object_key, record_id) for _, object_key, record_id in found})
    wanted = [one for one in prints if one.created == made and lowest <= one.place <= highest]
    wanted.sort(key=lambda one: one.place, reverse=True)
    return wanted, lowest if len(found) == PAGE else None


async def of_records(batch: str, keys: Iterable[Key]) -> list[Footprint]:
    """The footprints of these records: one statement for each object."""
    by_object: dict[str, list[int]] = {}
    for object_key, record_id in keys:
        by_object.setdefault(object_key, []).append(record_id)
    prints: dict[Key, Footprint] = {}
    for object_key, ids in by_object.items():
        lines = Change.filter(object=object_key, record_id__in=ids, batch=batch).order_by("id")
        for change in await lines.only(*READ):
            key = (object_key, change.record_id)
            if key not in prints:
                prints[key] = Footprint(object_key, change.record_id, change.id, change.id, change.actor_id)
            prints[key].add(change)
    return list(prints.values())

"""The records that are merged (选中的记录), checked: seen, one's own to change and to delete, and in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.merging.forwarding import merged_into, said_of
from core.merging.mergeable import mergeable
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.undoing.told import untitled

MOST = 10
GONE = "有人刚刚动过其中一条，刷新后再看"
OUT_OF_USE = (
    ("frozen", "已冻结，解冻后再合并"),
    ("discarded", "已废弃，恢复后再合并"),
    ("converted_at", "已转成客户，不能再合并"),
)


@dataclass(frozen=True)
class Chosen:
    """The master and what becomes part of it, in the order they were chosen; `untitled` where a field rule hides their
    titles from who merges.
    """

    definition: ObjectDef
    master: Any
    others: list[Any]
    untitled: bool = False

    @property
    def records(self) -> list[Any]:
        return [self.master, *self.others]

    def label(self, record: Any) -> str:
        return str(getattr(record, self.definition.title))

    def said(self, record: Any) -> str:
        """What a sentence to who merges calls a record."""
        return untitled(self.definition, record.id) if self.untitled else self.label(record)


async def choose(
    actor: Actor, definition: ObjectDef, ids: Sequence[int], master: int | None = None, *, lock: bool = False
) -> Chosen:
    """The records, the first of them as master unless another is named; with `lock` held until the work ends.

    Raises NotFound, NotAllowed, Invalid, and Conflict when one of them was merged already or is out of use.
    """
    mergeable(definition)
    ids = list(dict.fromkeys(ids))
    found = await _records(definition, ids, lock)
    await _all_open(actor, definition, ids, master if master is not None else next(iter(ids), 0))
    if not 2 <= len(ids) <= MOST:
        raise Invalid({"ids": f"合并要选 2 到 {MOST} 条{definition.label}"})
    if master is not None and master not in ids:
        raise Invalid({"master": "主记录要在选中的里面"})
    if len(found) < len(ids):
        raise Conflict(GONE)
    first = found.pop(ids[0] if master is None else master)
    hidden = actor.hides(definition.key, definition.title)
    chosen = Chosen(definition, first, [found[one] for one in ids if one in found], hidden)
    _refuse_out_of_use(chosen)
    return chosen


async def _records(definition: ObjectDef, ids: Sequence[int], lock: bool) -> dict[int, Any]:
    """Living ones by id. Locked in the order of their ids: two merges wait for each other and do not cross."""
    rows = definition.model.filter(id__in=ids[: MOST + 1], deleted_at=None).order_by("id")
    return {record.id: record for record in await (rows.select_for_update() if lock else rows)}


async def _all_open(actor: Actor, definition: ObjectDef, ids: Sequence[int], master: int) -> None:
    """Read all, change all, delete the others."""
    missing = set(ids) - await visible_ids(actor, definition, list(ids))
    for one in sorted(missing):
        if into := await merged_into(actor, definition, one):
            label = await said_of(actor, definition, into)
            raise Conflict(f"选中的有一条刚刚合并到「{label}」了，刷新后再看", merged_into=into)
    if missing:
        raise NotFound()
    for verb, wanted, refusal in (
        ("update", set(ids), "不归你管，你不能改，所以不能合并"),
        ("delete", set(ids) - {master}, "不归你删，不能并到别的里面；可以选它为主，或找它的负责人来合并"),
    ):
        actor.needs(definition.key, verb, definition.label)
        if closed := wanted - await visible_ids(actor, definition, sorted(wanted), verb):
            raise NotAllowed(f"{definition.label}「{await said_of(actor, definition, min(closed))}」{refusal}")


def _refuse_out_of_use(chosen: Chosen) -> None:
    for record in chosen.records:
        for fact, why in OUT_OF_USE:
            if getattr(record, fact, None):
                raise Conflict(f"{chosen.definition.label}「{chosen.said(record)}」{why}")
    if chosen.definition.pooled and chosen.master.owner_id is None and any(one.owner_id for one in chosen.others):
        text = f"「{chosen.said(chosen.master)}」还在公海里，没有负责人。先领取它，或选有负责人的那条为主"
        raise Conflict(text)

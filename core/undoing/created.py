"""Records that a batch made (撤销新建): into the bin, unless somebody has worked with them since."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.actor import Actor
from core.objects.binning import into_bin
from core.objects.definition import ObjectDef
from core.objects.history import Change
from core.objects.query import visible_ids
from core.objects.registry import objects
from core.objects.writing import follow
from core.undoing.changed import NOT_YOURS, Former
from core.undoing.footprint import Footprint, Key
from core.undoing.told import Told


@dataclass
class Going:
    """What a plan would have done by now: records that would be in the bin, references that would point elsewhere."""

    binned: set[Key] = field(default_factory=set)
    repointed: set[tuple[str, int, str]] = field(default_factory=set)

    def puts_back(self, definition: ObjectDef, formers: Iterable[Former]) -> None:
        self.repointed |= {(definition.key, one.instance.id, key) for one in formers for key in one.values}

    def frees(self, child: ObjectDef, record_id: int, key: str) -> bool:
        return (child.key, record_id) in self.binned or (child.key, record_id, key) in self.repointed


async def judged_new(
    actor: Actor,
    allowed: set[int],
    definition: ObjectDef,
    prints: Sequence[Footprint],
    batches: tuple[str, ...],
    told: Told,
    going: Going,
) -> dict[int, str]:
    """Those that go, with their titles; the others are told. Changes of the `batches` themselves are nobody's work."""
    ids = [one.record_id for one in prints]
    rows: Any = definition.model.filter(id__in=ids, deleted_at=None).order_by("-id")
    living: dict[int, str] = {one: str(title) for one, title in await rows.values_list("id", definition.title)}
    first = min(one.first for one in prints)
    later = Change.filter(object=definition.key, record_id__in=ids, id__gt=first).exclude(batch__in=batches)
    changed: set[Any] = set(await later.values_list("record_id", flat=True))
    added = await _added_since(definition, list(living), going)
    seen = await visible_ids(actor, definition, list(living))
    gone = {}
    for record_id, title in living.items():
        if record_id not in allowed:
            told.stays(definition, None, definition.label, NOT_YOURS)
        elif (record_id in changed or record_id in added) and record_id not in seen:
            told.stays(definition, None, definition.label, "之后又改过")  # whoever has it now may have renamed it
        elif record_id in changed:
            told.stays(definition, record_id, title, "之后又改过")
        elif record_id in added:
            words = "、".join(f"{count} 条{label}" for label, count in added[record_id].items())
            told.stays(definition, record_id, title, f"之后添加了{words}")
        else:
            gone[record_id] = title
    return gone


async def _added_since(definition: ObjectDef, ids: list[int], going: Going) -> dict[int, Counter[str]]:
    """What refers to the records and stays, by record, counted by its label."""
    found: dict[int, Counter[str]] = {}
    for child in objects().values() if ids else ():
        for key, face in child.faces.items():
            if face.kind == "reference" and face.to == definition.key:
                column = f"{key}_id"
                rows = child.model.filter(**{f"{column}__in": ids}, deleted_at=None).values_list("id", column)
                for record_id, above in await rows:
                    if not going.frees(child, record_id, key):
                        found.setdefault(above, Counter())[child.label] += 1
    return found


async def take_away(actor: Actor, definition: ObjectDef, gone: dict[int, str], told: Told, note: str) -> None:
    """Into the bin, each as a root of its own."""
    await into_bin(actor, definition, list(gone), verb="undo", note=note)
    for instance in await definition.model.filter(id__in=list(gone)).order_by("-id") if definition.following else ():
        await follow(actor, definition, instance, "delete", {})
    tell_new(definition, gone, told)


def tell_new(definition: ObjectDef, gone: dict[int, str], told: Told) -> None:
    for record_id, title in gone.items():
        told.comes_back(definition, record_id, title, "放进回收站")

"""What deeds still say of records that are purged (操作记录里的名称): their titles go with them."""

from collections.abc import Sequence
from typing import Any

from core.objects.binning import Binned
from core.objects.deeds import Deed
from core.objects.definition import ObjectDef
from core.objects.history import Change

UNTITLED = ("import", "batch")  # their label is a file's or an action's name


async def unname(definition: ObjectDef, found: Sequence[Binned]) -> None:
    """Takes the titles of binned records of one object out of all deeds; run before their history goes, which knows
    the batches.
    """
    titles = {one.record_id: one.label for one in found}
    lines = Change.filter(object=definition.key, record_id__in=list(titles)).distinct()
    batches: list[Any] = list(await lines.values_list("batch", flat=True))
    for deed in await Deed.filter(batch__in=batches):
        about = deed.object == definition.key and deed.record_id in titles and deed.kind not in UNTITLED
        told = _without(deed, definition, titles)
        if about or told != deed.told:
            await Deed.filter(id=deed.id).update(told=told, label=definition.label if about else deed.label)


def _without(deed: Deed, definition: ObjectDef, titles: dict[int, str]) -> dict[str, Any]:
    """What a deed tells, with what kind of record it was where a title stood."""

    def plain(items: list[dict[str, Any]], usual: str) -> list[dict[str, Any]]:
        return [
            {**one, "label": definition.label}
            if one.get("object", usual) == definition.key and _names(one, titles)
            else one
            for one in items
        ]

    told = deed.told
    if "others" in told:
        told = {**told, "others": plain(told["others"], deed.object)}
    if "undone" in told:
        told = {**told, "undone": {**told["undone"], "kept": plain(told["undone"]["kept"], "")}}
    if "undo" in told:
        so_far = {**told["undo"]["told"]}
        so_far |= {key: plain(so_far[key], "") for key in ("back", "kept")}
        told = {**told, "undo": {**told["undo"], "told": so_far}}
    return told


def _names(item: dict[str, Any], titles: dict[int, str]) -> bool:
    """Whether an item names one of the records; one without a number may stand for any that is called so."""
    return item["id"] in titles if item["id"] is not None else item["label"] in titles.values()

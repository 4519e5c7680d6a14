"""Merging (合并): one record stays, the others go to the bin, and everything that was theirs is the master's.

One batch that can be undone for 30 days. The order matters: what cannot be twice is settled first, the others free
their keys before the master takes them, and undoing goes the same way back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actor import Actor
from core.merging.chosen import Chosen, choose
from core.merging.fields import Picks, given, picked
from core.merging.mergeable import mergeable
from core.merging.moving import move_all, withdraw_applications
from core.merging.team import move_team, refuse_to_let_in
from core.objects import deeds
from core.objects.binning import into_bin
from core.objects.definition import ObjectDef, Values
from core.objects.writing import ask_parents, refuse_incomplete, write
from core.work import current_work

# What every record keeps of its newest call and follow-up: the time first.
NEWEST = (("called_at", "call_mark", "call_note"), ("last_follow_at", "last_follow_note"))


@dataclass(frozen=True)
class Merged:
    """The master's id, the batch to undo, and how many living records moved, by object; "team" are places in it."""

    id: int
    batch: str
    moved: dict[str, int]


async def merge(
    actor: Actor,
    definition: ObjectDef,
    ids: Sequence[int],
    master: int | None = None,
    picks: Picks | None = None,
    values: Values | None = None,
) -> Merged:
    """Merges records of one object, the first being the master unless another is named; runs inside `work()`.

    `picks` say whose value a field keeps, "both" for all numbers; `values` give what none of the records has. Raises
    what `choose` raises, Invalid for wrong or missing values, Conflict where somebody else holds a hard key.
    """
    batch = current_work().batch
    chosen = await choose(actor, definition, ids, master, lock=True)
    await refuse_to_let_in(actor, chosen)
    kept = picked(actor, chosen, picks or {})
    fresh = await given(actor, chosen, values or {})
    changed = {**{key: value for key, (_, value) in kept.items()}, **fresh}
    for ask in definition.asking:
        await ask(actor, definition, chosen.master, changed)
    await ask_parents(actor, definition, {key: changed[key] for key in definition.above if key in changed})
    sources = {key: whose for key, (whose, _) in kept.items()} | dict.fromkeys(fresh, 0)
    moved = await _gather(actor, chosen, changed)
    note = f"并入「{chosen.label(chosen.master)}」"
    others, root = [other.id for other in chosen.others], (definition.key, chosen.master.id)
    await into_bin(actor, definition, others, root=root, verb="merge", note=note)
    await _settle_master(actor, chosen, changed, sources)
    told = {"others": [{"id": one.id, "label": chosen.label(one)} for one in chosen.others]}
    await deeds.did(
        actor, "merge", definition, chosen.master.id, chosen.label(chosen.master), count=len(chosen.records), told=told
    )
    return Merged(chosen.master.id, batch, moved)


async def _gather(actor: Actor, chosen: Chosen, becomes: Values) -> dict[str, int]:
    """Team, children and whatever else belongs to the others."""
    for first in mergeable(chosen.definition).first:
        await first(actor, chosen.master, chosen.others, becomes)
    came = await move_team(actor, chosen)
    await withdraw_applications(chosen)
    moved = await move_all(actor, chosen)
    return {**moved, "team": came} if came else moved


async def _settle_master(actor: Actor, chosen: Chosen, changed: Values, sources: dict[str, int]) -> None:
    """The master as it is from now on: the values that were chosen, and what follows from everything being its own."""
    master, definition = chosen.master, chosen.definition
    beside: Values = {}
    earliest = min(record.created_at for record in chosen.records)
    if earliest < master.created_at:
        beside["created_at"] = earliest
    if definition.doubted and (doubts := _doubts(chosen, sources)) != master.doubtful:
        beside["doubtful"] = doubts
    if beside:
        await deeds.moved(master, **beside)
    note = f"并入了{''.join(f'「{chosen.label(other)}」' for other in chosen.others)}"
    await write(actor, definition, master, {**changed, **_newest(chosen)}, "merge", note=note)
    await refuse_incomplete(definition, master)


def _doubts(chosen: Chosen, sources: dict[str, int]) -> list[str]:
    """A value that nobody has confirmed keeps its mark where it goes; one that was given again is confirmed."""
    held = {record.id: record.doubtful for record in chosen.records}
    keys = dict.fromkeys(key for doubts in held.values() for key in doubts)
    return [key for key in keys if key in held.get(sources.get(key, chosen.master.id), ())]


def _newest(chosen: Chosen) -> Values:
    """The last call and the last follow-up of all the records."""
    found: Values = {}
    for at, *told in NEWEST:
        dated = [record for record in chosen.records if getattr(record, at, None)]
        if dated:
            newest = max(dated, key=lambda record: getattr(record, at))
            found |= {key: getattr(newest, key) for key in (at, *told)}
    return {key: value for key, value in found.items() if getattr(chosen.master, key) != value}

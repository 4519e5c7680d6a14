"""Pairs of records as they are now (疑似对的判断): whatever was found earlier is asked again before it is believed."""

import asyncio
from collections.abc import Iterable

from pypika_tortoise.queries import Table

from core.actor import SYSTEM, Actor
from core.db import rows
from core.objects.access import living, select_from
from core.objects.definition import HardKey, ObjectDef
from core.objects.duplicates import hidden_kinds
from core.objects.record_keys import chosen_keys, keys_held
from core.suspects.score import Side, Verdict, verdict

AT_ONCE = 500
Ids = tuple[int, int]


async def judged(definition: ObjectDef, pairs: Iterable[Ids], actor: Actor = SYSTEM) -> dict[Ids, Verdict]:
    """What is to be thought of each pair today, from the fields that the actor sees; a pair of which one is gone is
    left out.
    """
    asked = sorted(set(pairs))
    sides = await _sides(actor, definition, sorted({one for pair in asked for one in pair}))
    chosen = {(key.kind, isinstance(key, HardKey)) for key in await chosen_keys(definition)}
    named = definition.named_by_company
    there = [pair for pair in asked if pair[0] in sides and pair[1] in sides]

    def compare(some: list[Ids]) -> dict[Ids, Verdict]:
        return {
            pair: verdict(sides[pair[0]], sides[pair[1]], people=definition.person, named=named, chosen=chosen)
            for pair in some
        }

    found: dict[Ids, Verdict] = {}
    for start in range(0, len(there), AT_ONCE):
        found |= await asyncio.to_thread(compare, there[start : start + AT_ONCE])
    return found


async def _sides(actor: Actor, definition: ObjectDef, ids: list[int]) -> dict[int, Side]:
    """The living ones among the records; a title that is hidden from the actor is not compared."""
    found: dict[int, Side] = {}
    untitled = actor.hides(definition.key, definition.title)
    table, hidden = Table(definition.table), hidden_kinds(actor, definition)
    above = [key for key in definition.parents if not actor.hides(definition.key, key)]
    labels = [definition.faces[key].label for key in above]
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        held = await keys_held(definition, some)
        query = select_from(table).select(table.id, table[definition.title])
        query = query.select(*(table[f"{key}_id"] for key in above))
        for row in await rows(*query.where(living(table) & table.id.isin(some)).get_parameterized_sql()):
            parents = {(label, int(row[n])) for n, label in enumerate(labels, 2) if row[n]}
            keys = frozenset(key for key in held.get(row[0], ()) if key[0] not in hidden)
            found[row[0]] = Side("" if untitled else str(row[1]), keys, frozenset(parents))
    return found

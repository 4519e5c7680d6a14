"""Which records the rows of a chunk mean (撞单匹配): by number, else by what the company takes for the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.actor import Actor
from core.importing.lines import Line, blanks_dropped
from core.importing.terms import Terms
from core.objects import custom
from core.objects.definition import HardKey, ObjectDef, SoftKey, Values
from core.objects.duplicates import MATCHED
from core.objects.history import Change
from core.objects.query import visible_ids
from core.objects.record_keys import Holder, Wanted, chosen_keys, holders, keys_in_force, pairs_of
from core.objects.values import Wrong, taken

Keys = tuple[HardKey | SoftKey, ...]


@dataclass(frozen=True)
class Criteria:
    """By which keys records of an object are the same (`chosen`), and which must be unique (`force`)."""

    definition: ObjectDef
    chosen: Keys
    force: tuple[HardKey, ...]

    @classmethod
    async def of(cls, definition: ObjectDef) -> "Criteria":
        return cls(definition, await chosen_keys(definition), await keys_in_force(definition))

    @cached_property
    def keys(self) -> Keys:
        return tuple(dict.fromkeys((*self.chosen, *self.force)))

    @cached_property
    def chosen_kinds(self) -> frozenset[str]:
        return frozenset(key.kind for key in self.chosen)

    @cached_property
    def forced_kinds(self) -> frozenset[str]:
        return frozenset(key.kind for key in self.force)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields whose values make keys."""
        return frozenset(key.field for key in self.keys)

    def wanted(self, values: Values) -> list[Wanted]:
        """The keys of values as the API takes them, the surest first; what cannot be taken has none."""
        stored = _stored(self.definition, values, self.fields)
        pairs = [pair for key in self.keys for pair in sorted(pairs_of(key, stored))]
        return [(self.definition.key, *pair) for pair in dict.fromkeys(pairs)]

    def same(self, wanted: Wanted) -> bool:
        """Whether sharing this key makes two records the same, by the company's choice."""
        return wanted[1] in self.chosen_kinds

    def unique(self, wanted: Wanted) -> bool:
        return wanted[1] in self.forced_kinds


def _stored(definition: ObjectDef, values: Values, wanted: frozenset[str]) -> Values:
    faces, found = custom.all_faces(definition), {}
    for key in wanted & values.keys():
        try:
            found[key] = taken(faces[key], values[key])
        except Wrong:
            continue
    return found


@dataclass
class Known:
    """The records that the rows of a chunk may mean: who holds which key, and which of them the actor may work with."""

    holders: dict[Wanted, list[Holder]] = field(default_factory=dict)
    visible: set[int] = field(default_factory=set)
    ours: set[int] = field(default_factory=set)
    made_here: set[int] = field(default_factory=set)
    instances: dict[int, Any] = field(default_factory=dict)

    def holding(self, wanted: Iterable[Wanted], *, hard: bool | None = None) -> list[int]:
        """Ids of the records that hold any of the keys, the surest first."""
        found = [one for key in wanted for one in self.holders.get(key, ()) if hard is None or one.hard == hard]
        return list(dict.fromkeys(one.record_id for one in found))


async def looked_up(actor: Actor, terms: Terms, criteria: Criteria, below: Criteria | None, lines: list[Line]) -> Known:
    """Finds out for a whole chunk, in few statements. Fills in the keys of the lines."""
    for line in lines:
        line.keys = criteria.wanted(blanks_dropped(line.values))
        line.below_keys = below.wanted(blanks_dropped(line.below)) if below else []
    wanted = {key for line in lines for key in (*line.keys, *line.below_keys)}
    known = Known(await holders(wanted, MATCHED))
    numbered = {line.values["id"] for line in lines if line.values.get("id")}
    held = known.holding(key for line in lines for key in line.keys)
    ids = sorted(numbered | set(held))
    if ids:
        definition = terms.definition
        known.visible = await visible_ids(actor, definition, ids)
        known.ours = await visible_ids(actor, definition, sorted(known.visible), "update")
        found = definition.model.filter(id__in=sorted(known.visible), deleted_at=None)
        known.instances = {one.id: one for one in await found}
        ours = [terms.batch, *terms.before]
        made = Change.filter(batch__in=ours, object=definition.key, verb="create", record_id__in=ids)
        known.made_here = {int(str(one)) for one in await made.values_list("record_id", flat=True)}
    return known

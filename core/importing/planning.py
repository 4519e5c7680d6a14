"""What becomes of each row of a chunk (导入计划): everything is checked here, nothing is written.

The same plan is what a trial run shows and what a real one carries out. Rows are settled in order; one that would mean
the record of an earlier row of the same chunk waits for the next chunk, when that row is in.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.actor import Actor
from core.errors import CrmError
from core.importing.columns import Target, targets
from core.importing.lines import (
    CREATED,
    FAILED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    WRITTEN,
    Line,
    below_of,
    blanks_dropped,
    split,
    telling_whose,
)
from core.importing.matching import Criteria, Known, looked_up
from core.importing.resolving import resolve
from core.importing.terms import SKIP, UPDATE, Terms
from core.importing.values import columns_of, read_row
from core.objects.asked_once import asking_once
from core.objects.bulk import Draft, indexed
from core.objects.definition import ObjectDef, Values
from core.objects.duplicates import WORDS, matches, taken_conflict
from core.objects.query import visible_ids
from core.objects.record_keys import Wanted
from core.objects.registry import object_named
from core.objects.writing import changes, drafted, seen_by
from core.sheets.sheet import Cell, Row, Unreadable

MOST_CHANGES = 60  # changed records cost more than new ones; a chunk must stay short for whoever waits to write
PREVIEWED = 50
LONGEST_SHOWN = 200


@dataclass
class Planner:
    """Plans the chunks of one run. `seen` are the keys of rows that a trial run would have written."""

    terms: Terms
    shown: int = 0
    seen: dict[Wanted, str] = field(default_factory=dict)

    async def plan(self, actor: Actor, rows: Sequence[Row]) -> list[Line]:
        """The settled lines of as many rows from the top as can be written together: at least one."""
        with asking_once() as kept:
            chunk = await _Chunk.of(actor, self.terms)
            lines = await chunk.read(rows, kept)
            await chunk.look_up(lines)
            if self.terms.dry:
                chunk.crossed = self.seen
            settled = await chunk.settle(lines)
            for line in settled[: max(PREVIEWED - self.shown, 0)]:
                await chunk.show(line)
        self.shown += len(settled)
        return settled


@dataclass
class _Chunk:
    actor: Actor
    terms: Terms
    targets: list[Target]
    criteria: Criteria
    below: Criteria | None
    known: Known = field(default_factory=Known)
    crossed: dict[Wanted, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    @classmethod
    async def of(cls, actor: Actor, terms: Terms) -> "_Chunk":
        below = await Criteria.of(terms.below) if terms.below else None
        asked = set(terms.mapping.values())
        mapped = [target for target in targets(actor, terms.definition) if target.key in asked]
        return cls(actor, terms, mapped, await Criteria.of(terms.definition), below)

    async def read(self, rows: Sequence[Row], kept: dict[Any, Any]) -> list[Line]:
        """The rows as values. What the references mean is kept, so that no row asks again whether it is visible."""
        terms, below = self.terms, self.terms.below.key if self.terms.below else ""
        resolved = await resolve(self.actor, terms.definition, [cells for _, cells in rows], terms.mapping)
        await self._keep_seen(resolved.ids, kept)
        lines, columns = [], columns_of(terms.mapping, self.targets)
        for number, cells in rows:
            values, problems = read_row(cells, columns, resolved)
            own, theirs = split(values, below)
            line = Line(number, cells, own, theirs)
            if problems:
                line.fails(problems)
            lines.append(line)
        return lines

    async def _keep_seen(self, ids: dict[tuple[str, str], int], kept: dict[Any, Any]) -> None:
        wanted: dict[str, set[int]] = {}
        kinds = {target.key: target.face.to for target in self.targets}
        for (key, _), record_id in ids.items():
            wanted.setdefault(kinds[key], set()).add(record_id)
        for to, some in wanted.items():
            above = object_named(to)
            seen = await visible_ids(self.actor, above, sorted(some))
            kept.update({seen_by(self.actor, above, one): one in seen for one in some})

    async def look_up(self, lines: list[Line]) -> None:
        self.known = await looked_up(self.actor, self.terms, self.criteria, self.below, lines)

    async def settle(self, lines: list[Line]) -> list[Line]:
        changed = 0
        for place, line in enumerate(lines):
            if line.outcome != FAILED and (earlier := self._earlier(line)):
                if not self.terms.dry and (self.terms.mode != SKIP or line.brings):
                    return lines[:place]
                self._as_the_earlier(line, earlier)
                continue
            await self._settle(line)
            changed += line.outcome == UPDATED
            if line.outcome in WRITTEN:
                self.crossed.update(dict.fromkeys((*line.keys, *line.below_keys), f"第 {line.number} 行"))
                self.touched |= {line.matched} if line.matched else set()
            if changed >= MOST_CHANGES:
                return lines[: place + 1]
        return lines

    def _earlier(self, line: Line) -> str:
        """Which earlier row of the file means the same record, as far as that is not in the database yet."""
        meant = [self.crossed[key] for key in (*line.keys, *line.below_keys) if key in self.crossed]
        held = {*self.known.holding(line.keys), line.values.get("id")}
        return meant[0] if meant else "前面的行" if held & self.touched else ""

    def _as_the_earlier(self, line: Line, earlier: str) -> None:
        """A trial run settles by the mode what a real one would find written."""
        line.duplicate = {"object": self.terms.definition.key, "id": None, "label": earlier, "match": "同一个文件里"}
        line.outcome = SKIPPED if self.terms.mode == SKIP else UPDATED

    async def _settle(self, line: Line) -> None:
        if line.outcome == FAILED:
            return
        try:
            await self._match(line)
            if line.outcome:
                return
            if line.matched is None:
                await self._create(line)
            else:
                await self._change(line, line.matched)
        except CrmError as error:
            line.fails(error.fields or {"": error.message})

    async def _match(self, line: Line) -> None:
        """Finds the record that a line means; settles it where that is enough."""
        number, label = line.values.pop("id", None), self.terms.definition.label
        if number:
            if number not in self.known.instances:
                line.fails({"id": f"没有系统编号为 {number} 的{label}，或你看不到"})
            line.matched = number
        else:
            await self._match_by_keys(line)
        if line.outcome:
            return
        if line.matched is None:
            line.outcome = SKIPPED if self.terms.mode == UPDATE else ""
        elif self.terms.mode == SKIP and not self._brings_more(line):
            line.outcome = SKIPPED

    def _brings_more(self, line: Line) -> bool:
        """Whether a row has one more record below a record that this import made."""
        return line.brings and line.matched in self.known.made_here

    async def _match_by_keys(self, line: Line) -> None:
        definition = self.terms.definition
        same = [key for key in line.keys if self.criteria.same(key)]
        found = self.known.holding(same, hard=True)[:1] or self.known.holding(same)
        visible = [one for one in found if one in self.known.instances]
        if len(visible) == 1 or (visible and self.terms.mode == SKIP):
            line.matched = visible[0]
        elif visible:
            why, some = WORDS.get(same[0][1], ""), "、".join(str(one) for one in visible[:5])
            line.fails(
                {"": f"有 {len(visible)} 个{definition.label}与这一行{why}，加一列「系统编号」说明是哪一个：{some}"}
            )
        elif found and self.terms.mode == SKIP:
            line.outcome = SKIPPED
        elif found:
            raise await taken_conflict(self.actor, definition, {(kind, value) for _, kind, value in same})

    async def _create(self, line: Line) -> None:
        terms = self.terms
        values = {**terms.defaults, **blanks_dropped(line.values)}
        if terms.pool_group is not None and "pool_group" not in values:
            values["pool_group"] = terms.pool_group
        if terms.pool and "owner" not in values:
            values["owner"] = None
        line.draft = await self._drafted(self.criteria, values, line.keys)
        if line.brings and self.below:
            owner = {"owner": line.draft.instance.owner_id} if self.below.definition.owned else {}
            above = below_of(terms.definition, self.below.definition)
            with telling_whose(self.below.definition):
                line.below_draft = await self._drafted(
                    self.below, {**blanks_dropped(line.below), **owner}, line.below_keys, coming=(above,)
                )
        line.outcome = CREATED

    async def _drafted(
        self, criteria: Criteria, values: Values, keys: list[Wanted], *, coming: Collection[str] = ()
    ) -> Draft:
        """A new record that nothing stands against. Raises like `writing.create()`."""
        instance, _ = await drafted(self.actor, criteria.definition, values, coming=coming)
        await self._refuse_taken(criteria, keys, None)
        return indexed(criteria.definition, instance, criteria.force)

    async def _refuse_taken(self, criteria: Criteria, keys: list[Wanted], own: int | None) -> None:
        """Raises the Conflict of hard keys that others hold."""
        unique = [key for key in keys if criteria.unique(key)]
        taken = {key[1:] for key in unique if {*self.known.holding([key], hard=True)} - {own}}
        if taken:
            raise await taken_conflict(self.actor, criteria.definition, {(kind, value) for kind, value in taken})

    async def _change(self, line: Line, matched: int) -> None:
        instance = self.known.instances[matched]
        line.version = instance.version
        if self.terms.mode == SKIP:  # a further contact of a record that this file brought
            line.values, line.outcome = {}, UPDATED
            return
        if matched not in self.known.ours:
            label = self.terms.definition.label
            line.fails({"": f"这条{label}不归你管，你不能改。要改，先找负责人"})
            return
        line.values = self._overwriting(instance, line.values)
        line.changed = await changes(self.actor, self.terms.definition, instance, line.values)
        await self._refuse_taken(self.criteria, line.keys, matched)
        line.outcome = UPDATED if line.changed or line.brings else UNCHANGED

    def _overwriting(self, instance: Any, values: Values) -> Values:
        """The values that may replace what a record holds. A pool import leaves owner and group of pooled ones."""
        kept = values if self.terms.blank_clears else blanks_dropped(values)
        faces = {target.key: target for target in self.targets}
        return {
            key: value
            for key, value in kept.items()
            if not (key == "owner" and (self.terms.pool or value is None))
            and not (
                faces[key].at_creation and (self.terms.pool or _as_it_is(self.terms.definition, instance, key, value))
            )
        }

    async def show(self, line: Line) -> None:
        """For the preview: what a line says, and which record it means, masked outside the scope."""
        line.shown = {key: _as_text(line.cells[column]) for column, key in self.terms.mapping.items()}
        if line.duplicate is None and (line.matched or line.outcome in (SKIPPED, FAILED)):
            pairs = {(kind, value) for _, kind, value in line.keys}
            found = await matches(self.actor, {self.terms.definition.key: pairs}) if pairs else []
            meant = [one for one in found if line.matched is None or one.id == line.matched]
            line.duplicate = meant[0].to_json() if meant else None


def _as_text(cell: Cell) -> str | None:
    return None if cell is None else str(cell.shown if isinstance(cell, Unreadable) else cell)[:LONGEST_SHOWN]


def _as_it_is(definition: ObjectDef, instance: Any, key: str, value: Any) -> bool:
    """Whether a field that only new records take says what the record says, or nothing."""
    return value is None or getattr(instance, definition.columns[key]) == value

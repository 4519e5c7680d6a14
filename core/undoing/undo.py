"""Taking a batch back (撤销): as one piece of work, or page by page where it is large.

Four passes, each over the whole batch from its newest line to its oldest: what was changed gets its former values, so
that keys are free; what was deleted comes back; places in teams return; what was made goes into the bin.
"""

from dataclasses import dataclass, field
from typing import Any

from core.actor import Actor
from core.objects.deeds import Deed
from core.objects.history import verb_label
from core.objects.registry import object_named
from core.undoing.asides import page_of_asides, put_back_asides
from core.undoing.binned import bring_back, judged_binned, roots_of
from core.undoing.changed import NOT_YOURS, facts_of, judged, put_back, tell_all
from core.undoing.created import Going, judged_new, take_away, tell_new
from core.undoing.footprint import Footprint, of_records, page
from core.undoing.rights import may_put_back, may_take_away
from core.undoing.told import Told

PASSES = ("changed", "binned", "asides", "created")


@dataclass
class Course:
    """How far an undo is: which pass, before which line, what was told. Plain values, for it outlives its process."""

    place: int = 0
    before: int | None = None
    told: Told = field(default_factory=Told)

    @property
    def over(self) -> bool:
        return self.place == len(PASSES)

    def on(self, following: int | None) -> None:
        self.before = following
        self.place += following is None

    def to_json(self) -> dict[str, Any]:
        return {"place": self.place, "before": self.before, "told": self.told.to_json()}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Course":
        return cls(stored["place"], stored["before"], Told(**stored["told"]))


async def step(actor: Actor, deed: Deed, course: Course, batch: str, *, plan: Going | None = None) -> None:
    """One page of one pass, inside `work()`; with a `plan` nothing is written, and it learns what would have been."""
    what = PASSES[course.place]
    if what == "asides":
        asides, following = await page_of_asides(deed.batch, course.before)
        if asides:
            await put_back_asides(actor, deed.batch, asides, course.told, note_of(deed), plan=plan)
    else:
        prints, following = await page(deed.batch, course.before, made=what == "created")
        for some in _by_object(prints):
            await TURNS[what](actor, deed, some, course.told, batch, plan)
    course.on(following)


async def held_up(actor: Actor, deed: Deed, told: Told) -> bool:
    """Whether the record that all of it is about cannot come back: then nothing else does, and why is told."""
    if deed.kind not in ("transfer", "convert", "merge") or (deed.count > 1 and deed.kind != "merge"):
        return False
    prints = await of_records(deed.batch, [(deed.object, deed.record_id or 0)])
    if not prints or not (prints[0].after or deed.kind == "merge"):
        return False
    definition, why = object_named(deed.object), Told()
    formers = await judged(actor, definition, prints, why, deed.kind, lock=False)
    gone = any(one["id"] is None for one in why.kept)
    if not gone and not await may_put_back(actor, definition, prints):
        why.stays(definition, None, definition.label, NOT_YOURS)
        gone = True
    facts = set() if deed.kind == "merge" else facts_of(definition, prints[0].after)
    stuck = gone or (deed.kind != "merge" and not formers)
    if stuck or any(facts & one.left.keys() for one in formers):
        told.kept, told.kept_count = why.kept, why.kept_count
        return True
    return False


def _by_object(prints: list[Footprint]) -> list[list[Footprint]]:
    """Records of one object that follow each other: the order of what is made must stay as it is."""
    groups: list[list[Footprint]] = []
    for one in prints:
        if groups and groups[-1][0].object == one.object:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


async def _changed(
    actor: Actor, deed: Deed, prints: list[Footprint], told: Told, batch: str, plan: Going | None
) -> None:
    definition = object_named(prints[0].object)
    touched = [one for one in prints if one.after]
    if not touched:
        return
    formers = await judged(actor, definition, touched, told, deed.kind, lock=plan is None)
    if plan is None:
        await put_back(actor, definition, formers, told, note_of(deed))
    else:
        plan.puts_back(definition, formers)
        tell_all(actor, definition, formers, told)


async def _binned(
    actor: Actor, deed: Deed, prints: list[Footprint], told: Told, batch: str, plan: Going | None
) -> None:
    definition = object_named(prints[0].object)
    roots = await roots_of(deed.batch, definition, prints)
    if roots:
        coming = await judged_binned(actor, definition, roots, told)
        await bring_back(actor, definition, coming, told, verb="undo", note=note_of(deed), dry=plan is not None)


async def _created(
    actor: Actor, deed: Deed, prints: list[Footprint], told: Told, batch: str, plan: Going | None
) -> None:
    definition = object_named(prints[0].object)
    allowed = await may_take_away(actor, definition, prints)
    own = (deed.batch, batch)
    gone = await judged_new(actor, allowed, definition, prints, own, told, plan or Going())
    if plan is None:
        await take_away(actor, definition, gone, told, note_of(deed))
    else:
        plan.binned |= {(definition.key, one) for one in gone}
        tell_new(definition, gone, told)


TURNS = {"changed": _changed, "binned": _binned, "created": _created}


def note_of(deed: Deed) -> str:
    """What the history of each record says."""
    return f"撤销「{kind_label(deed)} {deed.label}」"


def kind_label(deed: Deed) -> str:
    """The deed in a word: a batch is called after its action."""
    words = {"delete": "删除", "transfer": "转移", "convert": "转客户", "merge": "合并", "import": "导入"}
    action = deed.told.get("action")
    return words.get(deed.kind) or (verb_label(object_named(deed.object), action) if action else "批量修改")

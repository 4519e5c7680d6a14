"""The stages of one edition in their order (阶段顺序): first, next, before, and what each asks for."""

from dataclasses import dataclass, field
from typing import Any

from core.opportunities.process import EditionStage, ProcessEdition, SalesStage, StageItem


@dataclass(frozen=True)
class Step:
    """A stage in an edition; `win_rate` is a percentage."""

    stage_id: int
    name: str
    win_rate: int
    items: tuple[StageItem, ...] = ()


@dataclass(frozen=True)
class Steps:
    """An edition as the rules need it."""

    edition_id: int
    process_id: int
    guided: bool
    all: tuple[Step, ...]
    place: dict[int, int] = field(default_factory=dict)

    def step(self, stage_id: int) -> Step | None:
        found = self.place.get(stage_id)
        return None if found is None else self.all[found]

    def next(self, stage_id: int) -> Step | None:
        after = self.place[stage_id] + 1
        return self.all[after] if after < len(self.all) else None


async def steps_of(edition_id: int) -> Steps:
    """Four statements."""
    edition = await ProcessEdition.get(id=edition_id)
    placed = await EditionStage.filter(edition_id=edition_id).order_by("position")
    names = {stage.id: stage.name for stage in await SalesStage.filter(id__in=[one.stage_id for one in placed])}
    items: dict[int, list[StageItem]] = {}
    for item in await StageItem.filter(edition_id=edition_id).order_by("position"):
        items.setdefault(item.stage_id, []).append(item)
    steps = tuple(
        Step(one.stage_id, names[one.stage_id], one.win_rate, tuple(items.get(one.stage_id, ()))) for one in placed
    )
    place = {step.stage_id: n for n, step in enumerate(steps)}
    return Steps(edition.id, edition.process_id, edition.guided, steps, place)


async def newest_edition(process_id: int) -> Any:
    """The current edition of a process; None for one that has none."""
    return await ProcessEdition.filter(process_id=process_id).order_by("-number").first()

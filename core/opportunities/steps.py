"""The stages of one edition in their order (阶段顺序): first, next, before, and what each asks for."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pypika_tortoise.queries import Table

from core.db import database, rows
from core.objects.access import select_from
from core.opportunities.process import ProcessEdition, StageItem


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
    """One statement."""
    found = await rows(_statement(database().dialect.name), [edition_id])
    steps: dict[int, Step] = {}
    for _, _, stage_id, name, rate, *asked in found:
        items = (_item(edition_id, stage_id, asked),) if asked[0] is not None else ()
        step = steps.get(stage_id) or Step(stage_id, name, rate)
        steps[stage_id] = replace(step, items=(*step.items, *items))
    place = {stage_id: n for n, stage_id in enumerate(steps)}
    return Steps(edition_id, int(found[0][0]), bool(found[0][1]), tuple(steps.values()), place)


@cache
def _statement(kind: str) -> str:
    """It is the same for every edition, and takes longer to build than to run."""
    edition, placed, stage = Table("process_edition"), Table("edition_stage"), Table("sales_stage")
    item = Table("stage_item")
    query = (
        select_from(edition)
        .join(placed)
        .on(placed.edition_id == edition.id)
        .join(stage)
        .on(stage.id == placed.stage_id)
        .left_join(item)
        .on((item.edition_id == edition.id) & (item.stage_id == placed.stage_id))
        .where(edition.id == 0)
        .select(edition.process_id, edition.guided, placed.stage_id, stage.name, placed.win_rate)
        .select(item.id, item.position, item.kind, item.code, item.label, item.required)
        .orderby(placed.position)
        .orderby(item.position)
    )
    text: str = query.get_parameterized_sql()[0]
    return text


def _item(edition_id: int, stage_id: int, asked: list[Any]) -> StageItem:
    item_id, position, kind, code, label, required = asked
    return StageItem(
        id=item_id,
        edition_id=edition_id,
        stage_id=stage_id,
        position=position,
        kind=kind,
        code=code,
        label=label,
        required=bool(required),
    )


async def newest_edition(process_id: int) -> Any:
    """The current edition of a process; None for one that has none."""
    return await ProcessEdition.filter(process_id=process_id).order_by("-number").first()

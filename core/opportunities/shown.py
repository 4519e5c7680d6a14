"""A process as boards and funnels show it (看板的流程): its stages in order, those out of use at the end."""

from dataclasses import dataclass
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.db import rows
from core.errors import NotFound
from core.objects.access import select_from
from core.objects.sight import MOST_ID
from core.opportunities.processes import usual_process


@dataclass(frozen=True)
class ShownStage:
    """`win_rate` (percent) is that of the newest edition."""

    id: int
    name: str
    win_rate: int
    active: bool


@dataclass(frozen=True)
class Shown:
    id: int
    name: str
    guided: bool
    stages: tuple[ShownStage, ...]

    def told(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.name, "guided": self.guided}


async def shown_process(process_id: int | None) -> Shown:
    """The process, the usual one unless named, in one statement. Raises NotFound."""
    found = await _rows(process_id)
    if not found and process_id is None:
        found = await _rows((await usual_process()).id)
    if not found:
        raise NotFound("没有这个销售流程，可能刚被删除")
    stages = tuple(ShownStage(int(row[3]), str(row[4]), int(row[5] or 0), bool(row[6])) for row in found)
    return Shown(int(found[0][0]), str(found[0][1]), bool(found[0][2]), stages)


async def _rows(process_id: int | None) -> list[Any]:
    process, stage = Table("sales_process"), Table("sales_stage")
    which: Criterion
    if process_id is None:
        which = (process.usual == True) & (process.active == True)  # noqa: E712
    elif 0 < process_id < MOST_ID:
        which = process.id == process_id
    else:
        return []
    query = (
        select_from(process)
        .join(stage)
        .on(stage.process_id == process.id)
        .where(which & process.deleted_at.isnull() & stage.deleted_at.isnull())
        .select(process.id, process.name, process.guided, stage.id, stage.name, stage.win_rate, stage.active)
    )
    found = await rows(*query.orderby(stage.position).orderby(stage.id).get_parameterized_sql())
    return sorted(found, key=lambda row: not row[6])

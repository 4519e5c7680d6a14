"""Stages in a file (表格里的销售阶段): by their name within the process that the row names, else the usual one."""

from dataclasses import dataclass

from core.opportunities.process import SalesProcess, SalesStage
from core.opportunities.processes import usual_process
from core.text.fold import fold


@dataclass(frozen=True)
class StageNames:
    """The stages of all processes, those out of use last."""

    usual: int
    processes: dict[int, str]
    stages: tuple[SalesStage, ...]

    def meant(self, label: str, text: str, number: int, process_id: int | None) -> int | str:
        """The stage that a cell means in a process, or a sentence on what to write instead."""
        wanted = process_id or self.usual
        if any(one.id == number for one in self.stages):
            return number
        there = [one for one in self.stages if one.process_id == wanted]
        found = next((one for one in there if _plain(one.name) == _plain(text)), None)
        if found:
            return int(found.id)
        names = "、".join(one.name for one in there if one.active)
        return f"流程「{self.processes.get(wanted, '')}」里没有叫「{text[:40]}」的{label}，可填：{names}"


async def stage_names() -> StageNames:
    """Three statements."""
    usual = await usual_process()
    processes = {one.id: one.name for one in await SalesProcess.filter(deleted_at=None)}
    stages = await SalesStage.filter(deleted_at=None).order_by("-active", "position", "id")
    return StageNames(usual.id, processes, tuple(stages))


def _plain(name: str) -> str:
    return "".join(fold(name).split())

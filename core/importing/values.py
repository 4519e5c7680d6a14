"""One row of a file as the values of a record (取值): what the API takes, and a sentence for what cannot be taken."""

from collections.abc import Sequence
from typing import Any

from core.importing.columns import Mapped, Target
from core.importing.resolving import STAGE, Resolved, number_in
from core.importing.stages import StageNames
from core.importing.words import READ, choice_of, choices_of, named_as, number_of
from core.objects.values import Wrong
from core.sheets.sheet import Cell, Unreadable

Values = dict[str, Any]
Problems = dict[str, str]
Column = tuple[int, Target]
ROW = ""  # the key of a problem that is the whole row's


def columns_of(mapping: Mapped, targets: Sequence[Target]) -> list[Column]:
    """The columns of a file that fill a field, in order, those that depend on another field last."""
    known = {target.key: target for target in targets}
    columns = [(index, known[key]) for index, key in mapping.items() if key in known]
    return sorted(columns, key=lambda column: bool(column[1].face.depends_on) or column[1].face.to == STAGE)


def read_row(cells: Sequence[Cell], columns: Sequence[Column], resolved: Resolved) -> tuple[Values, Problems]:
    """(values, problems) by target key; a key is in one of the two. A blank cell is the value None."""
    for cell in cells:
        if isinstance(cell, Unreadable) and cell.row:
            return {}, {ROW: cell.why}
    values: Values = {}
    problems: Problems = {}
    for index, target in columns:
        cell = cells[index] if index < len(cells) else None
        if cell is None:
            values[target.key] = None
        elif isinstance(cell, Unreadable):
            problems[target.key] = f"{target.label}：{cell.why}"
        else:
            try:
                values[target.key] = _value(cell, target, values, resolved)
            except Wrong as wrong:
                problems[target.key] = wrong.message
    return values, problems


def _value(cell: Cell, target: Target, values: Values, resolved: Resolved) -> Any:
    face = target.face
    if target.key == "id":
        return _number(cell, target)
    if face.to == STAGE and resolved.stages:
        return _stage(cell, target, values, resolved.stages)
    if face.kind == "reference":
        return _referred(cell, target, resolved)
    if face.kind in ("choice", "choices"):
        above = values.get(_beside(target.key, face.depends_on)) if face.depends_on else None
        return (choice_of if face.kind == "choice" else choices_of)(face, cell, above)
    return READ[face.kind](face, cell)


def _beside(key: str, other: str) -> str:
    """The key of another field of the same record."""
    below, dot, _ = key.rpartition(".")
    return f"{below}{dot}{other}"


def _number(cell: Cell, target: Target) -> int:
    number = number_of(target.face, cell)
    if not isinstance(number, int) or not 0 < number < 2**63:
        raise Wrong("系统编号应该是一个整数，不知道就空着")
    return number


def _stage(cell: Cell, target: Target, values: Values, stages: StageNames) -> int:
    """By the process that stands in the same row."""
    text = named_as(cell)
    meant = stages.meant(target.face.label, text, number_in(text), values.get(_beside(target.key, "process")))
    if isinstance(meant, str):
        raise Wrong(meant)
    return meant


def _referred(cell: Cell, target: Target, resolved: Resolved) -> int:
    asked = (target.key, named_as(cell))
    if asked in resolved.ids:
        return resolved.ids[asked]
    raise Wrong(resolved.problems.get(asked) or f"{target.face.label}「{asked[1][:40]}」看不懂，填名称")

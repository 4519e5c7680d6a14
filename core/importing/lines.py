"""One row of a file on its way in (导入行): what it says, which record it means, and what becomes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core.errors import CrmError, Invalid
from core.objects.bulk import Draft
from core.objects.definition import ObjectDef, Values
from core.objects.record_keys import Wanted
from core.sheets.sheet import Cell

CREATED, UPDATED, UNCHANGED, SKIPPED, FAILED = "created", "updated", "unchanged", "skipped", "failed"
WRITTEN = (CREATED, UPDATED)
LONGEST_REASON = 1000


@dataclass
class Line:
    """`values` are the record's own, `below` those of the record that comes along, both as the API takes them.

    `keys` are what identifies them, `matched` the record that is the same, `made` what is written for a new one.
    """

    number: int
    cells: list[Cell]
    values: Values
    below: Values = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    keys: list[Wanted] = field(default_factory=list)
    below_keys: list[Wanted] = field(default_factory=list)
    outcome: str = ""
    matched: int | None = None
    version: int = 0
    changed: Values = field(default_factory=dict)
    draft: Draft | None = None
    below_draft: Draft | None = None
    shown: Values = field(default_factory=dict)
    duplicate: dict[str, Any] | None = None

    def fails(self, problems: dict[str, str]) -> None:
        self.outcome, self.problems = FAILED, problems
        self.draft = self.below_draft = None

    @property
    def brings(self) -> bool:
        """Whether anything is said of a record below."""
        return bool(blanks_dropped(self.below))

    @property
    def reason(self) -> str:
        """The sentences of everything that is wrong, each once."""
        return "；".join(dict.fromkeys(self.problems.values()))[:LONGEST_REASON]

    def to_json(self) -> dict[str, Any]:
        """For the preview."""
        return {
            "row": self.number,
            "outcome": self.outcome,
            "values": self.shown,
            "problems": self.problems,
            "duplicate": self.duplicate,
        }


@dataclass
class Counts:
    """What became of rows. Whatever was not written is skipped, so that the four add up to the rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0

    @classmethod
    def of(cls, lines: list[Line]) -> "Counts":
        found = [line.outcome for line in lines]
        same = found.count(UNCHANGED)
        return cls(found.count(CREATED), found.count(UPDATED), same, found.count(SKIPPED) + same, found.count(FAILED))


def split(values: Values, below: str) -> tuple[Values, Values]:
    """(own values, values of the record below) of what a row says."""
    if not below:
        return values, {}
    prefix = f"{below}."
    theirs = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
    return {key: value for key, value in values.items() if not key.startswith(prefix)}, theirs


def blanks_dropped(values: Values) -> Values:
    return {key: value for key, value in values.items() if value not in (None, "", [])}


@contextmanager
def telling_whose(below: ObjectDef) -> Iterator[None]:
    """Refusals inside name the field of the record below, not one of the row's own."""
    try:
        yield
    except CrmError as error:
        named = {f"{below.key}.{key}": f"{below.label}·{text}" for key, text in error.fields.items()}
        raise Invalid(named or {below.key: f"{below.label}：{error.message}"}) from None


def below_of(definition: ObjectDef, other: ObjectDef) -> str:
    """The reference by which the record below names the one above."""
    return next(key for key in other.parents if other.faces[key].to == definition.key)

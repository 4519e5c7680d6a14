"""Columns that also say how people see them (字段): label, kind, options, search."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from tortoise import fields

Kind = Literal[
    "text", "long_text", "number", "money", "date", "datetime", "boolean", "choice", "choices", "phone", "email",
    "url", "reference", "references", "files", "location", "subject", "values",
]  # fmt: skip
Tone = Literal["neutral", "blue", "amber", "green", "red", "violet", "teal"]


@dataclass(frozen=True)
class Option:
    """One choice: the stored code, its Chinese word and its tone.

    `when` lists the values of the field it depends on for which it is offered, none for all; a `retired` one is kept
    for old values and not chosen anew.
    """

    value: str
    label: str
    tone: Tone = "neutral"
    when: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True)
class Face:
    """How a field shows itself to people. Money is integer fen in the column and "1450.00" outside; a number with
    `decimals` is an integer that many places to the left.

    `at_creation` marks a readonly field that the form of a new record may give, `unit` is said after a number,
    `listed_as` is what the record that a reference names calls those that name it, where their object is called
    otherwise.
    """

    label: str
    kind: Kind
    required: bool = False
    readonly: bool = False
    searchable: bool = False
    filterable: bool = True
    sortable: bool = False
    options: tuple[Option, ...] = ()
    to: str = ""
    help: str = ""
    max_length: int | None = None
    whole: bool = False
    decimals: int = 0
    depends_on: str = ""
    at_creation: bool = False
    unit: str = ""
    listed_as: str = ""

    def word(self, value: Any) -> str:
        """The Chinese word of a stored choice; the code itself when an admin removed the option."""
        return next((option.label for option in self.options if option.value == value), str(value))


def _faced(column: Any, face: Face) -> Any:
    column.face = face
    return column


def face_of(column: Any) -> Face | None:
    """The face of a model's column, None for one that people never see."""
    return getattr(column, "face", None)


def text(label: str, length: int = 100, *, kind: Kind = "text", sortable: bool = False, **face: Any) -> Any:
    """One line; empty text, never null."""
    return _faced(
        fields.CharField(length, default="", db_default=""),
        Face(label, kind, sortable=sortable, max_length=length, **face),
    )


def long_text(label: str, length: int = 4000, **face: Any) -> Any:
    return _faced(fields.TextField(default="", db_default=""), Face(label, "long_text", max_length=length, **face))


def telephone(label: str, **face: Any) -> Any:
    """One or several numbers, separated by "; "."""
    return text(label, 100, kind="phone", **face)


def mailbox(label: str, **face: Any) -> Any:
    return text(label, 200, kind="email", **face)


def web_address(label: str, **face: Any) -> Any:
    return text(label, 300, kind="url", **face)


def number(label: str, **face: Any) -> Any:
    return _faced(fields.FloatField(null=True), Face(label, "number", **{"sortable": True, **face}))


def whole(label: str, **face: Any) -> Any:
    """A count: a whole number of 32 bits, 0 unless given."""
    return _faced(
        fields.IntField(default=0, db_default=0), Face(label, "number", **{"sortable": True, "whole": True, **face})
    )


def scaled(label: str, decimals: int, default: int, **face: Any) -> Any:
    """A number with so many decimals, exact: an integer in the column, 1500 for 1.5 with three; `default` as stored."""
    return _faced(
        fields.BigIntField(default=default, db_default=default),
        Face(label, "number", **{"sortable": True, "decimals": decimals, **face}),
    )


def money(label: str, **face: Any) -> Any:
    """Integer fen."""
    return _faced(fields.BigIntField(null=True), Face(label, "money", **{"sortable": True, **face}))


def day(label: str, **face: Any) -> Any:
    return _faced(fields.DateField(null=True), Face(label, "date", **{"sortable": True, **face}))


def moment(label: str, **face: Any) -> Any:
    return _faced(fields.DatetimeField(null=True), Face(label, "datetime", **{"sortable": True, **face}))


def yes_no(label: str, **face: Any) -> Any:
    return _faced(fields.BooleanField(default=False, db_default=False), Face(label, "boolean", **face))


def choice(label: str, options: tuple[Option, ...], *, default: str = "", **face: Any) -> Any:
    """A code from `options`; empty means not chosen."""
    return _faced(
        fields.CharField(40, default=default, db_default=default),
        Face(label, "choice", options=options, **face),
    )


def choices(label: str, options: tuple[Option, ...] = (), **face: Any) -> Any:
    """Several codes from `options`, as a JSON list; empty means none chosen."""
    return _faced(fields.JSONField(default=list, db_default="[]"), Face(label, "choices", options=options, **face))


def reference(label: str, to: str, model: str, **face: Any) -> Any:
    """A record of object `to`; the column is `<name>_id`."""
    return _faced(
        fields.ForeignKeyField(f"models.{model}", related_name=False, null=True, on_delete=fields.NO_ACTION),
        Face(label, "reference", to=to, **face),
    )


def again(face: Face, **changes: Any) -> Face:
    """The face with some of its traits changed."""
    return replace(face, **changes)

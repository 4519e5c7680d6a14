"""A field as a column of a query (列): its SQL term and how values are bound beside it.

Built-in fields are columns of the table; custom fields are paths into its JSON column, where times are ISO text.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Term

from core.db import database
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.terms import Fragment

NUMERIC = ("number", "money", "reference")


@dataclass(frozen=True)
class Column:
    term: Term
    face: Face
    builtin: bool
    nullable: bool

    def bind(self, value: Any) -> Any:
        """A stored value (see `values.taken`) as the driver wants it beside this column."""
        dialect = database().dialect
        return dialect.bind(value) if self.builtin else dialect.bind_custom(value)

    def kept(self, value: Any) -> Any:
        """A value as the database gave it, for a cursor."""
        if isinstance(value, Decimal):
            return str(value)
        return value.isoformat() if isinstance(value, date) else value

    def brought_back(self, value: Any) -> Any:
        """The value of `kept()` bound again. Raises ValueError when it cannot come from this column."""
        if database().dialect.name == "postgres":
            if self.builtin and self.face.kind == "datetime":
                return datetime.fromisoformat(_text(value))
            if self.builtin and self.face.kind == "date":
                return date.fromisoformat(_text(value))
            if not self.builtin and self.face.kind == "number":
                return _decimal(value)
            if self.face.kind == "boolean":
                return bool(value)
        return _number(value) if self.face.kind in (*NUMERIC, "boolean") else _text(value)


def column_of(definition: ObjectDef, key: str, table: Table) -> Column:
    """The column of a field that exists; raises KeyError otherwise."""
    if key in definition.faces:
        field = definition.model._meta.fields_map[key]
        return Column(table[definition.columns[key]], custom.all_faces(definition)[key], True, bool(field.null))
    face = custom.custom_faces(definition.key)[key]
    return Column(Fragment(database().dialect.custom(definition.table, key, face.kind)), face, False, True)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not a text")
    return value


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 2**63:
        raise ValueError("not a number")
    return value


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(_text(value))
    except InvalidOperation:
        raise ValueError("not a number") from None

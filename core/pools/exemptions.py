"""What is never recycled (不回收的): an explicit list. An object that protects records adds its line here."""

from collections.abc import Callable
from dataclasses import dataclass

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.objects.definition import ObjectDef


@dataclass(frozen=True)
class Exemption:
    """`rows(definition, table)` is the condition for the records that it protects."""

    reason: str
    rows: Callable[[ObjectDef, Table], Criterion]


EXEMPTIONS = (
    Exemption("管理员设为不回收", lambda definition, table: table.protected == True),  # noqa: E712
    Exemption("已冻结", lambda definition, table: table.frozen == True),  # noqa: E712
    Exemption("已废弃", lambda definition, table: table.discarded == True),  # noqa: E712
    Exemption("已转换", lambda definition, table: table.converted_at.notnull()),
)

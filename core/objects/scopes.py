"""Which rows a list looks at, and as whom (列表范围): what one may open, or what a scope lists without opening it."""

from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.objects.access import all_parents, grants, living, visible
from core.objects.batches import of_one_batch
from core.objects.definition import ObjectDef, Scope
from core.objects.filters import compiled


def scope_of(definition: ObjectDef, view: str) -> Scope | None:
    """The scope that a built-in view lists; None for the ordinary one."""
    found = definition.view(view)
    return definition.scopes[found.scope] if found and found.scope else None


def looked_at(
    actor: Actor, definition: ObjectDef, scope: Scope | None, where: Any, table: Table
) -> tuple[Actor, Criterion]:
    """The actor that columns, filter, order and search must be read as, and the rows that may be listed."""
    if scope is None:
        return actor, visible(actor, definition, table=table)
    narrowed, rows = scope.looks(actor, definition), in_scope(actor, definition, scope, table)
    if scope.usual is None or _mentions(where, scope.usual_field):
        return narrowed, rows
    usual = compiled(narrowed, definition, scope.usual, table)
    return narrowed, rows if usual is None else rows & usual


def along(actor: Actor, definition: ObjectDef, where: Any, table: Table) -> tuple[Criterion, ...]:
    """The grants along which an ordinary list is looked for one by one; none where looking at its rows is cheaper: one
    grant has its index, and a filter that names a parent or a batch leaves few rows.
    """
    granted = grants(actor, definition, "read", table, all_parents) or []
    pinned = any(_mentions(where, parent) for parent in definition.above) or of_one_batch(where)
    return () if pinned or len(granted) < 2 else tuple(granted)


def below(definition: ObjectDef, parent: str, record_id: int, table: Table) -> Criterion:
    """All living children of a parent: who may open it sees them (decision 31)."""
    if parent not in definition.parents:
        raise ValueError(f"{definition.key}.{parent} opens nothing")
    children: Criterion = table[f"{parent}_id"] == record_id
    return living(table) & children


def in_scope(actor: Actor, definition: ObjectDef, scope: Scope, table: Table) -> Criterion:
    """All living rows of a scope."""
    return living(table) & scope.rows(actor, definition, table)


def _mentions(where: Any, field: str) -> bool:
    """Whether a filter says anything about a field."""
    if isinstance(where, list):
        return any(_mentions(one, field) for one in where)
    if not isinstance(where, dict):
        return False
    return where.get("field") == field or any(_mentions(where.get(key), field) for key in ("all", "any"))

"""Definitions that cannot be right (定义检查): found at the start, before anybody is asked anything."""

from core.objects.definition import ObjectDef


def check(definition: ObjectDef) -> ObjectDef:
    """Refuses a definition that names fields it does not have, or an order it cannot have; run once at the start."""
    named = {definition.title, *definition.listed, *definition.subtitle, *definition.tags, *definition.common}
    named |= {*definition.above, *definition.teaser, definition.order.removeprefix("-")}
    named |= {name for name in (definition.amount, definition.date) if name}
    named |= {key.field for key in definition.hard_keys} | {key.field for key in definition.soft_keys}
    named |= {view.sort.removeprefix("-") for view in definition.views if view.sort}
    if unknown := named - set(definition.faces):
        raise ValueError(f"{definition.key}: no such fields {sorted(unknown)}")
    orders = {
        definition.order.removeprefix("-"),
        *(view.sort.removeprefix("-") for view in definition.views if view.sort),
    }
    if unsorted := {key for key in orders if not definition.faces[key].sortable}:
        raise ValueError(f"{definition.key}: sorted by what is not sortable {sorted(unsorted)}")
    if stray := {key for key in definition.above if definition.faces[key].kind != "reference"}:
        raise ValueError(f"{definition.key}: hangs on what are no references {sorted(stray)}")
    return definition

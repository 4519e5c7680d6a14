"""Values of the history as columns hold them (还原值): JSON back to times, days and ids, and comparing them."""

from typing import Any

from core.objects.definition import ObjectDef
from core.objects.values import blank, json_stored


def as_column(definition: ObjectDef, key: str, value: Any) -> Any:
    """A value of a history line as its column, or the custom field, holds it."""
    if key not in definition.faces:
        return value
    field = definition.model._meta.fields_map[definition.columns[key]]
    if value is None:
        return None if field.null else field.default
    return field.to_python_value(value)


def holds(definition: ObjectDef, instance: Any, key: str, value: Any) -> bool:
    """Whether a record has this value of the history now."""
    current = current_value(definition, instance, key)
    stored = as_column(definition, key, value)
    return bool(current == stored or json_stored(current) == json_stored(stored) or (blank(current) and blank(stored)))


def current_value(definition: ObjectDef, instance: Any, key: str) -> Any:
    return getattr(instance, definition.columns[key]) if key in definition.faces else instance.custom.get(key)

"""Which objects exist (对象登记): filled from one explicit list, frozen after the start."""

from collections.abc import Iterable
from typing import Any

from core.errors import NotFound
from core.objects.checking import check
from core.objects.definition import ObjectDef

_objects: dict[str, ObjectDef] = {}


def register(definitions: Iterable[ObjectDef]) -> None:
    """Takes the whole list at once; a second list is a bug."""
    if _objects:
        raise RuntimeError("the objects are registered already")
    for definition in definitions:
        if definition.key in _objects:
            raise ValueError(f"object {definition.key!r} is listed twice")
        _objects[definition.key] = check(definition)


def objects() -> dict[str, ObjectDef]:
    return _objects


def object_named(key: str) -> ObjectDef:
    """The definition, or 404 with a sentence."""
    if key not in _objects:
        raise NotFound("没有这种资料")
    return _objects[key]


def definition_of(record: Any) -> ObjectDef:
    """The definition of a record's object."""
    return next(definition for definition in _objects.values() if definition.model is type(record))

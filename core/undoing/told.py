"""What an undo does and what it leaves, in words (撤销说明): the same for the plan and for the answer."""

from dataclasses import dataclass, field
from typing import Any

from core.actor import Actor
from core.objects.definition import ObjectDef
from core.objects.registry import object_named

MOST_TOLD = 200


@dataclass
class Told:
    """What comes back, and what stays with the reason; lists are cut, counts are not."""

    back: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    back_count: int = 0
    kept_count: int = 0

    def comes_back(self, definition: ObjectDef, record_id: int | None, label: str, what: str) -> None:
        self.back_count += 1
        if len(self.back) < MOST_TOLD:
            self.back.append(_item(definition, record_id, label) | {"what": what})

    def stays(self, definition: ObjectDef, record_id: int | None, label: str, why: str) -> None:
        self.kept_count += 1
        if len(self.kept) < MOST_TOLD:
            self.kept.append(_item(definition, record_id, label) | {"why": why})

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__}

    def shown(self, actor: Actor) -> "Told":
        """The same as the reader may know it."""
        return Told(readable(actor, self.back), readable(actor, self.kept), self.back_count, self.kept_count)


def readable(actor: Actor, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was told without the titles that a field rule hides from the member now, and without saying which records of
    kinds they are that the member may not read at all.
    """
    return [_readable(actor, one) for one in items]


def _readable(actor: Actor, one: dict[str, Any]) -> dict[str, Any]:
    definition = object_named(one["object"])
    if actor.reach(definition.key, "read") == "none":
        return {**one, "id": None, "label": definition.label}
    if actor.hides(definition.key, definition.title):
        return {**one, "label": untitled(definition, one["id"])}
    return one


def untitled(definition: ObjectDef, record_id: int | None) -> str:
    """What stands where a title would."""
    return f"{definition.label} {record_id}" if record_id else definition.label


def _item(definition: ObjectDef, record_id: int | None, label: str) -> dict[str, Any]:
    return {"object": definition.key, "object_label": definition.label, "id": record_id, "label": label[:100]}

"""What may go along when a record changes hands (相关业务), as an explicit list that later objects extend.

Follow-ups are not in it: they stay with who wrote them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.objects.definition import ObjectDef
from core.objects.registry import object_named


def always(child: Any) -> bool:
    return True


def is_open(child: Any) -> bool:
    """What was won or lost stays with whom it was won or lost by."""
    return bool(child.state == "open")


@dataclass(frozen=True)
class Related:
    """Records of `object` whose `field` names the record. What is not `movable` stays whoever owns it (decision 7)."""

    object: str
    field: str
    movable: Callable[[Any], bool] = always


RELATED: dict[str, tuple[Related, ...]] = {
    "account": (
        Related("contact", "account"),
        Related("invoice_profile", "account"),
        Related("opportunity", "account", is_open),
    ),
}


def related_to(definition: ObjectDef) -> tuple[Related, ...]:
    return RELATED.get(definition.key, ())


async def children(kind: Related, record_ids: list[int], *, held: bool = False) -> list[Any]:
    """The living records of one kind below any of the records; `held` against other writers, until the work ends."""
    below = object_named(kind.object).model.filter(**{f"{kind.field}_id__in": record_ids, "deleted_at": None})
    return await (below.select_for_update() if held else below).order_by("id")


def goes_along(kind: Related, child: Any, owner_id: int | None) -> bool:
    """Only what belongs to the record's owner moves with it."""
    return owner_id is not None and child.owner_id == owner_id and kind.movable(child)

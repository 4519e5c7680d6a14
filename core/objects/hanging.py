"""What hangs on records (随主记录的资料): it goes into the bin with them, unless it belongs to something else living.

What must name a record cannot outlive it, whatever else it belongs to.
"""

from collections.abc import Iterable
from typing import Any

from core.objects.around import related
from core.objects.definition import ObjectDef
from core.objects.registry import object_named

AT_ONCE = 500
Ids = dict[str, list[int]]


async def hanging_on(definition: ObjectDef, ids: list[int]) -> Ids:
    """Living records below these, however deep, by object, that cannot stay without them.

    Two or three statements for each kind of child, level and 500 records.
    """
    gone: dict[str, set[int]] = {definition.key: set(ids)}
    found: Ids = {}
    level: Ids = {definition.key: list(ids)}
    while level:
        below: Ids = {}
        for key, above in level.items():
            for child, field in related(object_named(key)):
                for some in chunks(above):
                    fresh = await _without_other_parents(child, field, some, gone)
                    gone.setdefault(child.key, set()).update(fresh)
                    below.setdefault(child.key, []).extend(fresh)
        level = {key: some for key, some in below.items() if some}
        for key, some in level.items():
            found.setdefault(key, []).extend(some)
    return found


async def _without_other_parents(
    child: ObjectDef, field: str, above: list[int], gone: dict[str, set[int]]
) -> list[int]:
    columns = [f"{parent}_id" for parent in child.parents]
    candidates = await child.model.filter(**{f"{field}_id__in": above}, deleted_at=None).values("id", *columns)
    known = gone.get(child.key, set())
    rows: list[Any] = [row for row in candidates if row["id"] not in known]
    if field in child.needed:
        return [row["id"] for row in rows]
    staying: set[int] = set()
    for parent, column in zip(child.parents, columns, strict=True):
        to = child.faces[parent].to
        others = {row[column] for row in rows if row[column]} - gone.get(to, set())
        living = await _living(object_named(to), others)
        staying |= {row["id"] for row in rows if row[column] in living}
    return [row["id"] for row in rows if row["id"] not in staying]


async def _living(definition: ObjectDef, ids: set[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(ids)):
        found.update(await definition.model.filter(id__in=some, deleted_at=None).values_list("id", flat=True))  # type: ignore[arg-type]
    return found


def chunks(ids: list[int]) -> Iterable[list[int]]:
    """As many at a time as a statement takes."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))

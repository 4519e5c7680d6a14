"""The titles of records by id (名称): what references show."""

from pypika_tortoise.queries import Table

from core.db import rows
from core.objects.access import select_from
from core.objects.registry import object_named


async def labels(wanted: dict[str, set[int]]) -> dict[tuple[str, int], str]:
    """Titles by (object, id): one query per object named."""
    found: dict[tuple[str, int], str] = {}
    for key, ids in wanted.items():
        if ids:
            definition = object_named(key)
            table = Table(definition.table)
            query = select_from(table).select(table.id, table[definition.title]).where(table.id.isin(sorted(ids)))
            for row in await rows(*query.get_parameterized_sql()):
                found[(key, int(row[0]))] = str(row[1])
    return found


async def name_of(member_id: int | None) -> str:
    """A member's name; empty where it was nobody."""
    return (await labels({"member": {member_id}})).get(("member", member_id), "") if member_id else ""

"""The permission matrix of exports: every file holds what the list shows, as far as the right to export goes."""

from typing import Any

import pytest

from core.errors import NotAllowed
from core.objects.registry import object_named, objects
from tests.exporting.conftest import exports
from tests.exporting.making import Exports
from tests.permissions.conftest import differences
from tests.permissions.facts import Matrix
from tests.permissions.rule import Oracle

__all__ = ["exports"]
POOLED = ("lead", "account")


async def test_files_hold_what_may_be_taken_out(matrix: Matrix, oracle: Oracle, exports: Exports):
    """Every person, relation and object; a role that forbids it is told so."""
    wrong: list[str] = []
    for who in matrix.people:
        for key, definition in objects().items():
            actor: Any = matrix.actors[who.userid]
            if "none" in (oracle.reach(who, key, "read"), oracle.reach(who, key, "export")):
                with pytest.raises(NotAllowed, match="找管理员"):
                    await exports.begin(actor, definition)
                continue
            table = await exports.table(actor, definition, columns=("id",), sort="id", format="csv")
            found = {int(row[0]) for row in table.rows}
            wrong += differences(who, "export", matrix.of(key), found, oracle.exported(who, matrix.of(key)))
            wrong += [f"{who.userid} gets {key} twice"] if len(found) != len(table.rows) else []
    assert not wrong, "\n".join(wrong[:40])


async def test_files_of_pools_hold_what_the_pool_lists(matrix: Matrix, oracle: Oracle, exports: Exports):
    """With the columns that the pool shows and no hidden ones."""
    wrong: list[str] = []
    for who in matrix.people:
        for key in POOLED:
            if "none" in (oracle.reach(who, key, "read"), oracle.reach(who, key, "export")):
                continue
            definition = object_named(key)
            wish: dict[str, Any] = {"view": "pool", "where": {"field": "pool_state", "filled": True}}
            seen = [name for name in definition.faces if (key, name) not in who.hidden]
            actor = matrix.actors[who.userid]
            table = await exports.table(actor, definition, columns=tuple(seen), format="csv", **wish)
            found = {int(row[0]) for row in table.rows}
            wrong += differences(
                who, "export of the pool", matrix.of(key), found, oracle.found_in_pool(who, matrix.of(key))
            )
            shown = {"id", "pool_group", "pool_state", "entered_pool_at", "returns", "created_at", *definition.teaser}
            stray = set(table.headers) - {definition.faces[name].label for name in shown & set(seen)}
            wrong += [f"{who.userid} is given {key} {one}" for one in stray]
    assert not wrong, "\n".join(wrong[:40])

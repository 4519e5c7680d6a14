"""Records of any object from its definition alone: valid values by kind of field, rows straight into the table."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from core.db import database, execute
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.query import Listing, search
from core.objects.registry import object_named, objects
from core.objects.writing import create, tokens_of
from core.org.actor import Actor
from core.work import work
from tests.conftest import SERVER

FIRST_MOMENT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
_numbers = count(1000)  # beyond the company's own
ALL = sorted(objects().values(), key=lambda definition: definition.key)
CREATABLE = [definition for definition in ALL if definition.creatable]


OF_ONE_ACCOUNT = {"contact", "opportunity"}  # what refers to both refers to people of one customer
CHINESE = re.compile("[\u4e00-\u9fff]")


def name_of(definition: ObjectDef) -> str:
    return definition.key


every = pytest.mark.parametrize("definition", ALL, ids=name_of)
creatable = pytest.mark.parametrize("definition", CREATABLE, ids=name_of)


async def listed(actor: Actor, definition: ObjectDef, **asked: Any) -> list[int]:
    """Ids of the whole list, page by page."""
    found: list[int] = []
    cursor = ""
    while True:
        page = await search(actor, definition, Listing(**{"limit": 3, **asked, "cursor": cursor}))
        found += [item["id"] for item in page.items]
        if page.next is None:
            return found
        cursor = page.next


def narrowed(actor: Actor, **changes: Any) -> Actor:
    return Actor(**{**actor.__dict__, **changes})


def outside(face: Face, n: int, references: dict[str, int]) -> Any:
    """The `n`th valid value of a field as JSON."""
    texts = {
        "phone": f"1390000{n % 10_000:04d}",
        "email": f"a{n}@example.com",
        "url": f"https://example{n}.com",
        "money": f"{n}.50",
        "date": (date(2026, 11, 24) + timedelta(days=n)).isoformat(),
        "datetime": (FIRST_MOMENT + timedelta(hours=7 * n)).isoformat(),
    }
    if face.kind in ("text", "long_text"):
        return f"v{n:04d}"[: face.max_length or 9]
    if face.kind == "number":
        return n if face.whole else n + 0.5
    if face.kind == "boolean":
        return n % 2 == 0
    if face.kind == "choice":
        return face.options[n % len(face.options)].value
    if face.kind == "choices":
        return [option.value for option in face.options][: n % 3]
    if face.kind == "reference":
        return references[face.to]
    return texts[face.kind]


def inside(face: Face, n: int, references: dict[str, int]) -> Any:
    """The same value as the column stores it."""
    value = outside(face, n, references)
    if face.decimals:
        return round(value * 10**face.decimals)
    if face.kind == "money":
        return n * 100 + 50
    if face.kind == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if face.kind == "datetime" else value


def one_of_each_sort(fields: list[tuple[ObjectDef, str]]) -> list[tuple[ObjectDef, str]]:
    """One field of each sort, which decides its SQL: of every object, on PostgreSQL of all of them together."""
    found: dict[Any, tuple[ObjectDef, str]] = {}
    for definition, key in fields:
        face, column = definition.faces[key], definition.model._meta.fields_map[key]
        member, tree = face.to == "member", bool(face.to) and object_named(face.to).treelike
        whose = "" if SERVER else definition.key
        found.setdefault(
            (whose, face.kind, face.whole, face.decimals, bool(column.null), member, tree), (definition, key)
        )
    return list(found.values())


def fillable(face: Face) -> bool:
    """Whether a value can be given: a field of options that only a company has begins without any."""
    return face.kind not in ("choice", "choices") or bool(face.options)


def own_fields(definition: ObjectDef) -> dict[str, Face]:
    """What a form can give."""
    return {key: face for key, face in definition.faces.items() if not face.readonly}


async def references_of(definition: ObjectDef, owner: Actor) -> dict[str, int]:
    """A record of everything that an object refers to, owned by `owner`."""
    found: dict[str, int] = {"member": owner.id}
    wanted = [face.to for face in definition.faces.values() if face.kind == "reference"]
    if set(wanted) >= OF_ONE_ACCOUNT:
        found["account"] = await row(object_named("account"), owner)
    for to in wanted:
        if to not in found:
            columns = {"account_id": found["account"]} if to in OF_ONE_ACCOUNT and "account" in found else {}
            found[to] = 0 if to == definition.key else await row(object_named(to), owner, **columns)
    return found


async def values(definition: ObjectDef, owner: Actor, n: int) -> dict[str, Any]:
    """Valid values of every field of the form."""
    references = await references_of(definition, owner)
    return {
        key: outside(face, n, references)
        for key, face in own_fields(definition).items()
        if not (face.kind == "reference" and references[face.to] == 0)
    }


async def row(definition: ObjectDef, owner: Actor, n: int | None = None, **columns: Any) -> int:
    """A row straight into the table, searchable, with its title and what must be unique; other fields as given.

    It takes no hard keys, so that rows may share their values.
    """
    number = next(_numbers) if n is None else n
    filled: dict[str, Any] = {definition.title: f"v{number:04d}"}
    for name, column in definition.model._meta.fields_map.items():
        if column.unique and not column.pk:
            filled[name] = next(_numbers) if column.field_type is int else f"u{next(_numbers)}"
    if definition.owned:
        filled["owner_id"] = None if columns.get("pool_state") == "unclaimed" else owner.id
    instance = await definition.model.create(**{**filled, **columns})
    if definition.searched:
        dialect = database().dialect
        tokens = dialect.search_tokens(tokens_of(definition, instance))
        await execute(dialect.search_write(definition.table)[1], [instance.id, tokens])
    return int(instance.id)


async def made(actor: Actor, definition: ObjectDef, n: int) -> int:
    """A record through the engine where the object can be created, a row where it cannot."""
    if not definition.creatable:
        return await row(definition, actor, n)
    given = await values(definition, actor, n)
    async with work():
        return int((await create(actor, definition, given)).id)

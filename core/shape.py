"""What migrations do not know of a database (数据库形状): indexes and search tables, as the definitions say.

Index names follow from what the index is, so that a changed definition gives a new name; an index of ours that nobody
declares any more is dropped.
"""

import hashlib

from core.db import database, execute, rows, transaction
from core.objects import custom
from core.objects.definition import Index, ObjectDef
from core.objects.registry import objects
from core.objects.writing import tokens_of

BATCH = 500

# Indexes of tables that are no objects: columns as in `Index`.
PLAIN: dict[str, tuple[Index, ...]] = {
    "change": (Index(("object", "record_id", "id")), Index(("batch", "id"))),
    "inbox": (Index(("state", "run_at", "id")), Index(("lane", "state"))),
    "outbox": (Index(("state", "run_at", "id")), Index(("lane", "state"))),
    "job": (Index(("state", "run_at", "id")),),
    "record_key": (Index(("object", "record_id")),),
    "record_hint": (Index(("object", "kind", "value")), Index(("object", "record_id"))),
    "superior": (Index(("member_id",)),),
    "session": (Index(("member_id",)),),
    "card_scan": (Index(("member_id", "id")),),
    "card_save": (Index(("object", "record_id")),),
    "call_mark": (Index(("object", "record_id")),),
    "team_member": (Index(("member_id", "object", "record_id")),),
    "deed": (Index(("by_id", "id")), Index(("kind", "object", "record_id")), Index(("object", "record_id"))),
    "aside": (Index(("batch", "id")), Index(("table", "row_id")), Index(("at",))),
    "binned": (Index(("root_object", "root_id")), Index(("by_id", "id")), Index(("batch",)), Index(("until",))),
    "import_run": (Index(("member_id", "id")), Index(("status", "id"))),
    "export_run": (Index(("member_id", "id")),),
    "suspect": (Index(("object", "state", "score DESC", "id DESC")), Index(("object", "second_id"))),
    "external_link": (Index(("object", "record_id")),),
    "custom_field": (),
    "stage_stay": (
        Index(("opportunity_id",), unique=True, where="left_at IS NULL"),
        Index(("opportunity_id", "entered_at", "id")),
        Index(("entered_at", "stage_id")),
    ),
    "edition_stage": (Index(("stage_id",)),),
    "stage_item": (Index(("stage_id",)),),
    "pool_event": (Index(("member_id", "group_id", "at")), Index(("object", "record_id", "id"))),
    "pool_application": (Index(("object", "record_id")),),
    "recycle_rule": (Index(("group_id",)),),
    "assignment_rule": (Index(("group_id", "priority", "id")),),
}


async def ensure_shape(*, rebuilt: bool = False) -> None:
    """Makes what is missing and drops what is no longer declared. Cheap when nothing is missing.

    `rebuilt` says that tables may have been rebuilt: search tables are compared with their objects then.
    """
    custom.use()
    await custom.load()
    wanted = declared_indexes()
    there = await live_indexes()
    for name in there - wanted.keys():
        await execute(f'DROP INDEX "{name}"')
    for name in wanted.keys() - there:
        await execute(wanted[name])
    await _ensure_checks()
    for definition in objects().values():
        if definition.searched:
            await _ensure_search(definition, rebuilt)


async def _ensure_checks() -> None:
    """What the database itself refuses: a constraint on PostgreSQL, triggers on SQLite, which a rebuild drops."""
    dialect, wanted = database().dialect, declared_checks()
    there = {str(row[0]): str(row[1]) for row in await rows(dialect.check_names())}
    for name in there.keys() - wanted.keys():
        for statement in dialect.drop_check(there[name], name):
            await execute(statement)
    for name in wanted.keys() - there.keys():
        for statement in dialect.add_check(*wanted[name]):
            await execute(statement)


def declared_checks() -> dict[str, tuple[str, str, str]]:
    """(table, name, condition) of every check by its name, which follows from the condition."""
    every = [(definition.table, check) for definition in objects().values() for check in definition.table_checks]
    named = {
        f"ck_{table}_{check.name}_{hashlib.sha256(check.holds.encode()).hexdigest()[:8]}": (table, check.holds)
        for table, check in every
    }
    return {name: (table, name, holds) for name, (table, holds) in named.items()}


def declared_indexes() -> dict[str, str]:
    """The statement of every index of ours by its name."""
    every = [(definition.table, index) for definition in objects().values() for index in definition.all_indexes]
    every += [(table, index) for table, indexes in PLAIN.items() for index in indexes]
    declared = {index_name(table, index): index_statement(table, index) for table, index in every}
    for definition in objects().values():
        for key, face in custom.custom_faces(definition.key).items():
            if custom.indexed(face):
                declared[custom.index_name(definition, key)] = custom.index_statement(definition, key, face.kind)
    return declared


async def live_indexes() -> set[str]:
    """Names of the indexes of ours in the current database, without those of the search tables."""
    names = {str(row[0]) for row in await rows(database().dialect.index_names())}
    return {name for name in names if name.startswith("ix_") and not name.startswith("ix_search_")}


def index_statement(table: str, index: Index) -> str:
    """A statement that makes the index unless it is there."""
    columns = ", ".join(
        f'"{column.removesuffix(" DESC")}"{" DESC" if column.endswith(" DESC") else ""}' for column in index.columns
    )
    unique = "UNIQUE " if index.unique else ""
    where = f" WHERE {index.where}" if index.where else ""
    return f'CREATE {unique}INDEX IF NOT EXISTS "{index_name(table, index)}" ON "{table}" ({columns}){where}'


def index_name(table: str, index: Index) -> str:
    """Table and columns for people, a digest of the whole for the rest; PostgreSQL takes 63 characters."""
    told = f"ix_{table}_" + "_".join(column.removesuffix(" DESC") for column in index.columns)
    digest = hashlib.sha256(repr((index.columns, index.unique, index.where)).encode()).hexdigest()
    return f"{told[:54]}_{digest[:8]}"


async def _ensure_search(definition: ObjectDef, rebuilt: bool) -> None:
    dialect, table = database().dialect, definition.table
    missing = f"search_{table}" not in {str(row[0]) for row in await rows(dialect.table_names())}
    for statement in dialect.search_table(table):
        await execute(statement)
    if missing or (rebuilt and not await _complete(definition)):
        await fill_search(definition)


async def _complete(definition: ObjectDef) -> bool:
    """Whether as many records are searchable as live."""
    living = f'SELECT count(*) FROM "{definition.table}" WHERE deleted_at IS NULL'
    searchable = f'SELECT count(*) FROM "search_{definition.table}"'
    return bool((await rows(living))[0][0] == (await rows(searchable))[0][0])


async def fill_search(definition: ObjectDef) -> None:
    """Writes the search tokens of all living records of an object again."""
    dialect, last = database().dialect, 0
    _, add = dialect.search_write(definition.table)
    async with transaction():
        await execute(f'DELETE FROM "search_{definition.table}"')
        while found := await definition.model.filter(deleted_at=None, id__gt=last).order_by("id").limit(BATCH):
            for instance in found:
                await execute(add, [instance.id, dialect.search_tokens(tokens_of(definition, instance))])
            last = found[-1].id

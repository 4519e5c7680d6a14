"""Upgrading a populated database: nothing is lost, what a rebuild drops is made again, a failure puts it back."""

import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationTarget
from tortoise.migrations.recorder import MigrationRecorder

from core import migrating, new_database
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.db import Database, database, execute, rows, tortoise_config
from core.leads.lead import LEAD
from core.migrating import MigrationFailed, migrate, pending_migrations, table_counts
from core.objects import custom
from core.objects.definition import Index
from core.objects.fields import Face
from core.objects.query import Listing, search
from core.objects.writing import create
from core.org import sessions
from core.org.actor import actor_by_userid
from core.org.directory import take_over
from core.shape import declared_indexes, ensure_shape, index_name, index_statement, live_indexes
from core.work import work
from tests.conftest import DEPARTMENTS, MEMBERS

ALTER = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "{after}")]
    initial = False
    operations = [
        ops.AlterField(model_name="Member", name="position", field=fields.CharField(default="", max_length=120)),
        ops.AlterField(model_name="Account", name="city", field=fields.CharField(default="", max_length=60)),
        {more}
    ]
"""
BREAK = """ops.RunPython(lambda apps, schema: 1 / 0, lambda apps, schema: None),"""


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes a package that holds our migrations and one more, which alters tables that others refer to."""
    made: list[str] = []

    def make(more: str = "") -> str:
        name = f"later_migrations_{len(made)}"
        folder = tmp_path / "packages" / name
        shutil.copytree(Path(migrating.__file__).parent / "migrations", folder)
        last = max(path.stem for path in folder.glob("0*.py"))
        (folder / f"{int(last[:4]) + 1:04d}_later.py").write_text(ALTER.format(after=last, more=more))
        made.append(name)
        return name

    sys.path.insert(0, str(tmp_path / "packages"))
    yield make
    sys.path.remove(str(tmp_path / "packages"))
    for loaded in [module for module in sys.modules if module.startswith("later_migrations_")]:
        del sys.modules[loaded]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield await database.open()
    finally:
        await database.close()


async def populate(url: str) -> dict[str, int]:
    """A small company with everything that refers to its members; returns the rows of each table."""
    await migrate(url)
    async with opened(url):
        custom.use()
        await take_over(DEPARTMENTS, MEMBERS, ["boss"])
        rep = await actor_by_userid("rep")
        assert rep is not None
        await sessions.begin(rep.id)
        async with work():
            await custom.add_field("account", "region", Face("大区", "text", filterable=True))
            await custom.load()
            account = await create(rep, ACCOUNT, {"name": "汇筑科技", "region": "华东"})
            await create(rep, CONTACT, {"name": "林嘉禾", "account": account.id, "mobile": "13900000001"})
            await create(rep, LEAD, {"name": "何嘉文", "mobile": "13900000002"})
        return await table_counts()


async def check(url: str, before: dict[str, int]) -> None:
    """Everything is there, is found, and hangs together."""
    async with opened(url) as database:
        custom.use()
        await custom.load()
        assert await table_counts() == before
        assert await live_indexes() == set(declared_indexes()) and "ix_account_c_region" in await live_indexes()
        rep = await actor_by_userid("rep")
        assert rep is not None
        for q, definition in (("汇筑", ACCOUNT), ("林嘉禾", CONTACT), ("hejw", LEAD), ("周雨桐", None)):
            if definition:
                assert len((await search(rep, definition, Listing(q=q))).items) == 1, q
        found = await search(rep, ACCOUNT, Listing(where={"field": "region", "is": "华东"}))
        assert found.total == 1
        if database.file:
            assert await rows("PRAGMA foreign_key_check") == []
            assert (await rows("PRAGMA integrity_check"))[0][0] == "ok"


async def test_models_and_migrations_agree():
    """`make migration` would find nothing to write."""
    config = tortoise_config("sqlite://:memory:")
    async with TortoiseContext() as context:
        await context.init(config=config, use_tz=True, timezone="UTC")
        assert await MigrationAutodetector(context.apps, config["apps"]).changes() == []


async def test_a_new_database_gets_every_migration_once(own_database_url: str):
    applied = await migrate(own_database_url)
    assert applied and await migrate(own_database_url) == []
    async with opened(own_database_url):
        assert await pending_migrations(own_database_url) == []
        assert await live_indexes() == set(declared_indexes())


async def test_a_new_database_has_the_tables_that_the_migrations_make(own_database_url: str, database_url: str):
    """A new one is made at once, an older one comes there step by step."""
    async with opened(own_database_url):
        await migrating._executor(own_database_url, migrating.MIGRATIONS).migrate(
            [MigrationTarget(app_label="models", name="__latest__")]
        )
        by_steps = await tables()
    async with opened(database_url):
        at_once = await tables()
    assert at_once.keys() >= by_steps.keys() and len(by_steps) > 40
    assert {name: at_once[name] for name in by_steps} == by_steps


async def test_a_new_database_that_is_cut_off_has_nothing_or_everything(own_database_url: str, monkeypatch):
    noted = MigrationRecorder.record_applied

    async def cut_off(recorder: MigrationRecorder, app: str, name: str) -> None:
        await noted(recorder, app, name)
        raise ConnectionError("the machine is gone")

    async with opened(own_database_url):
        with monkeypatch.context() as patched, pytest.raises(ConnectionError):
            patched.setattr(MigrationRecorder, "record_applied", cut_off)
            await migrating._apply(
                migrating._executor(own_database_url, migrating.MIGRATIONS), ["0001_initial"], ours=True
            )
        assert await new_database.is_new()
    assert len(await migrate(own_database_url)) > 1


async def tables() -> dict[str, Any]:
    """Columns, keys and references of every table, whatever their order."""
    if database().dialect.name == "postgres":
        columns = await rows(
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema='public'"
        )
        held = await rows(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace='public'::regnamespace AND contype<>'c'"
        )
    else:
        names = [str(row[0]) for row in await rows(database().dialect.table_names())]
        columns = [(name, *tuple(one)[1:]) for name in names for one in await rows(f'PRAGMA table_info("{name}")')]
        held = [(name, *tuple(one)[2:]) for name in names for one in await rows(f'PRAGMA foreign_key_list("{name}")')]
        for name in names:
            for index in await rows(f'PRAGMA index_list("{name}")'):
                if index[2] and not index[1].startswith("ix_"):  # ours follow from definitions
                    parts = await rows(f'PRAGMA index_info("{index[1]}")')
                    held.append((name, *[part[2] for part in parts]))
    found: dict[str, Any] = {}
    for name, *what in [tuple(row) for row in (*columns, *held)]:
        found.setdefault(name, []).append(what)
    return {name: sorted(what, key=repr) for name, what in found.items() if not name.startswith(("search_", "sqlite_"))}


async def test_an_altered_table_keeps_its_rows_its_children_its_indexes_and_its_search(own_database_url, following):
    """Tortoise's own rebuild on SQLite deletes the children and forgets the indexes."""
    before = await populate(own_database_url)
    assert before["session"] == 1 and before["superior"] > 5 and before["contact"] == 1
    assert len(await migrate(own_database_url, migrations=following())) == 1
    await check(own_database_url, before)


async def test_a_failing_migration_leaves_the_data_whole(own_database_url: str, following, tmp_path: Path):
    before = await populate(own_database_url)
    with pytest.raises(MigrationFailed, match="ZeroDivisionError"):
        await migrate(own_database_url, migrations=following(BREAK))
    await check(own_database_url, before)
    assert await migrate(own_database_url) == []
    if own_database_url.startswith("sqlite"):
        assert len(list(tmp_path.glob("own.sqlite3.before-*"))) == 1


async def test_a_new_file_that_cannot_be_finished_is_not_left_half_made(tmp_path: Path, following):
    with pytest.raises(MigrationFailed):
        await migrate(f"sqlite://{tmp_path}/new.sqlite3", migrations=following(BREAK))
    assert list(tmp_path.glob("new.sqlite3*")) == []


def test_the_copy_holds_what_only_the_log_holds(tmp_path: Path):
    file = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (1)")
        connection.commit()
        copy = migrating._keep_copy(file)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (1,)


async def test_an_index_nobody_declares_goes_and_a_changed_one_is_made_again(own_database_url: str):
    await populate(own_database_url)
    async with opened(own_database_url):
        await execute(index_statement("lead", Index(("city", "id"))))
        dropped = index_name("lead", LEAD.all_indexes[0])
        await execute(f'DROP INDEX "{dropped}"')
        await ensure_shape()
        assert await live_indexes() == set(declared_indexes())


def test_every_index_has_a_name_of_its_own_that_postgresql_can_hold():
    names = list(declared_indexes())
    statements = set(declared_indexes().values())
    assert len(names) == len(statements) and max(map(len, names)) <= 63
    same = {index_name("lead", Index(columns, unique)) for columns in (("a",), ("a DESC",)) for unique in (True, False)}
    assert len(same) == 4


async def test_a_lost_or_incomplete_search_table_is_filled_again(own_database_url: str):
    await populate(own_database_url)
    async with opened(own_database_url):
        await execute('DROP TABLE "search_lead"')
        await execute('DELETE FROM "search_contact"')
        await ensure_shape(rebuilt=True)
        rep = await actor_by_userid("rep")
        assert rep is not None
        assert (await search(rep, LEAD, Listing(q="何嘉文"))).total == 1
        assert (await search(rep, CONTACT, Listing(q="13900000001"))).total == 1

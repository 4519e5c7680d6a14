"""The database itself: one process on a SQLite file, addresses with signs in them, readers beside the writer."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.db import Database, DatabaseInUse, connection, rows, tortoise_config
from core.dialogs import ask
from core.errors import Unavailable
from core.work import work

HOLD = """
import asyncio, sys
from core.db import Database
async def hold():
    database = Database(sys.argv[1])
    await database.open(alone=True)
    print("held", flush=True)
    await asyncio.sleep(60)
asyncio.run(hold())
"""


async def test_a_second_process_is_refused_with_a_sentence(tmp_path: Path):
    url = f"sqlite://{tmp_path}/wecrm.sqlite3"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        second = Database(url)
        with pytest.raises(DatabaseInUse, match=f"pid {holder.pid}.*already uses wecrm.sqlite3.*PostgreSQL"):
            await second.open(alone=True)
        await second.close()
    finally:
        holder.kill()
        holder.wait()
    third = await Database(url).open(alone=True)  # a lock dies with its holder
    await third.close()


async def test_a_file_name_may_hold_any_sign(tmp_path: Path):
    folder = tmp_path / "数据 #1 100%"
    opened = await Database(f"sqlite://{folder}/wecrm.sqlite3").open()
    try:
        assert (await rows("SELECT 1"))[0][0] == 1
    finally:
        await opened.close()


def test_a_password_may_hold_any_sign():
    credentials = tortoise_config("postgres://us%40er:p%2F%3Aw@db:5433/my%20db")["connections"]["default"][
        "credentials"
    ]
    assert (credentials["user"], credentials["password"]) == ("us@er", "p/:w")
    assert (credentials["host"], credentials["port"], credentials["database"]) == ("db", 5433, "my db")


async def test_a_list_sees_what_was_committed_and_a_piece_of_work_sees_its_own(database):
    written, looked = asyncio.Event(), asyncio.Event()

    async def writes() -> int:
        async with work():
            await ask("rep", "question", {})
            written.set()
            await looked.wait()
            return len(await rows("SELECT * FROM dialog"))

    writing = asyncio.create_task(writes())
    await written.wait()
    assert await rows("SELECT * FROM dialog") == []
    looked.set()
    assert await writing == 1 == len(await rows("SELECT * FROM dialog"))


async def test_readers_cannot_write(database):
    if database.dialect.name == "sqlite":
        with pytest.raises(Exception, match=r"readonly|磁盘"):
            await rows("DELETE FROM dialog")


async def test_a_database_that_stays_locked_is_told_in_a_sentence(database, tmp_path: Path):
    if database.dialect.name != "sqlite":
        pytest.skip("only a SQLite file is locked as a whole")
    await connection().execute_query("PRAGMA busy_timeout=50")
    other = sqlite3.connect(database.file)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="没有丢"):
            async with work():
                await ask("rep", "question", {})
    finally:
        other.close()
    async with work():
        await ask("rep", "question", {})


@pytest.mark.parametrize("steps", range(12))
async def test_who_is_cut_off_while_a_transaction_begins_leaves_the_connection_free(database, steps: int):
    async def begin() -> None:
        async with work():
            await ask("zhouyutong", "name", {})

    cut_off = asyncio.create_task(begin())
    for _ in range(steps):
        await asyncio.sleep(0)
    cut_off.cancel()
    await asyncio.gather(cut_off, return_exceptions=True)
    async with work():
        assert (await rows("SELECT count(*) FROM dialog"))[0][0] == 0

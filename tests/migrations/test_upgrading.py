"""A company that began with the first release keeps everything when it comes to today's tables (升级)."""

from datetime import UTC, datetime

from tortoise.migrations.executor import MigrationTarget

from core import migrating
from core.accounts.account import Account
from core.db import Database, database, execute, rows
from core.leads.lead import Lead
from core.migrating import migrate
from core.objects import custom
from core.shape import declared_indexes, live_indexes

THEN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


async def insert(table: str, **values: object) -> None:
    dialect = database().dialect
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(dialect.mark(place) for place in range(1, len(values) + 1))
    await execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [dialect.bind(one) for one in values.values()])


async def first_release(url: str) -> None:
    """The tables of the first migration, with a member, an account and the children that refer to them."""
    opened = await Database(url).open(migrating=True, readers=0)
    try:
        await migrating._executor(url, migrating.MIGRATIONS).migrate(
            [MigrationTarget(app_label="models", name="0001_initial")]
        )
        record = {"created_at": THEN, "updated_at": THEN, "version": 3, "custom": "{}"}
        listed = {"leader_of": "[]", "direct_leader": "[]"}
        await insert("member", **record, **listed, name="周雨桐", userid="rep", userid_key="rep")
        await insert("account", **record, name="汇筑科技", owner_id=1, next_follow_at=THEN)
        await insert("contact", **record, name="林嘉禾", account_id=1, owner_id=1, doubtful="[]")
        await insert("lead", **record, name="何嘉文", mobile="13900000002", owner_id=1, doubtful='["mobile"]')
    finally:
        await opened.close()


async def test_the_first_release_is_upgraded_with_its_rows(own_database_url: str):
    await first_release(own_database_url)
    assert "0002_ownership" in await migrate(own_database_url)
    opened = await Database(own_database_url).open()
    try:
        custom.use()
        await custom.load()
        account, lead = await Account.get(id=1), await Lead.get(id=1)
        assert (account.name, account.version, account.next_follow_at) == ("汇筑科技", 3, THEN)
        assert (account.tags, account.stage, account.kind, account.origin) == ([], "potential", "organisation", "self")
        assert (lead.name, lead.doubtful, lead.tags, lead.call_mark) == ("何嘉文", ["mobile"], [], "")
        assert (account.pool_group_id, account.pool_state, account.protected) == (None, "private", False)
        contacts = await rows('SELECT "name", "account_id", "category" FROM "contact"')
        assert [tuple(row) for row in contacts] == [("林嘉禾", 1, "customer")]
        assert await live_indexes() == set(declared_indexes())
    finally:
        await opened.close()

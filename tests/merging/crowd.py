"""A random company's records around a few that are the same, and everything a database holds, for comparing."""

from random import Random
from typing import Any

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.accounts.contact_company import CONTACT_COMPANY
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.accounts.rename import RENAME_REQUEST
from core.activities.activity import ACTIVITY
from core.behaviours.called import CallMark
from core.db import database, execute, rows
from core.external.link import ExternalLink
from core.files.file import ATTACHMENT
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.objects.registry import objects
from core.objects.writing import create, delete
from core.pools.facts import PoolApplication
from core.pools.group import PoolGroup
from core.teams.powers import ORDER
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.objects.making import row

# What an undo adds to or what counts writes; `change` is the history, which keeps both the merge and its undo.
BOOKS = ("change", "aside", "deed", "job", "outbox", "idempotent_request", "tortoise_migrations")
COUNTS = ("version", "updated_at")
ANEW = ("record_key", "record_hint")  # rows that come back under another id


async def everything() -> dict[str, list[str]]:
    """The content of every table but the books, in an order of its own."""
    found = {}
    for table in sorted(str(one[0]) for one in await rows(database().dialect.table_names())):
        if table in BOOKS or table.startswith("sqlite_") or (table.startswith("search_") and _inside(table)):
            continue
        out = {*COUNTS, "id"} if table in ANEW else set(COUNTS)
        columns = "rowid, tokens" if table.startswith("search_") and database().dialect.name == "sqlite" else "*"
        content = await execute(f'SELECT {columns} FROM "{table}"')
        found[table] = sorted(repr(sorted((key, one[key]) for key in one if key not in out)) for one in content)
    return found


def _inside(table: str) -> bool:
    """A table in which SQLite keeps the index of another one."""
    return table not in {f"search_{definition.table}" for definition in objects().values()}


class Crowd:
    """`same` are the records of one object that will be merged; around them is what a seed says."""

    def __init__(self, seed: int, definition: ObjectDef, company: Company) -> None:
        self.draw, self.definition, self.company = Random(seed), definition, company
        self.members = [company.rep, company.other, company.south, company.manager]
        self.same: list[int] = []
        self.elsewhere: list[int] = []
        self.above: dict[str, int] = {}
        self.master = 0

    async def build(self) -> None:
        if self.definition is CONTACT:
            self.above = {"account": await self._new(ACCOUNT, name="云岫")}
        for n in range(self.draw.randint(2, 4)):
            self.same.append(await self._new(self.definition, **self._values(n)))
        self.master = self.draw.choice(self.same)
        for record_id in self.same:
            if self.definition.pooled and record_id != self.master and self.draw.random() < 0.3:
                await self._into_pool(record_id)
            await self._team(record_id)
            await self._below(record_id)
            await self._beside(record_id)

    async def _new(self, definition: ObjectDef, **values: Any) -> int:
        async with work():
            owner = {"owner": self.draw.choice(self.members).id} if definition.owned else {}
            made = await create(self.company.boss, definition, {**owner, **values})
        return int(made.id)

    def _values(self, n: int) -> dict[str, Any]:
        values = {
            "account": {"level": "ab"[n % 2], "credit_code": ("91320594MA1N2X3Y4Z" if n == 1 else "")},
            "contact": {"mobile": f"1390000000{n}", "title": self.draw.choice(["", "总监"]), **self.above},
            "lead": {"mobile": f"1390000000{n}", "company": "汇筑", "email": self.draw.choice(["", f"lin{n}@x.com"])},
        }[self.definition.key]
        return {"name": self.draw.choice(["汇筑", "汇筑科技", "林嘉禾"]), **values}

    async def _into_pool(self, record_id: int) -> None:
        """Somebody applies for it."""
        key = self.definition.key
        group = await PoolGroup.create(name=f"公海{record_id}", pool_of=key, mode="apply", everyone=True, active=True)
        now = {"owner_id": None, "pool_group_id": group.id, "pool_state": "unclaimed", "entered_pool_at": clock.now()}
        await self.definition.model.filter(id=record_id).update(**now)
        await PoolApplication.create(
            object=key, record_id=record_id, member_id=self.company.south.id, open_key=f"{key}:{record_id}",
            asked_at=clock.now(),
        )  # fmt: skip

    async def _team(self, record_id: int) -> None:
        record: Any = await self.definition.model.get(id=record_id)
        for member in self.members if self.definition.shared and record.owner_id else ():
            for kind in ("follower", "collaborator"):
                if member.id != record.owner_id and self.draw.random() < 0.4:
                    powers = [one for one in ORDER if kind == "collaborator" and self.draw.random() < 0.4]
                    edits = "edit" in powers if powers else kind == "follower" and self.draw.random() < 0.5
                    await TeamMember.create(
                        object=self.definition.key, record_id=record_id, member_id=member.id, kind=kind,
                        can_edit=edits, powers=powers, added_at=clock.now(),
                    )  # fmt: skip

    async def _below(self, record_id: int) -> None:
        key = self.definition.key
        for _ in range(self.draw.randint(0, 3)):
            made = await self._new(ACTIVITY, content=self.draw.choice(["电话", "拜访"]), **{key: record_id})
            if self.draw.random() < 0.3:
                async with work():
                    await delete(self.company.boss, ACTIVITY, made)
        if self.draw.random() < 0.5:
            await row(ATTACHMENT, self.draw.choice(self.members), **{f"{key}_id": record_id})
        if key == "account":
            await self._below_account(record_id)
        await self._work(key, record_id)
        if key == "contact":
            await row(LEAD, self.company.rep, phone="1", converted_contact_id=record_id)

    async def _below_account(self, record_id: int) -> None:
        for _ in range(self.draw.randint(0, 3)):
            await self._new(CONTACT, name="林", account=record_id, main=self.draw.random() < 0.6)
        if self.draw.random() < 0.5:
            await self._new(INVOICE_PROFILE, account=record_id, title="汇筑", tax_number="9132", main=True)
        if self.draw.random() < 0.5:
            key = f"account:{record_id}"
            await row(RENAME_REQUEST, self.company.rep, account_id=record_id, state="waiting", open_key=key)
        if self.draw.random() < 0.5:
            await row(LEAD, self.company.rep, phone="1", converted_account_id=record_id)

    async def _work(self, key: str, record_id: int) -> None:
        """Others work for an account beside their own, and a contact for other accounts: the same ones for several."""
        if key == "lead":
            return
        beside = {"account": CONTACT, "contact": ACCOUNT}[key]
        if not self.elsewhere:
            above = {"account": await self._new(ACCOUNT, name="隔壁")} if beside is CONTACT else {}
            self.elsewhere = [await self._new(beside, name=name, **above) for name in ("甲", "乙", "丙")]
        for other in self.draw.sample(self.elsewhere, self.draw.randint(0, 3)):
            made = await self._new(CONTACT_COMPANY, title="顾问", **{key: record_id, beside.key: other})
            if self.draw.random() < 0.3:
                async with work():
                    await delete(self.company.boss, CONTACT_COMPANY, made)

    async def _beside(self, record_id: int) -> None:
        about = {"object": self.definition.key, "record_id": record_id, "member_id": self.company.rep.id}
        if self.draw.random() < 0.5:
            await CallMark.create(**about, result="connected", at=clock.now())
            await self.definition.model.filter(id=record_id).update(call_mark="connected", called_at=clock.now())
        if self.definition is not ACCOUNT and self.draw.random() < 0.5:
            await ExternalLink.create(**about, external_userid=f"wm{record_id}", at=clock.now())

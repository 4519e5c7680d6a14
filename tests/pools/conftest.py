"""Pools with people in them: `rep` and `other` are members, `manager` administers, `south` is outside."""

from dataclasses import dataclass
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.leads.lead import LEAD, Lead
from core.objects.actions import perform, perform_many
from core.objects.definition import ObjectDef
from core.objects.query import Listing, search
from core.objects.writing import create
from core.org.actor import Actor
from core.pools.facts import PoolEvent
from core.pools.group import PoolGroup, PoolMember
from core.work import work
from tests.conftest import Company, actor

MODELS: dict[str, Any] = {"lead": Lead, "account": Account}
DEFINITIONS = {"lead": LEAD, "account": ACCOUNT}


@dataclass(frozen=True)
class Pool:
    """The company as its members are once they are in a group."""

    group: PoolGroup
    boss: Actor
    manager: Actor
    rep: Actor
    other: Actor
    south: Actor

    @property
    def definition(self) -> ObjectDef:
        return DEFINITIONS[self.group.pool_of]

    async def waiting(self, **columns: Any) -> int:
        """A record that waits in the group."""
        columns = {"name": "林嘉禾", "returns": 0, **columns}
        made = await MODELS[self.group.pool_of].create(
            pool_group_id=self.group.id, pool_state="unclaimed", entered_pool_at=clock.now(), **columns
        )
        return int(made.id)

    async def owned(self, owner: Actor, **columns: Any) -> int:
        """A record of the group that somebody has."""
        columns = {"name": "林嘉禾", "owned_since": clock.now(), **columns}
        made = await MODELS[self.group.pool_of].create(
            pool_group_id=self.group.id, pool_state="claimed", owner_id=owner.id, **columns
        )
        return int(made.id)

    async def act(self, who: Actor, record_id: int, key: str, **values: Any) -> Any:
        return await perform(who, self.definition, record_id, key, values)

    async def act_on(self, who: Actor, ids: list[int], key: str, **values: Any) -> list[int]:
        """Statuses by record, 200 where it was done."""
        return [r.get("status", 200) for r in await perform_many(who, self.definition, ids, key, values)]

    async def create(self, who: Actor, **values: Any) -> int:
        async with work():
            return int((await create(who, self.definition, values)).id)

    async def row(self, record_id: int) -> Any:
        return await MODELS[self.group.pool_of].get(id=record_id)

    async def listed(self, who: Actor, **asked: Any) -> list[dict[str, Any]]:
        return (await search(who, self.definition, Listing(**{"view": "pool", "limit": 200, **asked}))).items

    async def verbs(self, record_id: int) -> list[str]:
        return [e.verb for e in await PoolEvent.filter(record_id=record_id).order_by("id")]


async def group(pool_of: str = "lead", mode: str = "claim", name: str = "华东公海", **settings: Any) -> PoolGroup:
    return await PoolGroup.create(name=name, pool_of=pool_of, mode=mode, **{"active": True, **settings})


async def seat(one: PoolGroup, *members: Actor, admin: bool = False) -> None:
    for member in members:
        await PoolMember.create(group_id=one.id, member_id=member.id, admin=admin)


async def pool_of(one: PoolGroup) -> Pool:
    return Pool(one, *[await actor(userid) for userid in ("boss", "manager", "rep", "other", "south")])


async def opened(company: Company, **settings: Any) -> Pool:
    """A group with its usual people."""
    made = await group(**settings)
    await seat(made, company.rep, company.other)
    await seat(made, company.manager, admin=True)
    return await pool_of(made)


@pytest.fixture
async def leads(company: Company) -> Pool:
    """A pool of leads that members take by one tap and do not open before."""
    return await opened(company)


@pytest.fixture
async def accounts(company: Company) -> Pool:
    """A pool of accounts that open and are taken by working on them."""
    return await opened(company, pool_of="account", mode="work", details=True, name="客户公海")

"""Accounts that are the same, with everything that can hang on them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.merging.merge import Merged, merge
from core.objects.definition import ObjectDef
from core.objects.writing import create
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company

Make = Callable[..., Awaitable[Any]]


async def new(actor: Actor, definition: ObjectDef, **values: Any) -> Any:
    async with work():
        return await create(actor, definition, values)


async def merged(actor: Actor, definition: ObjectDef, *records: Any, **more: Any) -> Merged:
    """The first of the records is the master unless another is named."""
    async with work():
        return await merge(actor, definition, [record.id for record in records], **more)


@pytest.fixture
async def twins(company: Company) -> tuple[Account, Account]:
    """Two accounts of the rep that are one company."""
    first = await new(company.rep, ACCOUNT, name="苏州汇筑科技有限公司", city="苏州")
    second = await new(company.rep, ACCOUNT, name="汇筑科技", phone="0512-62880000")
    return first, second

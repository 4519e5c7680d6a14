"""Records with teams, and what their members may do with them."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.objects.actions import perform
from core.objects.definition import ObjectDef
from core.objects.writing import create
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company


@pytest.fixture
async def account(company: Company) -> Account:
    """An account of the rep."""
    return await new(company.rep, ACCOUNT, name="苏州汇筑科技有限公司")


async def new(actor: Actor, definition: ObjectDef, **values: Any) -> Any:
    async with work():
        return await create(actor, definition, values)


async def share(
    record: Any, by: Actor, *members: Actor, can_edit: bool = False, definition: ObjectDef = ACCOUNT
) -> None:
    values = {"members": [one.id for one in members], "can_edit": can_edit}
    await perform(by, definition, record.id, "share", values)


async def collaborate(record: Any, by: Actor, *members: Actor, powers: tuple[str, ...]) -> None:
    values = {"members": [one.id for one in members], "powers": list(powers)}
    await perform(by, ACCOUNT, record.id, "add_collaborators", values)

"""Tasks about records, and what people are told of them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core import events
from core.actor import Actor
from core.jobs import JobRun, Jobs
from core.objects.actions import perform
from core.opportunities.opportunity import OPPORTUNITY
from core.outbox import Outbox
from core.tasks.task import TASK
from notifications.told import listen
from tests.conftest import Company
from tests.leads import making

Told = Callable[[], Awaitable[list[tuple[str, str]]]]


async def task(actor: Actor, to: Actor | None = None, **values: Any) -> int:
    """A task of the actor, or one for somebody else."""
    given = {"owner": to.id} if to else {}
    return await making.new(actor, TASK, **{"title": "准备报价单", **given, **values})


async def opportunity(actor: Actor, account: int, **values: Any) -> int:
    return await making.new(actor, OPPORTUNITY, **{"name": "二期扩容", "account": account, **values})


async def act(actor: Actor, task_id: int, key: str, **values: Any) -> None:
    await perform(actor, TASK, task_id, key, values)


async def state(actor: Actor, task_id: int) -> str:
    return str((await making.seen(actor, TASK, task_id))["state"])


@pytest.fixture
async def told(company: Company) -> Told:
    """(userid, title, text and rows) of everything told since the last question."""
    listeners, queue = events.Listeners(), Jobs()
    listen(listeners, desk_of("http://crm", Buttons("secret", ())))
    events.use(listeners)

    async def tell(run: JobRun) -> None:
        await listeners.tell(run.payload["name"], run.payload["event"])

    queue.handle("event", tell)
    seen: set[int] = set()

    async def since() -> list[tuple[str, str]]:
        await queue.worker.drain()
        fresh = [row for row in await Outbox.all().order_by("id") if row.id not in seen]
        seen.update(row.id for row in fresh)
        return [(row.userid, _words(row.payload["template_card"])) for row in fresh]

    return since


def _words(card: dict[str, Any]) -> str:
    rows = [f"{row['keyname']}={row['value']}" for row in card.get("horizontal_content_list", [])]
    buttons = [button["text"] for button in card.get("button_list", [])]
    return " | ".join([card["main_title"]["title"], card.get("sub_title_text", ""), *rows, *buttons])

"""Who asked for an export is told when it has ended, once, with the way to the file or the reason why there is none."""

from typing import Any

import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core import clock, events
from core.exporting.writing import export
from core.jobs import JobRun, Jobs
from core.leads.lead import LEAD
from core.outbox import Outbox
from notifications.told import listen
from tests.conftest import Company
from tests.exporting.making import Exports
from tests.exporting.test_rights import role_of
from tests.objects import making


@pytest.fixture
def queue(company: Company, exports: Exports) -> Jobs:
    """A worker that writes exports and tells of them."""
    listeners, queue = events.Listeners(), Jobs()
    listen(listeners, desk_of("http://crm", Buttons("secret", ())))
    events.use(listeners)

    async def tell(run: JobRun) -> None:
        await listeners.tell(run.payload["name"], run.payload["event"])

    queue.handle("event", tell)
    queue.handle("export", lambda run: export(run, exports.files))
    return queue


async def cards() -> list[tuple[str, dict[str, Any]]]:
    return [(row.userid, row.payload["template_card"]) for row in await Outbox.all().order_by("id")]


def rows_of(card: dict[str, Any]) -> dict[str, str]:
    return {row["keyname"]: row["value"] for row in card.get("horizontal_content_list", [])}


@pytest.mark.feature("AR-IMP-003")
async def test_the_file_is_there(company: Company, exports: Exports, queue: Jobs, stopped_clock: clock.Stopped):
    await making.row(LEAD, company.rep)
    run = await exports.begin(company.rep, LEAD, where={"field": "status", "is": "new"})
    await queue.worker.drain()
    [(userid, card)] = await cards()
    assert (userid, card["main_title"]["title"]) == ("rep", "线索导出好了")
    assert rows_of(card) == {"文件": "线索-20261124-0930.xlsx", "条数": "1", "范围": "跟进状态是未处理"}
    assert card["card_action"]["url"] == f"http://crm/m/exports/{run.id}"


async def test_why_there_is_none(company: Company, exports: Exports, queue: Jobs):
    await exports.begin(company.rep, LEAD)
    await role_of(company.rep, ("*", "export", "none"))
    await queue.worker.drain()
    [(userid, card)] = await cards()
    assert (userid, card["main_title"]["title"]) == ("rep", "线索没有导出")
    assert "找管理员开通" in card["sub_title_text"]

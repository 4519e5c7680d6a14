"""The demo company's customers (演示公司): what a newcomer finds in the simulator, always the same."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.demo.filing import file_plan, filed
from bot.demo.people import sellers
from bot.demo.plan import plan
from bot.demo.processes import ways
from core import clock
from core.accounts.account import Account
from core.leads.lead import Lead
from core.objects import custom

__all__ = ["DemoCounts", "load_demo"]
COUNTED = ("lead", "account", "contact", "activity", "product", "opportunity")
log = structlog.get_logger()


@dataclass(frozen=True)
class DemoCounts:
    """Records that were added just now; all zero when the demo was loaded before or the database holds others."""

    leads: int = 0
    accounts: int = 0
    contacts: int = 0
    activities: int = 0
    products: int = 0
    opportunities: int = 0

    def __str__(self) -> str:
        if not any(vars(self).values()):
            return "没有加载演示数据：已经加载过，或库里已有别的数据，或还没有读到通讯录"
        people = f"{self.leads} 条线索、{self.accounts} 个客户、{self.contacts} 位联系人"
        return f"已加载 {people}、{self.activities} 条跟进、{self.products} 个产品、{self.opportunities} 个商机"


async def load_demo() -> DemoCounts:
    """Files the demo records once, owned by the members who sell. The database is open and the directory read.

    A load that was cut off is completed; beside records of other origin nothing is added. Only the caller knows
    whether this is the simulator's company: never call it for a real one.
    """
    done = await filed()
    if not done and (await Lead.exists() or await Account.exists()):
        return DemoCounts()
    people = await sellers()
    if not people:
        log.warning("demo.nobody_sells")
        return DemoCounts()
    planned = await asyncio.to_thread(plan, people, clock.now())
    fresh = [record.object for position, record in enumerate(planned) if position not in done]
    if not fresh:
        return DemoCounts()
    await file_plan(planned, done | await ways())
    await custom.load()
    counts = DemoCounts(*(fresh.count(key) for key in COUNTED))
    log.info("demo.loaded", **counts.__dict__)
    return counts

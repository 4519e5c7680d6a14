"""Everything the simulated company consists of (公司), put together once."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.calls import CallLog
from bot.simulator.clock import Clock
from bot.simulator.company_seed import AGENT_NAME, COMPANY
from bot.simulator.credentials import Credentials
from bot.simulator.customers import Customers
from bot.simulator.directory import Directory
from bot.simulator.faults import Faults
from bot.simulator.live import Live
from bot.simulator.media import MediaShelf
from bot.simulator.messages import Messages
from bot.simulator.settings import SimulatorConfig
from bot.simulator.store import Store

AGENT_DEFAULTS = {"report_location_flag": 1, "isreportenter": 1}


@dataclass(frozen=True)
class Company:
    config: SimulatorConfig
    store: Store
    clock: Clock
    live: Live
    log: CallLog
    faults: Faults
    credentials: Credentials
    directory: Directory
    customers: Customers
    media: MediaShelf
    messages: Messages

    def agent(self) -> dict[str, Any]:
        """The app as agent/get shows it."""
        scope = self.directory.scope()
        return {
            "agentid": self.config.agent_id,
            "name": AGENT_NAME,
            "square_logo_url": self.config.address("/page/icon.svg"),
            "description": f"{COMPANY}的客户关系管理",
            "allow_userinfos": {"user": [{"userid": userid} for userid in scope["users"]]},
            "allow_partys": {"partyid": scope["parties"]},
            "allow_tags": {"tagid": []},
            "close": 0,
            "redirect_domain": self.config.trusted_host,
            "home_url": self.config.app_origin + "/m/",
            **AGENT_DEFAULTS,
            **self.store.setting("agent", {}),
        }

    def change_agent(self, **given: Any) -> None:
        self.store.set("agent", {**self.store.setting("agent", {}), **given})


def open_company(config: SimulatorConfig) -> Company:
    store = Store(config.data_dir / "simulator.sqlite3")
    clock, live, directory = Clock(store), Live(), Directory(store)
    return Company(
        config=config,
        store=store,
        clock=clock,
        live=live,
        log=CallLog(store, clock, live),
        faults=Faults(),
        credentials=Credentials(store, clock),
        directory=directory,
        customers=Customers(store, directory),
        media=MediaShelf(store, clock),
        messages=Messages(store, clock, live),
    )

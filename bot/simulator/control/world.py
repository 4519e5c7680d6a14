"""Trouble, time and the company's switches (故障、时钟与设置), steered from outside."""

from typing import Any

from aiohttp import web

from bot.simulator.callbacks import Callbacks
from bot.simulator.company import Company
from bot.simulator.control.door import as_json, plain
from bot.simulator.control.people import person_of
from bot.simulator.customers_seed import Customer


class WorldControl:
    def __init__(self, company: Company, callbacks: Callbacks) -> None:
        self._company, self._callbacks = company, callbacks

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sim/faults", self.faults),
            web.put("/_sim/faults", plain(self.set_faults)),
            web.delete("/_sim/faults", self.clear_faults),
            web.post("/_sim/clock", plain(self.clock)),
            web.put("/_sim/scope", plain(self.scope)),
            web.put("/_sim/customer-scope", plain(self.customer_scope)),
            web.post("/_sim/people/{person}/customers", plain(self.add_customer)),
            web.put("/_sim/agent", plain(self.agent)),
            web.post("/_sim/check", plain(self.check)),
            web.post("/_sim/reset", plain(self.reset)),
        ]

    async def faults(self, request: web.Request) -> web.Response:
        return as_json(self._company.faults.as_json())

    async def set_faults(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        self._company.faults.change(given)
        return self._tell_faults()

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._company.faults.clear()
        return self._tell_faults()

    async def clock(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """`advance` seconds, or `real` to come back to the real time."""
        if given.get("real"):
            self._company.clock.back_to_real()
        self._company.clock.advance(float(given.get("advance", 0)))
        clock = {"now": self._company.clock.now(), "ahead": self._company.clock.ahead}
        self._company.live.tell("clock", clock)
        return as_json(clock)

    async def scope(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        parties = [int(party) for party in given.get("parties", [])]
        self._company.directory.set_scope(parties, [str(user) for user in given.get("users", [])])
        return as_json(self._company.directory.scope())

    async def customer_scope(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """Who has 客户联系 (使用范围): parties and users."""
        parties = [int(party) for party in given.get("parties", [])]
        self._company.customers.set_scope(parties, [str(user) for user in given.get("users", [])])
        return as_json(self._company.customers.scope())

    async def add_customer(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """`name`, optional `external_userid`, `mobiles`, `remark_company`, `description`, `tags`; no callback."""
        number = self._company.store.next_number("customers_added", 5000)
        external_userid = str(given.get("external_userid") or f"wmsim{number}")
        customer = Customer(
            external_userid,
            str(given["name"]),
            person_of(self._company, request),
            description=str(given.get("description") or ""),
            remark_company=str(given.get("remark_company") or ""),
            mobiles=tuple(str(mobile) for mobile in given.get("mobiles", ())),
            tags=tuple(str(tag) for tag in given.get("tags", ())),
        )
        self._company.customers.add(customer)
        return as_json({"external_userid": external_userid})

    async def agent(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        flags = {name: int(given[name]) for name in ("report_location_flag", "isreportenter") if name in given}
        self._company.change_agent(**flags)
        return as_json(self._company.agent())

    async def check(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """The GET check of 保存 for the `door` app or contacts."""
        return as_json({"passed": await self._callbacks.check_address(str(given.get("door", "app")))})

    async def reset(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """Empties chats and log; `everything` also forgets tokens, task ids, files, menu, changes of people, clock."""
        company = self._company
        company.messages.clear()
        company.store.empty(["call"])
        company.faults.clear()
        company.store.set("entered", {})
        if given.get("everything"):
            company.store.empty(["credential", "task", "media", "setting"])
            company.directory.seed()
            company.clock.back_to_real()
        company.live.tell("reset", {})
        return as_json({})

    def _tell_faults(self) -> web.Response:
        faults = self._company.faults.as_json()
        self._company.live.tell("faults", faults)
        return as_json(faults)

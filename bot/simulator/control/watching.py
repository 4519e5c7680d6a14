"""Watching the company (观察): its state at once, its changes as they come, and the moment it is quiet."""

import asyncio
import time

from aiohttp import web

from bot.simulator.callbacks import Callbacks
from bot.simulator.company import Company
from bot.simulator.company_seed import COMPANY, FIRST, PLACES
from bot.simulator.control.door import as_json
from bot.simulator.control.people import SAMPLES, people_cards
from bot.simulator.gateway import Gateway


class WatchControl:
    def __init__(self, company: Company, callbacks: Callbacks, gateway: Gateway) -> None:
        self._company, self._callbacks, self._gateway = company, callbacks, gateway

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sim/state", self.state),
            web.get("/_sim/live", self.live),
            web.get("/_sim/idle", self.idle),
        ]

    async def state(self, request: web.Request) -> web.Response:
        """Everything the page needs to draw itself."""
        company = self._company
        return as_json(
            {
                "company": COMPANY,
                "agent": {"name": company.agent()["name"], "id": company.config.agent_id},
                "app": company.config.app_origin,
                "first": FIRST,
                "people": people_cards(company),
                "menu": company.store.setting("menu"),
                "faults": company.faults.as_json(),
                "health": self._callbacks.health,
                "clock": {"now": company.clock.now(), "ahead": company.clock.ahead},
                "messages": company.messages.count(),
                "samples": sorted(path.name for path in SAMPLES.glob("*.jpg")),
                "places": [place._asdict() for place in PLACES],
                "departments": [{"id": row["id"], "name": row["name"]} for row in company.directory.departments()],
            }
        )

    async def idle(self, request: web.Request) -> web.Response:
        """Waits until nothing is on its way and nothing happened for `quiet_ms`; 408 after `timeout_ms`."""
        quiet = int(request.query.get("quiet_ms", 300)) / 1000
        deadline = time.monotonic() + int(request.query.get("timeout_ms", 10_000)) / 1000
        quiet_since = time.monotonic()
        while time.monotonic() < deadline:
            if self._callbacks.busy or self._gateway.open_calls:
                quiet_since = time.monotonic()
            quiet_since = max(quiet_since, self._gateway.last_call)
            if time.monotonic() - quiet_since >= quiet:
                return as_json({"idle": True})
            await asyncio.sleep(0.02)
        return as_json({"idle": False}, status=408)

    async def live(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await answer.prepare(request)
        queue = self._company.live.join()
        try:
            await answer.write(b"event: hello\ndata: {}\n\n")
            await _pump(queue, answer)
        except ConnectionResetError:
            pass
        finally:
            self._company.live.leave(queue)
        return answer


async def _pump(queue: asyncio.Queue[bytes | None], answer: web.StreamResponse) -> None:
    while True:
        try:
            item = await asyncio.wait_for(queue.get(), 15)
        except TimeoutError:
            item = b": still here\n\n"
        if item is None:
            return
        await answer.write(item)

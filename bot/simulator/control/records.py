"""The record of calls, read and repeated from outside (调用记录的查看与再发)."""

from typing import Any

from aiohttp import web

from bot.simulator.callbacks import Callbacks, Delivery
from bot.simulator.company import Company
from bot.simulator.control.door import as_json, plain
from bot.simulator.gateway import Gateway


class RecordControl:
    def __init__(self, company: Company, callbacks: Callbacks, gateway: Gateway) -> None:
        self._company, self._callbacks, self._gateway = company, callbacks, gateway

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sim/log", self.log),
            web.delete("/_sim/log", self.clear_log),
            web.get("/_sim/log/{row}", self.log_row),
            web.post("/_sim/log/{row}/resend", plain(self.resend)),
        ]

    async def log(self, request: web.Request) -> web.Response:
        query = request.query
        rows = self._company.log.heads(query.get("side", ""), query.get("outcome", ""), int(query.get("limit", 500)))
        return as_json(rows)

    async def clear_log(self, request: web.Request) -> web.Response:
        self._company.log.clear()
        return as_json({})

    async def log_row(self, request: web.Request) -> web.Response:
        return as_json(self._log_row(request))

    async def resend(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """A callback once more (`times`, or `mode` corrupt | replay), an API call once more with a good token."""
        row = self._log_row(request)
        detail = row["detail"]
        if row["side"] == "api":
            return as_json(await self._gateway.repeat(detail))
        if row["name"] == "URL 验证":
            return as_json({"passed": await self._callbacks.check_address(detail["door"])})
        delivery = Delivery(
            detail["door"],
            detail["plain"],
            row["name"],
            row["note"].split(" · 答复 HTTP")[0],
            detail.get("person", ""),
            detail.get("about"),
        )
        mode = given.get("mode", "normal")
        if mode == "normal":
            return as_json({"rows": self._callbacks.send(delivery, max(1, min(int(given.get("times", 1)), 50)))})
        earlier = detail["attempts"][0] if detail["attempts"] else None
        return as_json({"row": self._callbacks.send_bent(delivery, mode, earlier)})

    def _log_row(self, request: web.Request) -> dict[str, Any]:
        row = self._company.log.whole(int(request.match_info["row"]))
        if not row:
            raise web.HTTPNotFound(text="这条记录已经清掉了")
        return row

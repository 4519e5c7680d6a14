"""The hand on the simulated company (控制接口 /_sim): for its own page and for tests."""

from aiohttp import web

from bot.simulator.callbacks import Callbacks
from bot.simulator.company import Company
from bot.simulator.control.door import Handler, refuse_strangers
from bot.simulator.control.people import PeopleControl
from bot.simulator.control.records import RecordControl
from bot.simulator.control.staff import StaffControl
from bot.simulator.control.watching import WatchControl
from bot.simulator.control.world import WorldControl
from bot.simulator.gateway import Gateway
from bot.simulator.phone import Phone

__all__ = ["Handler", "control_routes", "refuse_strangers"]


def control_routes(company: Company, callbacks: Callbacks, phone: Phone, gateway: Gateway) -> list[web.RouteDef]:
    return [
        *WatchControl(company, callbacks, gateway).routes(),
        *PeopleControl(company, phone).routes(),
        *StaffControl(company, phone).routes(),
        *RecordControl(company, callbacks, gateway).routes(),
        *WorldControl(company, callbacks).routes(),
    ]

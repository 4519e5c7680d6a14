"""A WeCom company on your laptop (模拟企业微信): its servers, its people and their phones."""

from bot.simulator.server import add_simulator
from bot.simulator.settings import SimulatorConfig

__all__ = ["SimulatorConfig", "add_simulator"]

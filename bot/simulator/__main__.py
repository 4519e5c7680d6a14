"""The simulator alone (单独运行): python -m bot.simulator --port 8001 --callback http://127.0.0.1:8000/wecom/callback"""

import argparse
import asyncio
import base64
import hashlib
from pathlib import Path

from aiohttp import web

from bot.simulator import SimulatorConfig, add_simulator


def main() -> None:
    given = _arguments()
    app = web.Application(client_max_size=32 << 20)
    add_simulator(app, _config(given))
    print(f"http://{given.host}:{given.port}/simulator/", flush=True)
    web.run_app(app, host=given.host, port=given.port, print=None, loop=asyncio.new_event_loop())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description="A WeCom company on your laptop.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--base-url", default="", help="public address of the simulator")
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--callback", required=True, help="callback address of the app")
    parser.add_argument("--contact-callback", default="", help="address-book callback, else beside --callback")
    parser.add_argument("--corp-id", default="wwsimulator000001")
    parser.add_argument("--agent-id", type=int, default=1000002)
    parser.add_argument("--agent-secret", default="")
    parser.add_argument("--contact-secret", default="")
    parser.add_argument("--token", default="")
    parser.add_argument("--aes-key", default="")
    parser.add_argument("--contact-token", default="")
    parser.add_argument("--contact-aes-key", default="")
    return parser.parse_args()


def _config(given: argparse.Namespace) -> SimulatorConfig:
    """Secrets left out are derived from the corp id, so that two starts agree."""
    callback: str = given.callback
    return SimulatorConfig(
        base_url=given.base_url or f"http://{given.host}:{given.port}",
        data_dir=given.data_dir,
        corp_id=given.corp_id,
        agent_id=given.agent_id,
        agent_secret=given.agent_secret or _derived(given.corp_id, "agent"),
        contact_secret=given.contact_secret or _derived(given.corp_id, "contact"),
        callback_url=callback,
        callback_token=given.token or _derived(given.corp_id, "token")[:24],
        callback_aes_key=given.aes_key or _derived(given.corp_id, "key"),
        contact_callback_url=given.contact_callback or callback.replace("/callback", "/contacts/callback"),
        contact_token=given.contact_token or _derived(given.corp_id, "contact token")[:24],
        contact_aes_key=given.contact_aes_key or _derived(given.corp_id, "contact key"),
    )


def _derived(corp_id: str, purpose: str) -> str:
    digest = hashlib.sha256(f"{corp_id}/{purpose}".encode()).digest()
    return base64.b64encode(digest, b"aB").decode()[:43]


if __name__ == "__main__":
    main()

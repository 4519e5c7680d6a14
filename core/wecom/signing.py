"""Signatures that let our pages use the JS-SDK (JS-SDK 签名, path/90506)."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from core import clock
from core.errors import Invalid
from core.wecom.client import WeComClient

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Signature:
    """What `wx.config`, `wx.agentConfig` and `ww.register` take."""

    timestamp: int
    nonce: str
    signature: str

    def json(self) -> dict[str, Any]:
        return {"timestamp": self.timestamp, "nonceStr": self.nonce, "signature": self.signature}


def sign(ticket: str, url: str, nonce: str, timestamp: int) -> Signature:
    """Sign `url` as the page sees it, without its fragment; nothing is percent-encoded on the way."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={urldefrag(url).url}"
    return Signature(timestamp, nonce, hashlib.sha1(text.encode()).hexdigest())


async def page_signatures(client: WeComClient, url: str) -> dict[str, Any]:
    """Both signatures for a page of ours; `Invalid` for a page of anybody else.

    `{"corp_id", "agent_id", "config": {"timestamp", "nonceStr", "signature"}, "agent_config": {…}}`
    """
    check_ours(url, client.config.base_url)
    corp_ticket, agent_ticket = await client.corp_ticket(), await client.agent_ticket()
    nonce, moment = secrets.token_hex(8), int(clock.now().timestamp())
    return {
        "corp_id": client.config.corp_id,
        "agent_id": client.config.agent_id,
        "config": sign(corp_ticket, url, nonce, moment).json(),
        "agent_config": sign(agent_ticket, url, nonce, moment).json(),
    }


def check_ours(url: str, base_url: str) -> None:
    """`Invalid` unless `url` has the scheme, host and port of `base_url`: a signature lends our app's rights."""
    origin = _origin(url)
    if origin is None or origin != _origin(base_url):
        raise Invalid({"url": "只能为本系统的页面签名，核对 WECRM_BASE_URL"})


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    if not parts.hostname or parts.username is not None or "\\" in url or any(sign <= " " for sign in url):
        return None
    return parts.scheme, parts.hostname, port

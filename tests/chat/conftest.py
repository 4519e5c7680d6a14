"""The callback addresses on a real socket, with real encryption and nothing behind them."""

import hashlib
import secrets
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.callback import add_callbacks
from bot.parts import Parts
from core.db import Database
from core.events import Listeners
from core.files.file import FileStore
from core.jobs import Jobs
from core.kv import LocalKV
from core.settings import Settings, read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from ocr.worker import CardReader


@dataclass
class Doors:
    """Posts callbacks; the sealing is this file's own."""

    url: str
    session: ClientSession
    settings: Settings

    async def post(self, xml: str, path: str = "/wecom/callback", **changes: str) -> int:
        token, key = self._keys(path)
        query, encrypted = seal(xml, token, key, self.settings.corp_id)
        return await self.post_raw(f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode(), path, {**query, **changes})

    async def post_raw(self, body: Any, path: str = "/wecom/callback", query: dict[str, str] | None = None) -> int:
        async with self.session.post(self.url + path, params=query, data=body, allow_redirects=False) as answer:
            assert await answer.read() == b"" or answer.status != 200
            return answer.status

    async def check(self, echo: str, path: str) -> tuple[int, str]:
        token, key = self._keys(path)
        query, encrypted = seal(echo, token, key, self.settings.corp_id)
        async with self.session.get(self.url + path, params={**query, "echostr": encrypted}) as answer:
            return answer.status, await answer.text()

    def _keys(self, path: str) -> tuple[str, str]:
        s = self.settings
        contacts = "contacts" in path
        return (s.contact_token, s.contact_aes_key) if contacts else (s.callback_token, s.callback_aes_key)


def seal(text: str, token: str, aes_key: str, receiver: str) -> tuple[dict[str, str], str]:
    """Query and ciphertext as WeCom makes them."""
    key, content = b64decode(aes_key + "="), text.encode()
    plain = secrets.token_bytes(16) + len(content).to_bytes(4, "big") + content + receiver.encode()
    pad = 32 - len(plain) % 32
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    encrypted = b64encode(cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()).decode()
    timestamp, nonce = "1795291816", secrets.token_hex(4)
    signature = hashlib.sha1("".join(sorted((token, timestamp, nonce, encrypted))).encode()).hexdigest()
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}, encrypted


def text_message(content: str = "帮助", number: int = 1, sender: str = "rep") -> str:
    return (
        f"<xml><ToUserName>ww</ToUserName><FromUserName>{sender}</FromUserName><CreateTime>1795291816</CreateTime>"
        f"<MsgType>text</MsgType><Content><![CDATA[{content}]]></Content><MsgId>{number}</MsgId>"
        "<AgentID>1000002</AgentID></xml>"
    )


@pytest.fixture
async def parts(database: Database, tmp_path: Path) -> AsyncIterator[Parts]:
    settings = read_settings({"WECRM_DATA_DIR": str(tmp_path / "data"), "WECRM_DATABASE_URL": database.url})
    kv = LocalKV()
    wecom = WeComClient(WeComConfig.of(settings), kv)
    yield Parts(
        settings=settings,
        database=database,
        kv=kv,
        wecom=wecom,
        files=FileStore(settings.files_dir),
        reader=CardReader(),
        jobs=Jobs(),
        listeners=Listeners(),
    )
    await wecom.close()


@pytest.fixture
async def doors(parts: Parts) -> AsyncIterator[Doors]:
    app = web.Application()
    add_callbacks(app, parts)
    async with TestServer(app) as server, ClientSession() as session:
        yield Doors(str(server.make_url("")).rstrip("/"), session, parts.settings)

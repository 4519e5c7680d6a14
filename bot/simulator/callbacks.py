"""The callback engine (回调引擎): encrypts, signs, delivers up to three times, reads the passive reply, records all."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp

from bot.simulator import crypto, xml_text
from bot.simulator.company import Company
from bot.simulator.crypto import CryptoError

POST_SECONDS, CHECK_SECONDS, ATTEMPTS = 5.0, 1.0, 3
Mode = Literal["normal", "corrupt", "replay"]
Attempt = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """One callback address with its own token and key."""

    name: str
    url: str
    token: str
    aes_key: str
    receive_id: str
    agent_id: int | None


@dataclass(frozen=True)
class Delivery:
    """One plaintext on its way. `about` is the chat message whose card was pressed."""

    door: str
    plain: str
    name: str
    note: str
    person: str = ""
    about: int | None = None


class Callbacks:
    def __init__(self, company: Company, on_reply: Callable[[Delivery, str], None]) -> None:
        """`on_reply` gets the decrypted passive reply and raises ValueError when the phone cannot show it."""
        config = company.config
        self.doors = {
            "app": Door(
                "app",
                config.callback_url,
                config.callback_token,
                config.callback_aes_key,
                config.corp_id,
                config.agent_id,
            ),
            "contacts": Door(
                "contacts",
                config.contact_callback_url,
                config.contact_token,
                config.contact_aes_key,
                config.corp_id,
                None,
            ),
        }
        self.post_seconds, self.check_seconds = POST_SECONDS, CHECK_SECONDS
        self.health = "waiting"
        self._company, self._on_reply = company, on_reply
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._running)

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._session:
            await self._session.close()

    def send(self, delivery: Delivery, times: int = 1) -> list[int]:
        """Starts the delivery and returns the log rows; the fault 回调重发 makes every delivery three."""
        if self._company.faults.repeat_callbacks:
            times *= 3
        rows = [self._open_row(delivery) for _ in range(times)]
        for row in rows:
            self._start(self._deliver(row, delivery))
        return rows

    def send_bent(self, delivery: Delivery, mode: Mode, earlier: Attempt | None) -> int:
        """One attempt only, with a wrong signature, or byte for byte as `earlier` was."""
        row = self._open_row(delivery)
        self._start(self._deliver_bent(row, delivery, mode, earlier))
        return row

    async def check_address(self, door_name: str) -> bool:
        """The GET check of 保存: the decrypted echostr must come back, bare, within a second."""
        door, echo = self.doors[door_name], str(secrets.randbelow(10**19))
        row = self._company.log.begin("callback", "URL 验证", "等待答复", {"door": door_name, "plain": echo})
        query, encrypted = self._sealed(door, echo)
        attempt = await self._attempt("GET", door, {**query, "echostr": encrypted}, None, self.check_seconds)
        passed = bool(attempt["status"] == 200 and attempt["text"] == echo)
        note = "回调地址已通过" if passed else "openapi回调地址请求不通过"
        if not passed and not attempt["error"]:
            attempt["error"] = "200 和解密后的 echostr 才算通过"
        detail = {"door": door_name, "plain": echo, "attempts": [attempt]}
        self._company.log.finish(row, note, attempt["ms"], "ok" if passed else "failed", detail)
        self._set_health(door_name, passed)
        return passed

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _open_row(self, delivery: Delivery) -> int:
        return self._company.log.begin("callback", delivery.name, delivery.note, _detail(delivery, []))

    async def _deliver(self, row: int, delivery: Delivery) -> None:
        attempts: list[Attempt] = []
        while len(attempts) < ATTEMPTS and not (attempts and attempts[-1]["status"] == 200):
            query, encrypted = self._sealed(self.doors[delivery.door], delivery.plain)
            attempts.append(await self._post(delivery, query, self._envelope(delivery, encrypted)))
        self._close_row(row, delivery, attempts)

    async def _deliver_bent(self, row: int, delivery: Delivery, mode: Mode, earlier: Attempt | None) -> None:
        if mode == "replay" and earlier:
            query, body = earlier["query"], earlier["body"]
        else:
            query, encrypted = self._sealed(self.doors[delivery.door], delivery.plain)
            query["msg_signature"] = query["msg_signature"][::-1]
            body = self._envelope(delivery, encrypted)
        self._close_row(row, delivery, [await self._post(delivery, query, body)])

    async def _post(self, delivery: Delivery, query: dict[str, str], body: str) -> Attempt:
        door = self.doors[delivery.door]
        attempt = await self._attempt("POST", door, query, body, self.post_seconds)
        if attempt["status"] == 200 and attempt["text"].strip():
            try:
                attempt["reply"] = self._open_reply(door, attempt["text"])
                self._on_reply(delivery, attempt["reply"])
            except (CryptoError, ValueError) as error:
                attempt["error"] = f"被动回复读不懂：{error}"
        return attempt

    async def _attempt(
        self, method: str, door: Door, query: dict[str, str], body: str | None, seconds: float
    ) -> Attempt:
        attempt: Attempt = {"query": query, "body": body or "", "status": 0, "text": "", "error": "", "reply": ""}
        started = time.perf_counter()
        try:
            async with self._client().request(
                method,
                door.url,
                params=query,
                data=body.encode() if body else None,
                headers={"Content-Type": "text/xml; charset=utf-8"} if body else {},
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as answer:
                attempt["text"] = (await answer.read()).decode(errors="replace")[:100_000]
                attempt["status"] = answer.status
        except TimeoutError:
            attempt["error"] = f"{seconds:g} 秒没有答复，已断开"
        except (aiohttp.ClientError, OSError) as error:
            attempt["error"] = f"连不上：{error or type(error).__name__}"
        attempt["ms"] = round((time.perf_counter() - started) * 1000)
        return attempt

    def _sealed(self, door: Door, plain: str) -> tuple[dict[str, str], str]:
        """A new random prefix, nonce and timestamp each time."""
        encrypted = crypto.encrypt(door.aes_key, door.receive_id, plain)
        timestamp, nonce = str(int(self._company.clock.now())), str(secrets.randbelow(10**10))
        sign = crypto.signature(door.token, timestamp, nonce, encrypted)
        return {"msg_signature": sign, "timestamp": timestamp, "nonce": nonce}, encrypted

    def _envelope(self, delivery: Delivery, encrypted: str) -> str:
        door = self.doors[delivery.door]
        fields = {"ToUserName": door.receive_id, "Encrypt": encrypted}
        return xml_text.write(fields if door.agent_id is None else {**fields, "AgentID": str(door.agent_id)})

    def _open_reply(self, door: Door, text: str) -> str:
        outer = xml_text.read(text)
        found = {name: outer.findtext(name) or "" for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")}
        crypto.verify(door.token, found["TimeStamp"], found["Nonce"], found["Encrypt"], found["MsgSignature"])
        return crypto.decrypt(door.aes_key, door.receive_id, found["Encrypt"])

    def _close_row(self, row: int, delivery: Delivery, attempts: list[Attempt]) -> None:
        last = attempts[-1]
        good = last["status"] == 200 and not last["error"]
        note = delivery.note
        if not good:
            reason = last["error"] or f"答复 HTTP {last['status']}"
            note = f"{note} · {reason}" if note else reason
        elif len(attempts) > 1:
            note = f"{note} · 第 {len(attempts)} 次才送到"
        ms = sum(attempt["ms"] for attempt in attempts)
        self._company.log.finish(row, note, ms, "ok" if good else "failed", _detail(delivery, attempts))
        self._set_health(delivery.door, last["status"] != 0)

    def _set_health(self, door: str, good: bool) -> None:
        health = "ok" if good else "silent"
        if door == "app" and health != self.health:
            self.health = health
            self._company.live.tell("health", health)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def _detail(delivery: Delivery, attempts: list[Attempt]) -> dict[str, Any]:
    return {
        "door": delivery.door,
        "plain": delivery.plain,
        "person": delivery.person,
        "about": delivery.about,
        "attempts": attempts,
    }


async def check_until_up(callbacks: Callbacks, door: str, seconds: float = 120) -> None:
    """The check of 保存 at start: the app may still be on its way up, so it is asked again until it listens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):
            if await _listens(callbacks.doors[door].url):
                await callbacks.check_address(door)
                return
        await asyncio.sleep(0.3)


async def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        _, writer = await asyncio.open_connection(
            parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        )
    except OSError:
        return False
    writer.close()
    return True

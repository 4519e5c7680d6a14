"""A whole company in one process: signed callbacks in, the simulated WeCom out, everything over real sockets.

`World` can also die: from the n-th statement on nothing reaches the database any more, as if the process were killed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.sqlite.client import SqliteClient

from bot.callback import add_callbacks
from bot.directory import read_directory
from bot.parts import Parts
from bot.simulator import SimulatorConfig, add_simulator
from bot.talk import Talk, start_talk
from core import clock, jobs
from core.db import Database
from core.events import Listeners, use
from core.files.file import FileStore
from core.inbox import Inbox
from core.jobs import Job, Jobs
from core.kv import LocalKV
from core.objects import custom
from core.org.actor import Actor, actor_by_userid
from core.outbox import Outbox
from core.settings import Settings, read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from core.work import wake_with
from ocr.worker import CardReader

REP, OTHER, BOSS = "zhouyutong", "wangxiaoming", "linyinuo"
SAMPLES = Path("bot/simulator/page/samples")
QUEUES = (Inbox, Job, Outbox)  # each fills the next: looked through in this order, nothing slips by
Message = dict[str, Any]


class Killed(BaseException):
    """The process is gone."""


@dataclass
class World:
    settings: Settings
    database: Database
    session: ClientSession
    reader: CardReader
    parts: Parts = field(init=False)
    talk: Talk | None = None
    dead: bool = False

    # --- the process

    async def start(self) -> None:
        """A new process on the same database."""
        self.dead = False
        kv, listeners, handled = LocalKV(), Listeners(), Jobs()
        use(listeners)
        self.parts = Parts(
            settings=self.settings,
            database=self.database,
            kv=kv,
            wecom=WeComClient(WeComConfig.of(self.settings), kv, self.session, sleep=_at_once),
            files=FileStore(self.settings.files_dir),
            reader=self.reader,
            jobs=handled,
            listeners=listeners,
        )

        async def tell(run: jobs.JobRun) -> None:
            await listeners.tell(run.payload["name"], run.payload["event"])

        handled.handle("event", tell)
        self.talk = await start_talk(self.parts)
        wake_with(handled.worker.wake, self.talk.inbox.wake, self.talk.outbox.wake)
        for worker in (self.talk.inbox, self.talk.outbox, handled.worker):
            worker.poll = 0.05
        handled.worker.start()

    async def stop(self) -> None:
        if self.talk:
            await self.talk.stop()
            await self.parts.jobs.worker.stop()
        self.talk = None

    async def kill(self) -> None:
        """No farewell: what runs is cut off, what is taken stays taken."""
        tasks = self.tasks()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.talk = None

    def tasks(self) -> "list[asyncio.Task[None]]":
        """Everything that works behind the callbacks."""
        assert self.talk
        workers = (self.talk.inbox, self.talk.outbox, self.parts.jobs.worker)
        return [task for worker in workers for task in (worker._loop, *worker.running) if task]

    async def restart(self) -> None:
        """The next process. Where several may run, it takes over what the dead one held a minute later."""
        await self.kill()
        for queue in QUEUES:
            await queue.filter(state="running").update(locked_until=clock.now())
        await self.start()

    # --- the phone

    async def sim(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        address = f"{self.settings.base_url}/simulator/_sim/{path}"
        async with self.session.request(method, address, json=body, params=query) as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json()

    async def text(self, content: str, person: str = REP) -> list[Message]:
        """What the app answers to a text."""
        return await self.answers(self.sim("POST", f"people/{person}/send", {"content": content}), person)

    async def photo(self, name: str, person: str = REP) -> list[Message]:
        return await self.answers(self.sim("POST", f"people/{person}/send", {"kind": "image", "sample": name}), person)

    async def enter(self, person: str = REP) -> list[Message]:
        return await self.answers(self.sim("POST", f"people/{person}/enter", {}), person)

    async def press(self, message: Message, label: str, person: str = REP, **chosen: Any) -> Message:
        """The card after a press of the button with this label, with what is chosen in its list."""
        body = {"message": message["id"], "key": key_of(message, label)}
        body["chosen"] = {key: [str(value)] for key, value in chosen.items()}
        await self.sim("POST", f"people/{person}/press", body)
        await self.quiet()
        return next(one for one in await self.said(person) if one["id"] == message["id"])

    async def answers(self, doing: Any, person: str) -> list[Message]:
        before = {one["id"] for one in await self.said(person)}
        await doing
        await self.quiet()
        return [one for one in await self.said(person) if one["id"] not in before]

    async def said(self, person: str = REP) -> list[Message]:
        """Everything the app has said to a person."""
        return list(await self.sim("GET", f"people/{person}/messages", sender="app"))

    async def fault(self, **faults: Any) -> None:
        await self.sim("PUT", "faults", faults)

    async def calls(self, name: str) -> list[dict[str, Any]]:
        return [row for row in await self.sim("GET", "log", side="api") if row["name"] == name]

    async def quiet(self, patience: float = 40) -> None:
        """Until nothing is due and nothing is on its way."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            await self.sim("GET", "idle", quiet_ms=20)
            if not await self.due():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"still due: {await self.due()}")

    async def due(self) -> list[dict[str, Any]]:
        """Rows that are neither done nor dead."""
        return [
            {"queue": queue.__name__, **row}
            for queue in QUEUES
            for row in await queue.filter(state__in=("waiting", "running")).values("id", "key", "state", "error")
        ]

    async def actor(self, userid: str = REP) -> Actor:
        found = await actor_by_userid(userid)
        assert found
        return found

    # --- death

    @contextmanager
    def dies_at(self, statement: int) -> Iterator[None]:
        """Inside, this statement of the workers and all after it never reach the database.

        Callbacks are left alone: one that is not stored is not answered, and WeCom brings it again.
        """
        seen, patched = 0, [(kind, kind.acquire_connection) for kind in (SqliteClient, AsyncpgDBClient)]
        patched += [(kind, kind.__dict__["acquire_connection"]) for kind in _own_way(AsyncpgDBClient)]

        def counting(before: Any) -> Any:
            def acquire(client: Any) -> Any:
                nonlocal seen
                if asyncio.current_task() not in self.tasks():
                    return before(client)
                seen += 1
                if seen >= statement:
                    self.dead = True
                    raise Killed
                return before(client)

            return acquire

        for kind, before in patched:
            kind.acquire_connection = counting(before)  # type: ignore[method-assign]
        try:
            yield
        finally:
            for kind, before in patched:
                kind.acquire_connection = before  # type: ignore[method-assign]


def _own_way(kind: type) -> list[type]:
    return [sub for sub in kind.__subclasses__() if "acquire_connection" in sub.__dict__]


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def key_of(message: Message, label: str) -> str:
    buttons = message["body"]["card"]["button_list"]
    return next(button["key"] for button in buttons if button["text"] == label)


def rows_of(message: Message) -> dict[str, str]:
    """Label and value of the rows of a card."""
    rows = message["body"]["card"].get("horizontal_content_list", [])
    return {row["keyname"]: row.get("value", "") for row in rows}


def title_of(message: Message) -> str:
    card = message["body"]["card"]
    return str(card.get("main_title", {}).get("title") or card.get("sub_title_text"))


def simulator_config(settings: Settings) -> SimulatorConfig:
    return SimulatorConfig(
        base_url=settings.base_url,
        data_dir=settings.data_dir,
        corp_id=settings.corp_id,
        agent_id=settings.agent_id,
        agent_secret=settings.agent_secret,
        contact_secret=settings.contact_secret,
        callback_url=f"{settings.base_url}/wecom/callback",
        callback_token=settings.callback_token,
        callback_aes_key=settings.callback_aes_key,
        contact_callback_url=f"{settings.base_url}/wecom/contacts/callback",
        contact_token=settings.contact_token,
        contact_aes_key=settings.contact_aes_key,
    )


@pytest.fixture
async def world(database: Database, database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    port = unused_port()
    settings = read_settings(
        {
            "WECRM_PORT": str(port),
            "WECRM_DATA_DIR": str(tmp_path / "data"),
            "WECRM_DATABASE_URL": database_url,
            "WECRM_ADMINS": BOSS,
        }
    )
    custom.use()
    reader = CardReader()
    async with ClientSession() as session:
        world = World(settings, database, session, reader)
        await world.start()
        app = web.Application()
        add_callbacks(app, world.parts)
        add_simulator(app, simulator_config(settings))
        server = TestServer(app, port=port)
        await server.start_server()
        await read_directory(world.parts.wecom, settings.admins)
        await world.quiet()
        yield world
        await world.stop()
        await server.close()
    await reader.stop()


__all__ = ["OTHER", "REP", "World", "clock", "key_of", "rows_of", "title_of"]

"""The sender against a scriptable WeCom on a real socket."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from core.db import Database
from core.kv import LocalKV
from core.outbox import Outbox, tell
from core.queues import Worker
from core.settings import read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from core.wecom.messages import Page, Text, TextNotice
from core.work import work
from notifications.sender import Sender
from tests.wecom.cloud import Cloud

NOTICE = TextNotice(title="今日简报", open=Page("https://crm.example.com/m/"), task_id="drawn").body()
GREETING = Text("早上好").body()


@dataclass
class Post:
    """Queues messages and sends what is due."""

    cloud: Cloud
    sender: Sender
    worker: Worker
    written: int = field(default=0)

    async def write(self, message: dict[str, Any] = NOTICE, to: str = "rep", kind: str = "message") -> int:
        self.written += 1
        async with work():
            row = await tell(to, message, key=f"k{self.written}", kind=kind)
        assert row
        return row

    async def send(self) -> None:
        await self.worker.drain()

    async def row(self, row_id: int) -> Outbox:
        return await Outbox.get(id=row_id)


@pytest.fixture
async def post(database: Database, tmp_path: Path) -> AsyncIterator[Post]:
    cloud = Cloud()

    async def at_once(_seconds: float) -> None: ...

    async with TestServer(cloud.app()) as server:
        settings = read_settings({"WECRM_DATA_DIR": str(tmp_path), "WECRM_WECOM_API_URL": str(server.make_url("/"))})
        cloud.secret = settings.agent_secret
        client = WeComClient(WeComConfig.of(settings), LocalKV(), sleep=at_once)
        sender = Sender(client, LocalKV())
        yield Post(cloud, sender, sender.worker())
        await client.close()

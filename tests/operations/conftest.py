"""A server's parts on a real database and a tiny WeCom that can be told what to answer."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from aiohttp.test_utils import TestServer

from bot.parts import Parts
from core.db import Database
from core.events import Listeners
from core.files.file import FileStore
from core.jobs import Jobs
from core.kv import open_kv
from core.settings import Settings, read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from ocr.worker import CardReader
from tests.operations.company import POSTGRES, NewDatabase, on_server
from tests.wecom.cloud import Cloud


@pytest.fixture
async def cloud() -> AsyncIterator[Cloud]:
    tiny = Cloud()
    server = TestServer(tiny.app())
    await server.start_server()
    tiny.url = str(server.make_url("")).rstrip("/")
    yield tiny
    await server.close()


def settings_for(folder: Path, database_url: str = "", **more: str) -> Settings:
    given = {"WECRM_DATA_DIR": str(folder), "WECRM_SIMULATOR": "off", "WECRM_CORP_ID": "wwtest", "WECRM_AGENT_ID": "7"}
    if database_url:
        given["WECRM_DATABASE_URL"] = database_url
    return read_settings(given | {f"WECRM_{key.upper()}": value for key, value in more.items()})


@pytest.fixture
async def parts(database: Database, database_url: str, cloud: Cloud, tmp_path: Path) -> AsyncIterator[Parts]:
    settings = settings_for(tmp_path, database_url, wecom_api_url=cloud.url, agent_secret=cloud.secret)
    wecom = WeComClient(WeComConfig.of(settings), open_kv(""))
    yield Parts(
        settings=settings,
        database=database,
        kv=open_kv(""),
        wecom=wecom,
        files=FileStore(settings.files_dir),
        reader=CardReader(),
        jobs=Jobs(),
        listeners=Listeners(),
    )
    await wecom.close()


@pytest.fixture
def usual_logs() -> Iterator[None]:
    """Puts logging back as it was: other tests read what structlog prints."""
    import logging

    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
async def new_database(tmp_path: Path, worker_name: str) -> AsyncIterator[NewDatabase]:
    """Addresses of databases without tables, by kind; the test is skipped where there is no server for one."""
    made: list[str] = []

    async def make(kind: str) -> str:
        number = len(made)
        if kind == "sqlite":
            made.append("")
            return f"sqlite://{tmp_path / f'database{number}' / 'wecrm.sqlite3'}"
        name = f"wecrm_ops{number}_{worker_name}"
        await on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await on_server(f'CREATE DATABASE "{name}"')
        made.append(name)
        return POSTGRES.rsplit("/", 1)[0] + f"/{name}"

    yield make
    for name in filter(None, made):
        await on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

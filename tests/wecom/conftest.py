import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from core.kv import LocalKV
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from core.wecom.crypto import CallbackKeys
from tests.wecom.cloud import Cloud

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text())


@pytest.fixture
def vectors() -> dict[str, Any]:
    return VECTORS


@pytest.fixture
def keys() -> CallbackKeys:
    pair = VECTORS["config"]
    return CallbackKeys(pair["token"], pair["encoding_aes_key"], pair["receiveid"])


@pytest.fixture
def config() -> WeComConfig:
    return WeComConfig(
        corp_id="ww1",
        agent_id=1000002,
        agent_secret="secret",
        contact_secret="",
        api_url="http://127.0.0.1:1",
        oauth_url="https://open.weixin.qq.com/connect/oauth2/authorize",
        login_url="https://login.work.weixin.qq.com/wwlogin/sso/login",
        callback_token="",
        callback_aes_key="",
        contact_token="",
        contact_aes_key="",
        base_url="https://crm.example.com",
    )


@pytest.fixture
async def cloud() -> AsyncIterator[Cloud]:
    cloud = Cloud()
    async with TestServer(cloud.app()) as server:
        cloud.url = str(server.make_url("/"))
        yield cloud


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
async def client(config: WeComConfig, cloud: Cloud, pauses: list[float]) -> AsyncIterator[WeComClient]:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    client = WeComClient(replace(config, api_url=cloud.url), LocalKV(), sleep=sleep)
    yield client
    await client.close()

import asyncio
import secrets
from dataclasses import replace

import pytest
from aiohttp import web
from redis import asyncio as aioredis
from redis.exceptions import RedisError

from core.kv import LocalKV
from core.kv_redis import RedisKV
from core.wecom.client import WeComClient
from core.wecom.errors import WeComError, WeComUnreachable
from core.wecom.tokens import Cached, Lent

REDIS = "redis://127.0.0.1:6379/15"
EXPIRED = {"errcode": 42001, "errmsg": "access_token expired"}


async def test_fifty_calls_after_expiry_fetch_one_token(client, cloud):
    cloud.slow_s = 0.02
    await asyncio.gather(*(client.call("agent/get") for _ in range(50)))
    assert cloud.count("gettoken") == 1

    cloud.invalidate()
    await asyncio.gather(*(client.call("agent/get") for _ in range(50)))
    assert cloud.count("gettoken") == 2


async def test_several_processes_fetch_one_token_together(config, cloud):
    prefix = f"wecrm-test-{secrets.token_hex(6)}:"
    admin = aioredis.from_url(REDIS)
    try:
        await admin.ping()
    except (RedisError, OSError):
        await admin.aclose()
        pytest.skip("no Redis answers at 127.0.0.1:6379")
    cloud.slow_s = 0.02
    stores = [RedisKV(REDIS, prefix) for _ in range(4)]
    clients = [WeComClient(replace(config, api_url=cloud.url), kv) for kv in stores]

    await asyncio.gather(*(client.call("agent/get") for client in clients for _ in range(5)))
    assert cloud.count("gettoken") == 1
    cloud.invalidate()
    await asyncio.gather(*(client.call("agent/get") for client in clients for _ in range(5)))
    assert cloud.count("gettoken") == 2

    for each in (*clients, *stores):
        await each.close()
    await admin.delete(*[key async for key in admin.scan_iter(prefix + "*")])
    await admin.aclose()


@pytest.mark.parametrize("code", [40001, 40014, 41001, 42001])
async def test_a_refused_token_is_replaced_and_the_call_made_once_more(client, cloud, code):
    await client.access_token()
    cloud.script("agent/get", {"errcode": code, "errmsg": "x"})
    cloud.invalidate()

    assert (await client.call("agent/get"))["errcode"] == 0
    assert [call.query["access_token"] for call in cloud.calls if call.api == "agent/get"] == ["token-1", "token-2"]


async def test_a_second_refusal_of_the_token_is_final(client, cloud, pauses):
    cloud.script("agent/get", EXPIRED, EXPIRED, EXPIRED)
    with pytest.raises(WeComError):
        await client.call("agent/get")
    assert cloud.count("agent/get") == 2
    assert pauses == []


async def test_a_token_that_somebody_has_replaced_already_stays(client, cloud):
    kv = LocalKV()
    fetched = iter(["one", "two"])

    async def fetch() -> Lent:
        return Lent(next(fetched), 7200)

    token = Cached(kv, "t", fetch)
    assert await token.get() == "one"
    await token.drop("one")
    assert await token.get() == "two"
    await token.drop("one")
    assert await token.get() == "two"


async def test_a_token_is_renewed_five_minutes_before_it_ends():
    now = 0.0
    fetches = 0

    async def fetch() -> Lent:
        nonlocal fetches
        fetches += 1
        return Lent(str(fetches), 7200)

    token = Cached(LocalKV(lambda: now), "t", fetch)
    await token.get()
    now = 6899.0
    assert await token.get() == "1"
    now = 6901.0
    assert await token.get() == "2"


async def test_a_wrong_secret_is_tried_once_not_by_everybody(config, cloud):
    client = WeComClient(replace(config, api_url=cloud.url, agent_secret="wrong"), LocalKV())
    answers = await asyncio.gather(*(client.access_token() for _ in range(20)), return_exceptions=True)
    await client.close()

    assert {type(answer) for answer in answers} == {WeComError}
    assert {answer.errcode for answer in answers} == {40001}
    assert cloud.count("gettoken") == 1


async def test_a_send_that_got_no_token_was_certainly_not_sent(config, cloud):
    client = WeComClient(replace(config, api_url=cloud.url), LocalKV(), sleep=_at_once)
    cloud.script("gettoken", *[web.Response(status=502) for _ in range(4)])
    with pytest.raises(WeComUnreachable) as trouble:
        await client.send({"touser": "a", "msgtype": "text", "text": {"content": "x"}})
    await client.close()

    assert not trouble.value.maybe_done
    assert cloud.count("message/send") == 0


async def test_the_leader_giving_up_does_not_leave_the_others_waiting(client, cloud):
    cloud.slow_s = 0.05
    leader = asyncio.create_task(client.access_token())
    await asyncio.sleep(0.01)
    follower = asyncio.create_task(client.access_token())
    await asyncio.sleep(0.01)
    leader.cancel()

    assert await asyncio.wait_for(follower, 5) == "token-1"


async def test_both_tickets_are_cached_and_different(client, cloud):
    cloud.script("get_jsapi_ticket", {"errcode": 0, "ticket": "corp", "expires_in": 7200})
    cloud.script("ticket/get", {"errcode": 0, "ticket": "agent", "expires_in": 7200})

    assert [await client.corp_ticket() for _ in range(3)] == ["corp"] * 3
    assert await asyncio.gather(*(client.agent_ticket() for _ in range(3))) == ["agent"] * 3
    assert cloud.count("get_jsapi_ticket") == cloud.count("ticket/get") == 1
    assert cloud.last("ticket/get").query["type"] == "agent_config"


async def test_the_address_book_has_a_token_of_its_own(config, cloud):
    client = WeComClient(replace(config, api_url=cloud.url, contact_secret="contacts"), LocalKV())
    cloud.script("gettoken", {"errcode": 0, "access_token": "book", "expires_in": 7200})
    cloud.script("user/list_id", {"errcode": 0, "dept_user": [{"userid": "a", "department": 1}], "next_cursor": ""})

    assert await client.user_ids() == ["a"]
    await client.close()
    assert cloud.last("gettoken").query["corpsecret"] == "contacts"
    assert cloud.last("user/list_id").query["access_token"] == "book"


async def _at_once(_: float) -> None:
    return None

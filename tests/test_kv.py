"""The same promises for both stores; Redis is used where it answers."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from redis import asyncio as aioredis
from redis.exceptions import RedisError

from core.kv import KV, LocalKV, LockTimeout, StoreDown, Subscription, open_kv
from core.kv_redis import RedisKV

REDIS = "redis://127.0.0.1:6379/15"
Open = Callable[[], KV]


@pytest.fixture(params=["local", "redis"])
async def opener(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens the store; opened again it is what another process would have."""
    opened: list[KV] = []
    if request.param == "local":
        opened.append(LocalKV())
        yield lambda: opened[0]
        await opened[0].close()
        return
    admin = aioredis.from_url(REDIS)
    try:
        await admin.ping()
    except (RedisError, OSError):
        await admin.aclose()
        pytest.skip("no Redis answers at 127.0.0.1:6379")
    prefix = f"wecrm-test-{secrets.token_hex(6)}:"

    def open_another() -> KV:
        opened.append(RedisKV(REDIS, prefix))
        return opened[-1]

    yield open_another
    for kv in opened:
        await kv.close()
    async for key in admin.scan_iter(prefix + "*"):
        await admin.delete(key)
    await admin.aclose()


@pytest.fixture
def kv(opener: Open) -> KV:
    return opener()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await holds():
            await asyncio.sleep(0.005)


async def test_a_value_is_kept_replaced_and_deleted(kv: KV):
    assert await kv.get("a") is None
    await kv.set("a", "1")
    await kv.set("a", "值")
    assert await kv.get("a") == "值"
    await kv.delete("a")
    await kv.delete("a")
    assert await kv.get("a") is None


async def test_a_value_ends_with_its_life_time(kv: KV):
    await kv.set("a", "1", ttl_s=0.3)
    assert await kv.get("a") == "1"

    async def gone() -> bool:
        return await kv.get("a") is None

    await until(gone)


async def test_setting_again_without_life_time_keeps_the_value_for_good(kv: KV):
    await kv.set("a", "1", ttl_s=0.02)
    await kv.set("a", "2")
    await asyncio.sleep(0.05)
    assert await kv.get("a") == "2"


async def test_add_does_not_replace(kv: KV):
    assert await kv.add("a", "1", 10)
    assert not await kv.add("a", "2", 10)
    assert await kv.get("a") == "1"


async def test_of_many_who_add_at_once_one_succeeds(kv: KV):
    assert sum(await asyncio.gather(*(kv.add("a", str(n), 10) for n in range(20)))) == 1


async def test_only_the_value_that_was_seen_is_deleted(kv: KV):
    await kv.set("a", "new")
    assert not await kv.delete_if("a", "old")
    assert await kv.get("a") == "new"
    assert await kv.delete_if("a", "new")
    assert not await kv.delete_if("a", "new")


async def test_counting_up_from_many_sides_loses_nothing(opener: Open):
    one, other = opener(), opener()
    counts = await asyncio.gather(*(kv.incr("n", 10) for kv in (one, other) for _ in range(20)))
    assert sorted(counts) == list(range(1, 41))


async def test_a_count_begins_anew_after_its_life_time(kv: KV):
    assert await kv.incr("n", 0.3) == 1
    assert await kv.incr("n", 0.3) == 2

    async def anew() -> bool:
        return await kv.get("n") is None

    await until(anew)
    assert await kv.incr("n", 10) == 1


async def test_counting_on_does_not_lengthen_the_life_time(kv: KV):
    await kv.incr("n", 0.1)

    async def ended() -> bool:
        return await kv.incr("n", 60) == 1

    await until(ended)


async def test_turns_are_refused_beyond_the_limit_and_given_again_later(kv: KV):
    limits = [(3, 0.5), (100, 60.0)]
    assert [await kv.take_turn("t", limits) for _ in range(3)] == [0.0, 0.0, 0.0]
    wait = await kv.take_turn("t", limits)
    assert 0 < wait <= 0.5

    async def again() -> bool:
        return await kv.take_turn("t", limits) == 0.0

    await until(again)


async def test_the_longer_limit_counts_too(kv: KV):
    limits = [(5, 0.01), (2, 60.0)]
    assert [await kv.take_turn("t", limits) for _ in range(2)] == [0.0, 0.0]
    await asyncio.sleep(0.02)
    assert 55 < await kv.take_turn("t", limits) <= 60


async def test_turns_of_different_keys_do_not_count_together(kv: KV):
    assert await kv.take_turn("a", [(1, 60.0)]) == 0.0
    assert await kv.take_turn("b", [(1, 60.0)]) == 0.0


async def test_turns_taken_at_once_from_two_sides_stay_within_the_limit(opener: Open):
    one, other = opener(), opener()
    waits = await asyncio.gather(*(kv.take_turn("t", [(7, 60.0)]) for kv in (one, other) for _ in range(10)))
    assert waits.count(0.0) == 7


async def test_a_lock_is_held_by_one_at_a_time(opener: Open):
    one, other = opener(), opener()
    inside: list[int] = []
    most = 0

    async def work(kv: KV, number: int) -> None:
        nonlocal most
        async with kv.lock("job", 10):
            inside.append(number)
            most = max(most, len(inside))
            await asyncio.sleep(0.002)
            inside.remove(number)

    await asyncio.gather(*(work(kv, n) for n, kv in enumerate([one, other] * 5)))
    assert most == 1


async def test_waiting_for_a_lock_ends_with_a_refusal(kv: KV):
    async with kv.lock("job", 10):
        with pytest.raises(LockTimeout):
            async with kv.lock("job", 10, wait_s=0.02):
                raise AssertionError("two inside")


async def test_a_lock_is_free_again_after_an_error(kv: KV):
    with suppress(ZeroDivisionError):
        async with kv.lock("job", 10):
            raise ZeroDivisionError
    async with kv.lock("job", 10, wait_s=0):
        pass


async def test_a_dead_holders_lock_frees_itself_and_he_cannot_free_the_next_ones(kv: KV):
    late = kv.lock("job", 0.03)
    await late.__aenter__()
    async with kv.lock("job", 10, wait_s=5):
        await late.__aexit__(None, None, None)
        with pytest.raises(LockTimeout):
            async with kv.lock("job", 10, wait_s=0.02):
                raise AssertionError("two inside")


async def test_news_reaches_every_subscriber_of_its_channel_and_nobody_else(opener: Open):
    one, other = opener(), opener()
    async with one.subscribe("a") as first, other.subscribe("a") as second, one.subscribe("b") as third:
        await other.publish("a", "一")
        await other.publish("a", "二")
        await other.publish("b", "三")
        async with asyncio.timeout(5):
            assert [await anext(first), await anext(first)] == ["一", "二"]
            assert [await anext(second), await anext(second)] == ["一", "二"]
            assert await anext(third) == "三"


async def test_who_left_hears_nothing_and_may_come_back(kv: KV):
    async with kv.subscribe("a") as gone:
        pass
    with pytest.raises(StopAsyncIteration):
        await anext(gone)
    async with kv.subscribe("a") as back:
        await kv.publish("a", "1")
        async with asyncio.timeout(5):
            assert await anext(back) == "1"


async def test_a_bare_loop_over_a_subscription_listens_from_its_first_step(kv: KV):
    heard: list[str] = []

    async def listen() -> None:
        async for message in kv.subscribe("a"):
            heard.append(message)

    listening = asyncio.create_task(listen())

    async def arrives() -> bool:
        await kv.publish("a", "1")
        return bool(heard)

    await until(arrives)
    await kv.close()
    await asyncio.wait_for(listening, 5)


async def test_a_slow_reader_loses_the_oldest_news_only(kv: KV, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Subscription, "backlog", 3)
    async with kv.subscribe("a") as slow, kv.subscribe("done") as done:
        for number in range(5):
            await kv.publish("a", str(number))
        await kv.publish("done", "")
        async with asyncio.timeout(5):
            await anext(done)
            assert [await anext(slow) for _ in range(3)] == ["2", "3", "4"]


async def test_publishing_to_nobody_is_no_error(kv: KV):
    await kv.publish("nobody", "1")


async def test_a_redis_that_does_not_answer_is_told_in_a_sentence():
    kv = RedisKV("redis://127.0.0.1:1/0")
    with pytest.raises(StoreDown) as trouble:
        await kv.get("a")
    assert trouble.value.status == 503
    for _ in range(2):
        with pytest.raises(StoreDown):
            await asyncio.wait_for(kv.subscribe("a").__aenter__(), 5)
    await kv.close()


async def test_without_an_address_everything_stays_in_this_process():
    kv = open_kv("")
    assert isinstance(kv, LocalKV)
    await kv.close()


async def test_an_address_opens_redis():
    kv = open_kv(REDIS)
    assert isinstance(kv, RedisKV)
    await kv.close()


@pytest.mark.parametrize("opener", ["redis"], indirect=True)
async def test_news_arrives_again_after_redis_dropped_the_connection(opener: Open):
    kv = opener()
    assert isinstance(kv, RedisKV)
    async with kv.subscribe("a") as news:
        own = kv._pubsub.connection._writer.get_extra_info("sockname")
        assert await kv._redis.client_kill_filter(addr=f"{own[0]}:{own[1]}") == 1
        heard = asyncio.create_task(anext(news))

        async def arrives() -> bool:
            await kv.publish("a", "back")
            return heard.done()

        await until(arrives)
        assert heard.result() == "back"


async def test_ended_values_do_not_pile_up():
    now = 0.0
    kv = LocalKV(lambda: now)
    for number in range(LocalKV.sweep_every - 1):
        await kv.set(f"k{number}", "v", ttl_s=1)
    now = 2.0
    await kv.set("last", "v", ttl_s=1)
    assert list(kv._entries) == ["last"]

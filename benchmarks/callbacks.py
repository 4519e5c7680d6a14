"""CPU of one callback against the least that does the same, and how fast answers are under load (回调)."""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp.test_utils import unused_port

from benchmarks.callback_doors import AES_KEY, CORP, TOKEN
from benchmarks.measured import child, cpu_of, percentile
from core.wecom.crypto import CallbackKeys, encrypt_reply
from core.wecom.xmltree import xml_fields

COUNT, AT_ONCE, ROUNDS = 3000, 16, 3
RATE, SECONDS, BURST = 100, 10, 200
KEYS = CallbackKeys(TOKEN, AES_KEY, CORP)


@dataclass(frozen=True)
class Delivery:
    query: dict[str, str]
    body: bytes


def deliveries(count: int, first: int) -> list[Delivery]:
    """Text messages of different members, each with a MsgId of its own, sealed as WeCom does."""
    made = []
    for number in range(first, first + count):
        xml = (
            f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[member{number % 2000}]]>"
            f"</FromUserName><CreateTime>1795500000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[查 惠筑]]></Content><MsgId>{10**15 + number}</MsgId><AgentID>1</AgentID></xml>"
        )
        sealed = xml_fields(encrypt_reply(KEYS, xml).encode())
        query = {"msg_signature": "MsgSignature", "timestamp": "TimeStamp", "nonce": "Nonce"}
        body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{sealed['Encrypt']}</Encrypt><AgentID>1</AgentID></xml>"
        made.append(Delivery({name: str(sealed[field]) for name, field in query.items()}, body.encode()))
    return made


async def run() -> None:
    """Prints CPU per callback of both servers, their ratio, and latencies of ours."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = await _measured("bare", Path(folder))
        mine = await _measured("ours", Path(folder))
    print(f"callbacks: CPU per callback {mine:.2f} ms, bare handler {theirs:.2f} ms, ratio {mine / theirs:.2f}")


async def _measured(door: str, folder: Path) -> float:
    """CPU milliseconds of one callback in one of the two servers: the best of some rounds."""
    port, place, rounds = unused_port(), folder / door, []
    place.mkdir()
    command = ("-m", "benchmarks.callback_doors", door, str(port), str(place))
    async with child(*command, address=f"http://127.0.0.1:{port}/healthz") as pid, _session() as session:
        await _closed_loop(session, port, deliveries(500, 0))
        for number in range(1, ROUNDS + 1):
            prepared = deliveries(COUNT, number * 10_000)
            began = cpu_of(pid)
            await _closed_loop(session, port, prepared)
            rounds.append((cpu_of(pid) - began) / COUNT * 1000)
        if door == "ours":
            await _latencies(session, port)
    return min(rounds)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


async def _post(session: aiohttp.ClientSession, port: int, delivery: Delivery) -> float:
    """Seconds until the answer, which must be 200."""
    began = time.perf_counter()
    address = f"http://127.0.0.1:{port}/wecom/callback"
    async with session.post(address, params=delivery.query, data=delivery.body) as response:
        await response.read()
        if response.status != 200:
            raise RuntimeError(f"the callback was answered with {response.status}")
    return time.perf_counter() - began


async def _closed_loop(session: aiohttp.ClientSession, port: int, prepared: list[Delivery]) -> None:
    left = iter(prepared)

    async def sender() -> None:
        for delivery in left:
            await _post(session, port, delivery)

    await asyncio.gather(*(sender() for _ in range(AT_ONCE)))


async def _latencies(session: aiohttp.ClientSession, port: int) -> None:
    steady = await _open_loop(session, port, deliveries(RATE * SECONDS, 500_000))
    print(f"callbacks: {RATE}/s for {SECONDS} s: p50 {percentile(steady, 0.5) * 1000:.1f} ms, "
          f"p99 {percentile(steady, 0.99) * 1000:.1f} ms, worst {max(steady) * 1000:.1f} ms")  # fmt: skip
    began = time.perf_counter()
    burst = await asyncio.gather(*(_post(session, port, one) for one in deliveries(BURST, 900_000)))
    print(f"callbacks: {BURST} at once: all answered after {time.perf_counter() - began:.2f} s, "
          f"the last one after {max(burst):.2f} s")  # fmt: skip


async def _open_loop(session: aiohttp.ClientSession, port: int, prepared: list[Delivery]) -> list[float]:
    """Sends at a fixed rate whether or not answers come; the times count from when each was due."""
    began, tasks = time.perf_counter(), []
    for number, delivery in enumerate(prepared):
        due = began + number / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = time.perf_counter() - due
        tasks.append(asyncio.create_task(_timed(session, port, delivery, late)))
    return await asyncio.gather(*tasks)


async def _timed(session: aiohttp.ClientSession, port: int, delivery: Delivery, late: float) -> float:
    return await _post(session, port, delivery) + max(late, 0.0)

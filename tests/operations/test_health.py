"""Liveness, readiness, numbers and the request line, over HTTP (健康检查)."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.health import Readiness, add_health
from bot.metrics import OUTCOME, CountedReader, resident
from bot.parts import Parts
from core import clock
from core.db import execute
from core.errors import NotFound
from core.jobs import Job, add
from ocr.errors import PictureError
from ocr.reading import CardReading, Reading
from ocr.worker import CardReader
from tests.wecom.cloud import Cloud

Client = TestClient[web.Request, web.Application]


async def _broken(_request: web.Request) -> web.Response:
    raise RuntimeError("corpsecret=abcdef went wrong")


async def _missing(_request: web.Request) -> web.Response:
    raise NotFound()


async def _callback(request: web.Request) -> web.Response:
    request[OUTCOME] = "repeat"
    return web.Response()


@pytest.fixture
def readiness(parts: Parts) -> Readiness:
    return Readiness(parts)


@pytest.fixture
async def client(readiness: Readiness) -> AsyncIterator[Client]:
    app = web.Application()
    add_health(app, readiness)
    app.router.add_get("/api/broken/{id}", _broken)
    app.router.add_get("/api/missing", _missing)
    app.router.add_post("/wecom/callback", _callback)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_the_process_is_up_before_it_is_ready(client: Client, readiness: Readiness) -> None:
    assert (await client.get("/healthz")).status == 200
    early = await client.get("/readyz")
    assert early.status == 503
    assert [part["key"] for part in (await early.json())["checks"] if not part["ok"]] == ["prepared"]
    readiness.prepared, readiness.members = True, 30
    late = await client.get("/readyz")
    told = await late.json()
    assert late.status == 200 and told["ready"]
    checked = [part["key"] for part in told["checks"]]
    assert checked == ["prepared", "database", "migrations", "queue", "wecom", "delivery"]


async def test_a_refused_secret_is_not_ready_and_says_what_to_do(
    client: Client, readiness: Readiness, cloud: Cloud
) -> None:
    readiness.prepared, cloud.secret = True, "another"
    answer = await client.get("/readyz")
    broken = [part for part in (await answer.json())["checks"] if not part["ok"]]
    assert answer.status == 503
    assert [part["key"] for part in broken] == ["wecom"] and "WECRM_AGENT_SECRET" in broken[0]["detail"]


async def test_a_queue_that_stands_still_is_not_ready(client: Client, readiness: Readiness) -> None:
    readiness.prepared = True
    await add("nothing", {}, run_at=clock.now() - timedelta(minutes=11))
    answer = await client.get("/readyz")
    broken = [part for part in (await answer.json())["checks"] if not part["ok"]]
    assert [part["key"] for part in broken] == ["queue"] and "job 最早的一条已经等了 11 分钟" in broken[0]["detail"]


async def test_a_damaged_database_is_not_ready(client: Client, readiness: Readiness) -> None:
    readiness.prepared = True
    await execute("ALTER TABLE outbox RENAME TO lost")
    try:
        told = await (await client.get("/readyz")).json()
    finally:
        await execute("ALTER TABLE lost RENAME TO outbox")
    broken = [(part["key"], part["detail"]) for part in told["checks"] if not part["ok"]]
    assert broken == [("queue", "没有回应，看日志")]


async def test_every_answer_carries_the_id_of_its_request(client: Client) -> None:
    given = await client.get("/healthz", headers={"X-Request-Id": "proxy-0001"})
    made = await client.get("/nowhere", headers={"X-Request-Id": "no good\tid"})
    assert given.headers["X-Request-Id"] == "proxy-0001"
    assert made.status == 404 and re.fullmatch(r"[\w-]{12}", made.headers["X-Request-Id"])


async def test_a_bug_is_answered_with_a_number_that_the_log_has(client: Client) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await client.get("/api/broken/17?code=geheim")
    told = await answer.json()
    assert answer.status == 500 and answer.content_type == "application/problem+json"
    bug = next(line for line in lines if line["event"] == "http.bug")
    assert bug["number"] in told["detail"] and re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", told["detail"])
    request = next(line for line in lines if line["event"] == "http")
    assert (request["route"], request["status"], request["member"]) == ("/api/broken/{id}", 500, None)
    assert "geheim" not in str(lines) and "corpsecret" not in str(told)


async def test_an_expected_refusal_keeps_its_status(client: Client) -> None:
    answer = await client.get("/api/missing")
    assert answer.status == 404 and "没有找到" in (await answer.json())["detail"]


async def test_probes_leave_no_line(client: Client, readiness: Readiness) -> None:
    with structlog.testing.capture_logs() as lines:
        await client.get("/healthz")
        await client.get("/metrics")
        await client.get("/readyz")
        await client.get("/nowhere")
    assert [(line["route"], line["status"]) for line in lines if line["event"] == "http"] == [("unknown", 404)]


async def test_the_numbers_tell_requests_callbacks_and_queues(client: Client) -> None:
    await add("nothing", {})
    await Job.create(key="gone", kind="nothing", state="dead", run_at=clock.now())
    await client.get("/api/missing")
    await client.post("/wecom/callback")
    answer = await client.get("/metrics")
    text = await answer.text()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'wecrm_requests_total{method="GET",route="/api/missing",status="404"} 1.0' in text
    assert 'wecrm_request_seconds_count{method="GET",route="/api/missing"} 1.0' in text
    assert 'wecrm_callbacks_total{door="app",outcome="repeat"} 1.0' in text
    assert 'wecrm_queue_rows{queue="job",state="waiting"} 1.0' in text
    assert 'wecrm_queue_rows{queue="job",state="dead"} 1.0' in text
    assert 'wecrm_outbox_last_hour{outcome="sent"} 0.0' in text
    assert "process_resident_memory_bytes" in text


async def test_card_readings_are_counted_by_what_came_of_them(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([Reading([CardReading()], "", "none", 1), PictureError("unreadable", "看不清")])

    async def read(_reader: CardReader, _data: bytes) -> Reading:
        given = next(answers)
        if isinstance(given, PictureError):
            raise given
        return given

    monkeypatch.setattr(CardReader, "read", read)  # the engine itself is tested in its own room
    reader = CountedReader()
    app = web.Application()
    metrics = add_health(app, Readiness(replace(parts, reader=reader)))
    await reader.read(b"")
    with pytest.raises(PictureError):
        await reader.read(b"")
    text = (await metrics.text()).decode()
    assert 'wecrm_card_readings_total{outcome="read"} 1.0' in text
    assert 'wecrm_card_readings_total{outcome="unreadable"} 1.0' in text
    assert "wecrm_card_reading_seconds_count 2.0" in text


def test_memory_of_a_process_that_is_gone_counts_as_nothing() -> None:
    assert resident(2**22 + 1) == 0

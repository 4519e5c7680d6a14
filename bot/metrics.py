"""What is counted while the server runs, as Prometheus text (指标)."""

import time
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.parts import Parts
from core import clock
from core.inbox import Inbox
from core.jobs import Job
from core.outbox import Outbox
from core.queues import Queued
from ocr.errors import PictureError
from ocr.reading import Reading
from ocr.worker import CardReader

OUTCOME: web.RequestKey[str] = web.RequestKey("outcome", str)
"""A callback handler may say more than its status does, such as "repeat"."""
CALLBACKS = {"/wecom/callback": "app", "/wecom/contacts/callback": "contacts"}
OUTCOMES = {200: "accepted", 400: "malformed", 403: "wrong_signature", 413: "too_large", 429: "not_stored"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
QUEUES: dict[str, type[Queued]] = {"inbox": Inbox, "outbox": Outbox, "job": Job}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
PAGE_SIZE = 4096
disable_created_metrics()  # type: ignore[no-untyped-call]


class CountedReader(CardReader):
    """A card reader that counts its readings and how long they take, waiting included."""

    def __init__(self, workers: int = 1, engine: str = "auto", cache_dir: Path | None = None) -> None:
        super().__init__(workers, engine, cache_dir)
        self.readings = Counter("wecrm_card_readings", "Pictures given to the card reader", ["outcome"], registry=None)
        self.seconds = Histogram(
            "wecrm_card_reading_seconds", "Time for one picture", buckets=(0.5, 1, 2, 3, 5, 10, 30), registry=None
        )

    async def read(self, data: bytes) -> Reading:
        began, outcome = time.perf_counter(), "failed"
        try:
            reading = await super().read(data)
            outcome = "read" if reading.cards else "no_card"
            return reading
        except PictureError as fault:
            outcome = fault.kind
            raise
        finally:
            self.readings.labels(outcome).inc()
            self.seconds.observe(time.perf_counter() - began)


class Metrics:
    """One server's numbers. Counters grow as things happen; queue lengths are read when somebody asks."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "wecrm_requests", "HTTP requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "wecrm_request_seconds", "Time to answer", ["method", "route"], buckets=SECONDS, registry=self.registry
        )
        self.callbacks = Counter("wecrm_callbacks", "Callbacks of WeCom", ["door", "outcome"], registry=self.registry)
        self.queued = Gauge("wecrm_queue_rows", "Rows of a queue", ["queue", "state"], registry=self.registry)
        self.oldest = Gauge(
            "wecrm_queue_oldest_seconds", "How long the oldest due row waits", ["queue"], registry=self.registry
        )
        self.told = Gauge(
            "wecrm_outbox_last_hour",
            "What became of messages due in the last hour",
            ["outcome"],
            registry=self.registry,
        )
        self.reader_memory = Gauge(
            "wecrm_card_reader_memory_bytes", "Resident memory of the reading processes", registry=self.registry
        )
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        ProcessCollector(registry=self.registry)
        if isinstance(parts.reader, CountedReader):
            self.registry.register(parts.reader.readings)
            self.registry.register(parts.reader.seconds)

    def answered(self, request: web.Request, route: str, status: int, seconds: float) -> None:
        """Counts one answered request."""
        method = request.method if request.method in METHODS else "OTHER"
        count, time_taken = self._kept(method, route, status)
        count.inc()
        time_taken.observe(seconds)
        door = CALLBACKS.get(route.rstrip("/"))
        if door and method == "POST":
            self.callbacks.labels(door, request.get(OUTCOME) or OUTCOMES.get(status, "failed")).inc()

    def _kept(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """The two series of a route, looked up once: that costs more than counting."""
        key = (method, route, status)
        if key not in self._series:
            self._series[key] = self.requests.labels(method, route, str(status)), self.seconds.labels(method, route)
        return self._series[key]

    async def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        hour_ago = clock.now() - timedelta(hours=1)
        for name, model in QUEUES.items():
            for state in ("waiting", "running", "dead"):
                self.queued.labels(name, state).set(await model.filter(state=state).count())
            self.oldest.labels(name).set(await oldest_due(model))
        for state, outcome in (("done", "sent"), ("dead", "gave_up")):
            self.told.labels(outcome).set(await Outbox.filter(state=state, run_at__gte=hour_ago).count())
        self.reader_memory.set(sum(map(resident, self.parts.reader.pids)))
        return generate_latest(self.registry)


async def oldest_due(model: type[Queued]) -> float:
    """Seconds since the first waiting row of a queue became due; 0 when none is."""
    now = clock.now()
    first = await model.filter(state="waiting", run_at__lte=now).order_by("run_at").first()
    return (now - first.run_at).total_seconds() if first else 0.0


def resident(pid: int) -> int:
    """Resident memory of a process in bytes; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_SIZE
    except (OSError, IndexError, ValueError):
        return 0

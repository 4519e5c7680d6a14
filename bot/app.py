"""The composition root (组装): settings → database → wecom → core → notices → routes. Only it knows all parts."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from bot.callback import add_callbacks
from bot.demo import load_demo
from bot.directory import fetch_one, read_directory
from bot.health import Readiness, add_health
from bot.menu import offer_menu
from bot.metrics import CountedReader
from bot.own_process import in_own_process
from bot.parts import Parts
from bot.talk import Talk, start_talk
from core import clock, events, idempotency, jobs
from core.accounts.birthdays import CARE_JOBS, REMINDED_AT
from core.db import Database
from core.errors import CrmError
from core.events import Listeners
from core.exporting import keeping as exports
from core.exporting.writing import gave_up as export_gave_up
from core.files.file import FileStore
from core.handing_over import ties
from core.importing import engine as imports
from core.importing.assigning import assign_imported
from core.jobs import Jobs
from core.kv import open_kv
from core.migrating import migrate
from core.objects import custom
from core.objects_list import register_all
from core.org import sessions
from core.org.actor import Actor
from core.org.directory import make_admins
from core.pools.jobs import POOL_JOBS, RECYCLED_AT
from core.settings import Settings
from core.suspects.jobs import NIGHTLY, SUSPECT_JOBS
from core.teams import handover
from core.undoing import job as undoing
from core.undoing.purging import PURGE_JOBS, PURGED_AT
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from core.work import wake_with
from miniapp.parts import PageParts
from miniapp.site import add_site
from miniapp.webbuild import WebBuild

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
DIRECTORY_PATIENCE = 60.0
DEMO_ADMINS = ("linyinuo",)
MOST_BYTES = 1024 * 1024 + 1024
log = structlog.get_logger()


@asynccontextmanager
async def built(settings: Settings, *, migrating: bool = True) -> AsyncIterator[Parts]:
    """Database, WeCom, reader and queues, open; everything is closed again at the end, also after an error."""
    register_all()
    clock.set_timezone(settings.timezone)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        database.hold()
        if migrating:
            await migrate(settings.database_url)
        await database.open(alone=True)
        custom.use()
        await custom.load()
        listeners = Listeners()
        events.use(listeners)
        kv = open_kv(settings.redis_url)
        stack.push_async_callback(kv.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        reader = CountedReader(settings.ocr_workers, settings.ocr_engine, settings.data_dir / "models")
        stack.push_async_callback(reader.stop)
        yield Parts(
            settings=settings,
            database=database,
            kv=kv,
            wecom=WeComClient(WeComConfig.of(settings), kv, session),
            files=FileStore(settings.files_dir),
            reader=reader,
            jobs=Jobs(),
            listeners=listeners,
        )


class Server:
    """The whole product in one process: HTTP, callbacks, queues, schedules, directory, demo, page build."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.settings = parts, parts.settings
        self.ready = Readiness(parts)
        self.builder = WebBuild(ROOT, ROOT / "miniapp" / "static", structlog.get_logger("pages"))
        self.tasks: list[asyncio.Task[Any]] = []
        self.talk: Talk | None = None

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BYTES)
        add_health(app, self.ready)
        add_callbacks(app, self.parts)
        add_site(
            app,
            PageParts(self.settings, self.parts.kv, self.parts.wecom, self.parts.files, self.parts.reader),
            version=VERSION,
            static_dir=ROOT / "miniapp" / "static",
            builder=self.builder,
            fetch_member=self._fetch_member,
        )
        if self.settings.simulator:
            self._add_simulator(app)
        return app

    def _add_simulator(self, app: web.Application) -> None:
        from bot.simulator import SimulatorConfig, add_simulator

        s = self.settings
        add_simulator(
            app,
            SimulatorConfig(
                base_url=s.base_url,
                data_dir=s.data_dir,
                corp_id=s.corp_id,
                agent_id=s.agent_id,
                agent_secret=s.agent_secret,
                contact_secret=s.contact_secret,
                callback_url=f"{s.base_url}/wecom/callback",
                callback_token=s.callback_token,
                callback_aes_key=s.callback_aes_key,
                contact_callback_url=f"{s.base_url}/wecom/contacts/callback",
                contact_token=s.contact_token,
                contact_aes_key=s.contact_aes_key,
            ),
        )

    async def _fetch_member(self, userid: str) -> Actor | None:
        try:
            return await fetch_one(self.parts.wecom, userid, self.settings.admins)
        except CrmError as error:
            log.warning("directory.member_unknown", error=error.message)
            return None

    def wake(self) -> None:
        """Lets the queues look for work; runs after every commit."""
        self.parts.jobs.worker.wake()
        if self.talk:
            self.talk.inbox.wake()
            self.talk.outbox.wake()

    async def start(self) -> None:
        """Starts queues and the work that follows the first moment; the server listens already."""
        await self.start_queues()
        self._begin(self._get_ready())
        self._begin(self.builder.run())

    async def start_queues(self) -> None:
        """Inbox, outbox, jobs and schedules."""
        talk = self.talk = await start_talk(self.parts)
        self.ready.trouble = lambda: talk.sender.trouble
        await self._schedules()
        self.parts.jobs.worker.start()
        self._begin(self._ticks())

    def _begin(self, work: Coroutine[Any, Any, Any]) -> None:
        """Starts something that goes on beside the requests; when it fails, the log says so at once."""
        task = asyncio.create_task(work)
        task.add_done_callback(_tell_failure)
        self.tasks.append(task)

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.talk:
            await self.talk.stop()
        await self.parts.jobs.worker.stop()

    async def _schedules(self) -> None:
        handlers = {"sweep": self._sweep, "directory": self._read_directory, "handover": self._hand_over}
        for kind, handler in {**handlers, **POOL_JOBS, **SUSPECT_JOBS, **PURGE_JOBS, **CARE_JOBS}.items():
            self.parts.jobs.handle(kind, handler)
        self.parts.jobs.handle("import", in_own_process(self.settings), imports.gave_up)
        self.parts.jobs.handle("import.assign", assign_imported)
        self.parts.jobs.handle("export", in_own_process(self.settings), export_gave_up)
        self.parts.jobs.handle("undo", undoing.carry_out, undoing.gave_up)
        self.parts.jobs.handle("event", self._tell)
        await jobs.schedule("pool.recycle", RECYCLED_AT)
        await jobs.schedule("purge", PURGED_AT)
        await jobs.schedule("care", REMINDED_AT)
        await jobs.schedule("sweep", "17 3 * * *")
        await jobs.schedule("directory", "41 2 * * *")
        for kind, cron in NIGHTLY.items():
            await jobs.schedule(kind, cron)

    async def _hand_over(self, run: jobs.JobRun) -> None:
        await handover.carry_out(run, ties())

    async def _tell(self, run: jobs.JobRun) -> None:
        await self.parts.listeners.tell(run.payload["name"], run.payload["event"])

    async def _sweep(self, _run: jobs.JobRun) -> None:
        await sessions.sweep()
        await idempotency.sweep()
        await exports.sweep(self.parts.files)

    async def _read_directory(self, _run: jobs.JobRun) -> None:
        await read_directory(self.parts.wecom, self.settings.admins)

    async def _get_ready(self) -> None:
        """Directory first, at most 60 s before readiness; then demo data; then a warm card reader."""
        reading = asyncio.create_task(self._directory_until_read())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(reading), DIRECTORY_PATIENCE)
        if self.settings.simulator:
            await load_demo()
        await make_admins(self.settings.admins or (DEMO_ADMINS if self.settings.simulator else ()))
        self.ready.prepared = True
        log.info("server.ready", address=self.settings.base_url)
        await self.parts.reader.start()
        await reading

    async def _directory_until_read(self) -> None:
        pause = 1.0
        while True:
            try:
                count = await read_directory(self.parts.wecom, self.settings.admins)
                self.ready.members = count
                if await offer_menu(self.parts.wecom, self.settings.base_url):
                    log.info("menu.created")
                return
            except CrmError as error:
                log.warning("directory.unread", error=error.message)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 300)

    async def _ticks(self) -> None:
        while True:
            try:
                if await jobs.tick():
                    self.parts.jobs.worker.wake()
            except Exception as error:
                log.warning("schedules.unreachable", error=repr(error))
            await asyncio.sleep(20)


def _tell_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("server.task_failed", exc_info=error)


async def serve(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT, then finishes what is running."""
    async with built(settings) as parts:
        server = Server(parts)
        wake_with(server.wake)  # before the socket opens: requests inherit this context
        runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.host, settings.port, reuse_address=True).start()
            announce(settings)
            await server.start()
            await _asked_to_stop()
        finally:
            log.info("server.stopping")
            await runner.cleanup()
            await server.stop()


def announce(settings: Settings) -> None:
    """What to open, for people."""
    if settings.simulator:
        print(f"\n  wecrm 已启动。打开 {settings.base_url}/simulator/ ，在手机里拍一张名片试试", flush=True)
        print(f"  桌面版 {settings.base_url}/m/ ；按 Ctrl+C 停止\n", flush=True)
        if settings.host not in ("127.0.0.1", "::1", "localhost"):
            print("  警告：模拟企业微信对本机以外开放，任何人都能以任何员工身份登录\n", flush=True)
    else:
        print(f"\n  wecrm 已启动：{settings.base_url}/m/\n", flush=True)


async def _asked_to_stop() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


async def work_only(settings: Settings) -> None:
    """Queues without HTTP, for a second machine."""
    if settings.database_url.startswith("sqlite"):
        raise CrmError("worker 要用 PostgreSQL 和 Redis；SQLite 时 serve 已经包含全部任务")
    async with built(settings, migrating=False) as parts:
        server = Server(parts)
        wake_with(server.wake)
        await server.start_queues()
        try:
            await _asked_to_stop()
        finally:
            await server.stop()


async def load_demo_company(settings: Settings) -> str:
    """`wecrm demo`: the directory must have been read before, by `serve`."""
    if not settings.simulator:
        raise CrmError("演示公司只在模拟企业微信里有；真实公司的库里不放演示数据")
    async with built(settings):
        return str(await load_demo())

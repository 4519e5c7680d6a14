"""The two servers that the callback benchmark compares (被比较的两个服务): ours, and the least that does the same.

python -m benchmarks.callback_doors ours|bare PORT FOLDER
"""

import asyncio
import sys
from pathlib import Path

import aiosqlite
from aiohttp import web
from wechatpy.work.crypto import WeChatCrypto

TOKEN, AES_KEY, CORP = "benchtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwbench"


async def ours(port: int, folder: Path) -> None:
    """The product's callback with its request line, numbers and durable inbox; no worker takes from it."""
    from bot.callback import add_callbacks
    from bot.health import Readiness, add_health
    from bot.logs import set_up_logs
    from bot.parts import Parts
    from core.db import Database
    from core.events import Listeners
    from core.files.file import FileStore
    from core.jobs import Jobs
    from core.kv import open_kv
    from core.migrating import migrate
    from core.objects_list import register_all
    from core.settings import read_settings
    from core.wecom.client import WeComClient
    from core.wecom.config import WeComConfig
    from ocr.worker import CardReader

    given = {"DATA_DIR": str(folder), "SIMULATOR": "off", "CORP_ID": CORP, "LOG_FORMAT": "json"}
    secrets = {"AGENT_SECRET": "s", "CALLBACK_TOKEN": TOKEN, "CALLBACK_AES_KEY": AES_KEY}
    settings = read_settings({f"WECRM_{name}": value for name, value in (given | secrets).items()})
    set_up_logs(settings)
    register_all()
    await migrate(settings.database_url)
    database = await Database(settings.database_url).open(alone=True)
    wecom = WeComClient(WeComConfig.of(settings), open_kv(""))
    parts = Parts(
        settings=settings,
        database=database,
        kv=open_kv(""),
        wecom=wecom,
        files=FileStore(folder / "files"),
        reader=CardReader(),
        jobs=Jobs(),
        listeners=Listeners(),
    )
    app = web.Application()
    add_health(app, Readiness(parts))
    add_callbacks(app, parts)
    await _listen(app, port)


async def bare(port: int, folder: Path) -> None:
    """Decrypts with wechatpy and commits one row, nothing else."""
    crypto = WeChatCrypto(TOKEN, AES_KEY, CORP)
    database = await aiosqlite.connect(folder / "bare.sqlite3", isolation_level=None)
    await database.execute("PRAGMA journal_mode=WAL")
    await database.execute("PRAGMA synchronous=NORMAL")
    await database.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, xml TEXT NOT NULL)")

    async def receive(request: web.Request) -> web.Response:
        query = request.query
        body = await request.text()
        xml = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        await database.execute("INSERT INTO inbox (xml) VALUES (?)", [xml])
        return web.Response()

    async def up(_request: web.Request) -> web.Response:
        return web.Response(text="up")

    app = web.Application()
    app.router.add_post("/wecom/callback", receive)
    app.router.add_get("/healthz", up)
    await _listen(app, port)


async def _listen(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    door, port, folder = {"ours": ours, "bare": bare}[sys.argv[1]], int(sys.argv[2]), Path(sys.argv[3])
    uvloop.run(door(port, folder))

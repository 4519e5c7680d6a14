"""The machine's own checks (本机检查): settings, disk, database, card reader. Each is data with its cure."""

import asyncio
import os
import shutil
import struct
import zlib
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from core.db import Database, DatabaseInUse, rows
from core.migrating import pending_migrations
from core.settings import LOOPBACK, Settings
from ocr.errors import PictureError, ReaderFailed
from ocr.worker import CardReader

TIGHT_MB, LITTLE_MB = 1024, 200
AGAIN = "再运行 wecrm doctor"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `cure` is what to do, in order; `waiting`: it could not be checked yet."""

    key: str
    label: str
    ok: bool
    detail: str
    cure: tuple[str, ...] = ()
    waiting: bool = False

    @property
    def broken(self) -> bool:
        return not self.ok and not self.waiting


def later(key: str, label: str, why: str) -> Check:
    return Check(key, label, False, why, waiting=True)


def settings_complete(settings: Settings) -> Check:
    """What a real company needs; the simulator brings its own."""
    key, label = "settings", "设置"
    if settings.simulator and settings.corp_id.startswith("ww"):
        return Check(key, label, True, "模拟企业微信，应用和密钥已自动生成")
    needed = {
        "WECRM_CORP_ID": settings.corp_id,
        "WECRM_AGENT_ID": settings.agent_id,
        "WECRM_AGENT_SECRET": settings.agent_secret,
        "WECRM_CALLBACK_TOKEN": settings.callback_token,
        "WECRM_CALLBACK_AES_KEY": settings.callback_aes_key,
    }
    if missing := [name for name, value in needed.items() if not value]:
        return Check(
            key,
            label,
            False,
            f"还没有填 {'、'.join(missing)}",
            (
                "企业 ID 在管理后台「我的企业」最下方；AgentId 和 Secret 在「应用管理」的应用详情里",
                "Token 和 EncodingAESKey 在应用详情的「接收消息」里，点「随机获取」，先不要点保存",
                "把它们写进环境变量，重新启动服务，然后回到管理后台点保存",
            ),
        )
    return Check(key, label, True, f"企业 {settings.corp_id}，应用 {settings.agent_id}")


def public_address(settings: Settings) -> Check:
    """WeCom opens pages and calls back only under a name with https; the simulator does not mind."""
    key, label, host = "address", "公开地址", urlsplit(settings.base_url).hostname or ""
    if settings.simulator:
        return Check(key, label, True, settings.base_url)
    if settings.base_url.startswith("https://") and not _is_ip(host) and host not in LOOPBACK:
        return Check(key, label, True, settings.base_url)
    return Check(
        key,
        label,
        False,
        f"{settings.base_url} 不能用作可信域名：要有域名和 https",
        (
            "准备一个已备案的域名，主体与企业相同，解析到这台服务器",
            "用反向代理为它配好证书，转到 WECRM_HOST 和 WECRM_PORT",
            "把 WECRM_BASE_URL 改成 https://域名，重新启动服务",
        ),
    )


def _is_ip(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def data_folder(settings: Settings) -> Check:
    """Whether the data directory takes files, and for how long."""
    key, label, folder = "disk", "磁盘", settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / f".doctor.{os.getpid()}"
        trial.write_bytes(b"x" * 4096)
        trial.unlink()
        free = shutil.disk_usage(folder).free // 2**20
    except OSError as error:
        return Check(
            key,
            label,
            False,
            f"{folder} 写不进去：{error.strerror}",
            (f"让运行 wecrm 的用户能写 {folder}，或换一个 WECRM_DATA_DIR", "磁盘满了就先腾出空间", AGAIN),
        )
    if free < LITTLE_MB:
        return Check(key, label, False, f"{folder} 只剩 {free} MB", ("清理磁盘或扩容，至少留出 1 GB", AGAIN))
    rest = "，不多了，留意一下" if free < TIGHT_MB else ""
    return Check(key, label, True, f"{folder} 能写，剩 {free / 1024:.1f} GB{rest}")


async def database_state(settings: Settings) -> list[Check]:
    """Whether the database answers and has today's shape."""
    file = settings.sqlite_file
    if file and not file.exists():
        return [Check("database", "数据库", True, f"{file} 还没有，第一次启动时自动建立")]
    opened = Database(settings.database_url)
    try:
        await opened.open(readers=0)
        version = "SQLite" if file else str((await rows("SHOW server_version"))[0][0]).split()[0]
        pending = await pending_migrations(settings.database_url)
    except Exception as error:
        return [Check("database", "数据库", False, f"打不开：{str(error)[:200]}", _database_cure(settings))]
    finally:
        await opened.close()
    state = f"还有 {len(pending)} 步升级，启动服务时自动做" if pending else "已是最新"
    return [
        Check("database", "数据库", True, str(file) if file else f"PostgreSQL {version}"),
        Check("migrations", "数据库版本", True, state),
    ]


def _database_cure(settings: Settings) -> tuple[str, ...]:
    if file := settings.sqlite_file:
        return (f"确认运行 wecrm 的用户能读写 {file}", "文件损坏就用 wecrm restore --replace 恢复最近的备份", AGAIN)
    return (
        "确认 PostgreSQL 在运行，这台服务器能连上它的端口",
        "核对 WECRM_DATABASE_URL 里的用户、密码和库名，没有的库先用 createdb 建好",
        AGAIN,
    )


def one_writer(settings: Settings, server_up: bool) -> Check:
    """A SQLite file belongs to one process; its lock must be the server's, or free."""
    key, label = "writer", "单个进程"
    if not settings.sqlite_file:
        return Check(key, label, True, "PostgreSQL 允许多个进程")
    if not settings.sqlite_file.parent.exists():
        return Check(key, label, True, "没有别的进程")
    trial = Database(settings.database_url)
    try:
        trial.hold()
    except DatabaseInUse as error:
        if server_up:
            return Check(key, label, True, "只有服务在用这个数据库")
        return Check(
            key,
            label,
            False,
            f"{error}",
            ("看一下上面的进程号是什么：ps -fp 进程号", "它没有在服务就停掉它：kill 进程号", AGAIN),
        )
    finally:
        if trial.lock:
            trial.lock.close()
    return Check(key, label, True, "没有别的进程")


async def card_reader(settings: Settings) -> Check:
    """Loads the engine in a process of its own and shows it an empty sheet."""
    key, label = "reader", "名片识别"
    reader = CardReader(1, settings.ocr_engine, settings.data_dir / "models", seconds=60)
    loop = asyncio.get_running_loop()
    try:
        began = loop.time()
        await reader.read(empty_sheet())
    except PictureError:
        pass
    except ReaderFailed as error:
        return Check(
            key,
            label,
            False,
            str(error),
            (
                "重新运行 make install，看有没有报错",
                "在命令行试一张照片：python -m ocr 照片.jpg，看完整的错误",
                "内存不足 1 GB 的机器换大一点，或用 WECRM_OCR_ENGINE=paddle 试试",
            ),
        )
    finally:
        await reader.stop()
    return Check(key, label, True, f"引擎能用，启动加识别 {loop.time() - began:.1f} 秒")


def empty_sheet(width: int = 320, height: int = 200) -> bytes:
    """A white grey-scale PNG."""
    lines = (b"\0" + b"\xff" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    )

"""Files (附件): content by digest in the data directory, row first, served through a record's visibility (40)."""

import asyncio
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from pypika_tortoise.queries import Table
from tortoise import fields
from tortoise.models import Model

from core import clock, ids
from core.behaviours.owned import Owned
from core.db import IntegrityError, rows
from core.errors import NotFound, Unavailable
from core.objects.access import select_from
from core.objects.definition import Index, ObjectDef, View
from core.objects.fields import reference, text, whole
from core.objects.record import Record

A_DAY = timedelta(hours=24)
MOST_SWEPT = 5000
REFERRERS = ("attachment", "card_scan", "import_run", "export_run")  # the tables with a `file_id`


class StoredFile(Model):
    """One content. `pending` until the bytes are on disk; orphans are swept after 24 hours."""

    id = fields.BigIntField(primary_key=True)
    sha256 = fields.CharField(64, unique=True)
    size = fields.BigIntField()
    media_type = fields.CharField(100)
    state = fields.CharField(10, default="pending")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "stored_file"


class Attachment(Owned, Record):
    """A file beside a record."""

    name = text("文件名", 200, required=True, searchable=True, sortable=True)
    size = whole("大小", readonly=True)
    file: Any = fields.ForeignKeyField("models.StoredFile", related_name=False, null=True, on_delete=fields.NO_ACTION)
    file_id: int | None
    lead = reference("线索", "lead", "Lead")
    account = reference("客户", "account", "Account")
    contact = reference("联系人", "contact", "Contact")
    activity = reference("跟进", "activity", "Activity")
    opportunity = reference("商机", "opportunity", "Opportunity")
    proposal = reference("需求方案", "proposal", "Proposal")
    task = reference("任务", "task", "Task")
    rename_request = reference("更名申请", "rename_request", "RenameRequest")

    class Meta:
        table = "attachment"


ATTACHMENT = ObjectDef(
    key="attachment",
    label="附件",
    model=Attachment,
    title="name",
    listed=("name", "size", "lead", "account", "contact", "owner", "created_at"),
    order="-created_at",
    parents=("lead", "account", "contact", "rename_request", "opportunity", "proposal", "task"),
    indexes=(Index(("activity_id",), where="deleted_at IS NULL AND activity_id IS NOT NULL"),),
    views=(View("all", "全部"),),
    creatable=False,
)


class FileStore:
    """Where contents lie: DIR/<first two>/<sha256>."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    async def keep(self, data: bytes, media_type: str) -> StoredFile:
        """Stores a content once. Raises Unavailable with a sentence when the disk does not take it."""
        digest = hashlib.sha256(data).hexdigest()
        row, _ = await StoredFile.get_or_create(sha256=digest, defaults={"size": len(data), "media_type": media_type})
        if row.state != "kept" or not self.path(digest).exists():
            try:
                await asyncio.to_thread(self._write, digest, data)
            except OSError as error:
                raise Unavailable("服务器的磁盘写不进去了，照片没有存下。先告诉管理员，过后再发一次") from error
            await StoredFile.filter(id=row.id).update(state="kept")
        return row

    async def read(self, row: StoredFile) -> bytes:
        try:
            return await asyncio.to_thread(self.path(row.sha256).read_bytes)
        except FileNotFoundError:
            raise NotFound("这个文件已经不在了") from None

    def _write(self, digest: str, data: bytes) -> None:
        path = self.path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{digest}.{os.getpid()}")
        try:
            with open(fresh, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    @contextmanager
    def workplace(self, name: str) -> Iterator[Path]:
        """Where a file may be written before it is adopted; what is left of earlier attempts at it is removed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f".{name}.*"):
            left.unlink(missing_ok=True)
        path = self.folder / f".{name}.{ids.token(6)}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    async def adopt(self, path: Path, media_type: str) -> StoredFile:
        """Stores a file from the workplace by moving it. Raises OSError."""
        digest, size = await asyncio.to_thread(_digest, path)
        row, _ = await StoredFile.get_or_create(sha256=digest, defaults={"size": size, "media_type": media_type})
        await asyncio.to_thread(self._move, path, self.path(digest))
        await StoredFile.filter(id=row.id).update(state="kept")
        return row

    def _move(self, path: Path, to: Path) -> None:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)

    async def sweep(self) -> int:
        """Removes contents that nothing refers to and that are older than a day; returns how many."""
        old, gone = clock.now() - A_DAY, 0
        for row in await StoredFile.filter(created_at__lt=old, id__in=await _unused() or [0]):
            try:
                await row.delete()
            except IntegrityError:  # somebody has just begun to use it
                continue
            self.path(row.sha256).unlink(missing_ok=True)
            gone += 1
        for left in self.folder.glob(".*"):
            if left.is_file() and left.stat().st_mtime < old.timestamp():
                left.unlink(missing_ok=True)
        return gone


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return digest, file.tell()


async def _unused() -> list[int]:
    """Ids of some contents that no row refers to."""
    table = Table(StoredFile._meta.db_table)
    query = select_from(table).select(table.id).limit(MOST_SWEPT)
    for name in REFERRERS:
        other = Table(name)
        query = query.where(table.id.notin(select_from(other).select(other.file_id).where(other.file_id.notnull())))
    return [int(row[0]) for row in await rows(*query.get_parameterized_sql())]


def media_type_of(data: bytes) -> str:
    """The type of a picture by its first bytes; anything else is a download."""
    starts: list[tuple[bytes, str]] = [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
    ]
    for magic, name in starts:
        if data.startswith(magic):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "image/heic"
    return "application/octet-stream"

"""Temporary files (临时素材): type and size checks, three days of life."""

import secrets
from dataclasses import dataclass

from bot.simulator.answers import ApiError
from bot.simulator.clock import DAY, Clock
from bot.simulator.store import Store

MIB = 1 << 20
# kind: (largest size, code when larger)
LIMITS = {"image": (10 * MIB, 40009), "voice": (2 * MIB, 45001), "video": (10 * MIB, 40011), "file": (20 * MIB, 45001)}
LIFE = 3 * DAY
LARGEST = 20 * MIB


@dataclass(frozen=True)
class Media:
    id: str
    kind: str
    name: str
    mime: str
    content: bytes
    created_at: float


class MediaShelf:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def put(self, kind: str, name: str, content: bytes) -> Media:
        """Raises 40005 unknown type, 40006 five bytes or less, 40004/301017 wrong content, 4xxxx too large."""
        if kind not in LIMITS:
            raise ApiError(40005, kind)
        if len(content) <= 5:
            raise ApiError(40006, "more than 5 bytes are needed")
        largest, code = LIMITS[kind]
        if len(content) > largest:
            raise ApiError(code, f"{len(content)} bytes, at most {largest}")
        mime = _mime(kind, content)
        media = Media("sim" + secrets.token_urlsafe(40), kind, name, mime, content, self._clock.now())
        self._store.run(
            "insert into media(id, kind, name, mime, content, created_at) values(?, ?, ?, ?, ?, ?)",
            *(media.id, kind, name, mime, content, media.created_at),
        )
        return media

    def get(self, media_id: str) -> Media:
        """Raises 40007 when unknown or older than three days."""
        row = self._store.row("select * from media where id=?", media_id)
        if not row or row["created_at"] + LIFE <= self._clock.now():
            raise ApiError(40007)
        return Media(**row)

    def any_age(self, media_id: str) -> Media | None:
        """For the phone's own screen, which keeps what it has shown."""
        row = self._store.row("select * from media where id=?", media_id)
        return Media(**row) if row else None


def _mime(kind: str, content: bytes) -> str:
    if kind == "image":
        return _image_mime(content)
    if kind == "voice":
        if not content.startswith(b"#!AMR"):
            raise ApiError(301017)
        return "audio/amr"
    if kind == "video":
        if content[4:8] != b"ftyp":
            raise ApiError(40004, "video must be MP4")
        return "video/mp4"
    return "application/octet-stream"


def _image_mime(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    raise ApiError(40004, "image must be JPG or PNG")

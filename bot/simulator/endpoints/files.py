"""Temporary files in and out (素材)."""

import re
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import Answer, Call, get, post
from bot.simulator.media import LARGEST

KINDS = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件"}


async def upload(call: Call) -> Answer:
    """Multipart field `media` with a file name."""
    name, content = await _file_of(call)
    media = call.company.media.put(call.query.get("type", ""), name, content)
    call.note = f"{KINDS[media.kind]} {size(len(content))}"
    return ok(type=media.kind, media_id=media.id, created_at=str(int(media.created_at)))


async def download(call: Call) -> Answer:
    """The file itself, one byte range at a time if asked; errors come as JSON."""
    if not call.query.get("media_id"):
        raise ApiError(41006)
    media = call.company.media.get(call.query["media_id"])
    call.note = f"{KINDS[media.kind]} {size(len(media.content))}"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{quote(media.name)}\"; filename*=UTF-8''{quote(media.name)}",
        "Accept-Ranges": "bytes",
    }
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", call.request.headers.get("Range", "") if call.request else "")
    whole = len(media.content)
    if not wanted or int(wanted[1]) >= whole:
        return web.Response(body=media.content, content_type=media.mime, headers=headers)
    first, last = int(wanted[1]), min(int(wanted[2] or whole - 1), whole - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{whole}"
    return web.Response(status=206, body=media.content[first : last + 1], content_type=media.mime, headers=headers)


def size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{max(1, count // 1024)} KB"


async def _file_of(call: Call) -> tuple[str, bytes]:
    if call.request is None or not call.request.content_type.startswith("multipart/"):
        raise ApiError(44001, "multipart field media is missing")
    async for part in await call.request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media":
            return part.filename or "media", await _content(part)
    raise ApiError(44001, "multipart field media is missing")


async def _content(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        content += chunk
        if len(content) > LARGEST:
            raise ApiError(45001)
    return bytes(content)


ENDPOINTS = {
    "media/upload": post(upload, json=False),
    "media/get": get(download),
    "media/get/jssdk": get(download),
}

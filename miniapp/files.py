"""/api/files: attachments up and down (附件接口)."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web

from core.errors import Invalid
from core.files.attaching import attach, stored_file
from core.files.file import StoredFile, media_type_of
from miniapp.endpoint import Call, Endpoints
from miniapp.uploads import uploaded

endpoints = Endpoints()
MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    name: str
    digest: str
    file: StoredFile
    beside: dict[str, int]


async def keep_upload(call: Call) -> Upload:
    name, data, texts = await uploaded(call.request, MOST_BYTES)
    if not data:
        raise Invalid({"file": "这个文件是空的"})
    beside = {key: int(value) for key, value in texts.items() if value.isascii() and value.isdigit()}
    file = await call.parts.files.keep(data, media_type_of(data))
    return Upload(name, hashlib.sha256(data).hexdigest(), file, beside)


@endpoints.post("/api/files", "A file beside a record", prepare=keep_upload, upload=True, status=201)
async def upload_file(call: Call) -> Any:
    upload: Upload = call.prepared
    row = await attach(call.actor, upload.file, upload.name, upload.beside)
    return {"id": row.id, "name": row.name, "size": row.size}


@endpoints.get("/api/files/{id}", "The content of an attachment")
async def download_file(call: Call) -> web.StreamResponse:
    row, file = await stored_file(call.actor, call.number("id"))
    return sent(await call.parts.files.read(file), file.media_type, row.name)


def sent(data: bytes, media_type: str, name: str) -> web.Response:
    """A stored content: pictures are shown, everything else is a download; nothing in it is ever run."""
    shown = media_type.startswith("image/")
    return web.Response(
        body=data,
        content_type=media_type if shown else "application/octet-stream",
        headers={
            "Cache-Control": "private, max-age=3600",
            **download_headers(name, "inline" if shown else "attachment"),
        },
    )


def download_headers(name: str, kind: str = "attachment") -> dict[str, str]:
    """What keeps a browser from running a content or guessing what it is."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }

"""/api/exports: records into files, their progress, the files and who took what out (导出接口)."""

from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from core.errors import Gone
from core.exporting.keeping import exports, fetched, file_name, own_export, told
from core.exporting.starting import Wish, start
from core.objects.registry import object_named
from core.work import work
from miniapp.endpoint import Call, Endpoints
from miniapp.files import download_headers

endpoints = Endpoints()


class ExportWish(BaseModel):
    """The list as it is seen; columns default to those of the view or the list."""

    view: str = Field("", max_length=60)
    q: str = Field("", max_length=200)
    where: dict[str, Any] | None = None
    sort: str = Field("", max_length=60)
    columns: list[str] = Field([], max_length=200)
    ids: list[int] = Field([], max_length=5000)
    format: Literal["xlsx", "csv"] = "xlsx"


class ExportsQuery(BaseModel):
    everyone: bool = False
    cursor: int | None = None


@endpoints.post("/api/objects/{object}/exports", "Begins to write a list into a file", status=202)
async def start_export(call: Call, body: ExportWish) -> Any:
    definition = object_named(call.text("object"))
    parts = body.model_dump()
    wish = Wish(**{**parts, "columns": tuple(parts["columns"]), "ids": tuple(parts["ids"])})
    return (await told([await start(call.actor, definition, wish)]))[0]


@endpoints.get("/api/exports", "My exports; everybody's for administrators who ask for them")
async def list_exports(call: Call, query: ExportsQuery) -> Any:
    found = await exports(call.actor, everyone=query.everyone, before=query.cursor)
    return {"items": found.items, "next": found.next}


@endpoints.get("/api/exports/{id}", "How far an export is")
async def read_export(call: Call) -> Any:
    return (await told([await own_export(call.actor, call.number("id"))]))[0]


@endpoints.get("/api/exports/{id}/file", "The file of an export")
async def fetch_export(call: Call) -> web.StreamResponse:
    async with work():
        run, stored = await fetched(call.actor, call.number("id"))
        path = call.parts.files.path(stored.sha256)
        if not path.is_file():
            raise Gone("这个文件已经不在了，重新导出一份")
    headers = {"Cache-Control": "no-store", "Content-Type": stored.media_type, **download_headers(file_name(run))}
    return web.FileResponse(path, headers=headers)

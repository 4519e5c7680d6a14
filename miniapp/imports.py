"""/api/imports: files on their way in (导入接口): look, try, start, watch, take the faulty rows back, undo."""

import asyncio
import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import quote

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from core.errors import Conflict, Invalid, UnsupportedMedia
from core.files.file import StoredFile, media_type_of
from core.importing.apart import Looked, errors_into, look
from core.importing.correcting import MOST, correct, faulty, import_again, troubles
from core.importing.fixes import fixes_of
from core.importing.starting import (
    Asked,
    may_import,
    offered,
    offered_fields,
    required_columns,
    run_of,
    start,
    start_for_real,
    undoable,
)
from core.importing.telling import runs_of, told
from core.importing.template import template
from core.importing.terms import SKIP
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.sheets.writing import FileKind
from core.undoing.deed import undo
from miniapp.endpoint import Call, Endpoints
from miniapp.uploads import uploaded

endpoints = Endpoints()
MOST_BYTES = 50 * 1024 * 1024
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
YES = ("1", "true", "on", "yes")


class TemplateQuery(BaseModel):
    fields: str = ""
    format: Literal["xlsx", "csv"] = "xlsx"


class ErrorsQuery(BaseModel):
    format: Literal["xlsx", "csv"] = "xlsx"


class RunsQuery(BaseModel):
    cursor: str = ""
    everyone: bool = False


class Corrections(BaseModel):
    """Cells as text, by row of the file and key of the field."""

    rows: dict[Annotated[int, Field(ge=1)], dict[str, str]] = Field(max_length=MOST)


@dataclass(frozen=True)
class Upload:
    """A file that was read once; `digest` tells one request from another."""

    name: str
    digest: str
    file: StoredFile
    looked: Looked
    texts: dict[str, str]


def _object(call: Call) -> ObjectDef:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    return definition


async def read_upload(call: Call) -> Upload:
    """Takes the file in and looks at it. Whoever may not import is refused before anything is read."""
    may_import(call.actor, _object(call), SKIP)
    name, data, texts = await uploaded(call.request, MOST_BYTES)
    if not data:
        raise Invalid({"file": "这个文件是空的"})
    if media_type_of(data).startswith("image/"):
        raise UnsupportedMedia("这是图片，不是表格。请上传 XLSX、XLS 或 CSV 文件")
    digest = await asyncio.to_thread(_digest, data, texts)
    file = await call.parts.files.keep(data, "application/octet-stream")
    return Upload(name, digest, file, await look(call.parts.files.path(file.sha256), name), texts)


def _digest(data: bytes, texts: dict[str, str]) -> str:
    return hashlib.sha256(data + orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)).hexdigest()


@endpoints.post("/api/objects/{object}/imports/look", "What a file holds", prepare=read_upload, upload=True)
async def look_at(call: Call) -> Any:
    upload: Upload = call.prepared
    return {"name": upload.name, **await offered(call.actor, _object(call), upload.looked)}


@endpoints.post("/api/objects/{object}/imports", "A file to import", prepare=read_upload, upload=True, status=202)
async def start_import(call: Call) -> Any:
    upload: Upload = call.prepared
    asked = _asked(upload.texts)
    run = await start(call.actor, _object(call), upload.file, upload.name, upload.looked, asked)
    return await told(call.actor, run)


def _asked(texts: dict[str, str]) -> Asked:
    return Asked(
        mode=texts.get("mode", "").strip() or SKIP,
        mapping=_json_of(texts, "mapping"),
        dry_run=_yes(texts, "dry_run"),
        blank_clears=_yes(texts, "blank_clears"),
        pool=_yes(texts, "pool"),
        pool_group=_number(texts, "pool_group", "公海分组应该是编号"),
        defaults=_json_of(texts, "defaults"),
        fixes_of=_number(texts, "fixes_of", "以前的导入应该是编号"),
    )


def _number(texts: dict[str, str], key: str, sentence: str) -> int | None:
    text = texts.get(key, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({key: sentence})
    return int(text) if text else None


def _yes(texts: dict[str, str], key: str) -> bool:
    return texts.get(key, "").strip().lower() in YES


def _json_of(texts: dict[str, str], key: str) -> dict[str, Any] | None:
    text = texts.get(key, "").strip()
    try:
        value = orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        raise Invalid({key: "应该是一个 JSON 对象"}) from None
    if value is not None and not isinstance(value, dict):
        raise Invalid({key: "应该是一个 JSON 对象"})
    return cast("dict[str, Any] | None", value)


@endpoints.get("/api/imports", "My imports, the newest first")
async def list_imports(call: Call, query: RunsQuery) -> Any:
    return await runs_of(call.actor, query.cursor, everyone=query.everyone)


@endpoints.get("/api/imports/{id}", "How far an import is")
async def read_import(call: Call) -> Any:
    return await told(call.actor, await run_of(call.actor, call.number("id")))


@endpoints.post("/api/imports/{id}/start", "A finished trial run, now for real", status=202)
async def start_trial(call: Call) -> Any:
    trial = await run_of(call.actor, call.number("id"))
    return await told(call.actor, await start_for_real(call.actor, trial))


@endpoints.post("/api/imports/{id}/undo", "Takes back what an import did", status=202)
async def undo_import(call: Call) -> Any:
    run = await run_of(call.actor, call.number("id"))
    await undoable(run)
    outcome = await undo(call.actor, run.batch)
    kept = {"back_count": outcome.told.back_count, "kept_count": outcome.told.kept_count, "kept": outcome.told.kept}
    return {**await told(call.actor, run), "state": outcome.state, **kept}


@endpoints.get("/api/imports/{id}/errors", "The rows that did not go in, with the reasons")
async def import_errors(call: Call, query: ErrorsQuery) -> web.StreamResponse:
    run = await run_of(call.actor, call.number("id"))
    if run.status not in ("done", "failed"):
        raise Conflict("导入还在进行，结束后再下载错误文件")
    found = await troubles(run)
    if not found:
        raise Conflict("这次导入没有出错的行")
    file = await StoredFile.get(id=run.file_id)
    original = call.parts.files.path(file.sha256)

    columns = {key: column for column, key in run.mapping.items()}
    fixes = {
        str(row): {columns[key]: text for key, text in texts.items()} for row, texts in fixes_of(run.options).items()
    }

    async def write(out: Path) -> None:
        await errors_into(out, query.format, original, run.name, found, fixes)

    stem = Path(run.name).stem or "导入"
    return await _made(f"{stem}-错误", query.format, write)


@endpoints.get("/api/imports/{id}/faulty", "The first rows that did not go in, cell by cell")
async def faulty_rows(call: Call) -> Any:
    run = await run_of(call.actor, call.number("id"))
    return (await faulty(call.actor, run, call.parts.files)).to_json()


@endpoints.post("/api/imports/{id}/faulty", "Cells of faulty rows, corrected and checked", atomic=False)
async def correct_rows(call: Call, body: Corrections) -> Any:
    run = await run_of(call.actor, call.number("id"))
    return (await correct(call.actor, run, call.parts.files, body.rows)).to_json()


@endpoints.post("/api/imports/{id}/again", "The corrected rows of a finished import", status=202, atomic=False)
async def import_corrected(call: Call) -> Any:
    run = await run_of(call.actor, call.number("id"))
    return await told(call.actor, await import_again(call.actor, run, call.parts.files))


@endpoints.get("/api/objects/{object}/import-fields", "The fields that a file may fill in")
async def import_fields(call: Call) -> Any:
    definition = _object(call)
    may_import(call.actor, definition, SKIP)
    return {"fields": await offered_fields(call.actor, definition)}


@endpoints.get("/api/objects/{object}/import-template", "The file to fill in")
async def import_template(call: Call, query: TemplateQuery) -> web.StreamResponse:
    definition = _object(call)
    may_import(call.actor, definition, SKIP)
    fields = [key for key in query.fields.split(",") if key]
    made = template(call.actor, definition, fields, required=await required_columns(definition))

    async def write(out: Path) -> None:
        await asyncio.to_thread(made.write, out, query.format)

    return await _made(f"{definition.label}导入模板", query.format, write)


async def _made(stem: str, kind: FileKind, write: Any) -> web.Response:
    """A file that is written for this one answer."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"out.{kind}"
        await write(out)
        data = await asyncio.to_thread(out.read_bytes)
    return web.Response(
        body=data,
        content_type=MEDIA[kind],
        headers={
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{stem}.{kind}')}",
        },
    )

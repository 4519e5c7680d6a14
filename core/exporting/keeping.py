"""Exports as members and the audit see them (导出记录), their files while they last, and what goes when they do not."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F

from core import clock
from core.actor import Actor
from core.errors import Conflict, Gone, NotAllowed, NotFound
from core.exporting.rights import may_still_fetch
from core.exporting.run import ACTIVE, ExportRun
from core.files.file import FileStore, StoredFile
from core.objects import custom
from core.objects.labels import labels
from core.objects.registry import object_named
from core.work import current_work

PAGE = 50


@dataclass(frozen=True)
class Listed:
    items: list[dict[str, Any]]
    next: int | None


async def own_export(actor: Actor, export_id: int) -> ExportRun:
    """Raises NotFound for anybody else's, except to administrators."""
    run = await ExportRun.get_or_none(id=export_id)
    if run is None or (run.member_id != actor.id and not actor.admin):
        raise NotFound("没有这个导出")
    return run


async def exports(actor: Actor, *, everyone: bool = False, before: int | None = None) -> Listed:
    """The newest first: one's own, or everybody's for administrators."""
    if everyone and not actor.admin:
        raise NotAllowed("只有管理员能看所有人的导出记录")
    query = ExportRun.all() if everyone else ExportRun.filter(member_id=actor.id)
    query = query.filter(id__lt=before) if before else query
    found = await query.order_by("-id").limit(PAGE + 1)
    page = found[:PAGE]
    return Listed(await told(page), page[-1].id if len(found) > PAGE else None)


async def told(runs: list[ExportRun]) -> list[dict[str, Any]]:
    """The state of exports as JSON; two statements for any number of them."""
    names = await labels({"member": {run.member_id for run in runs}})
    waiting = any(run.status == "queued" for run in runs)
    queue = [run.id for run in await ExportRun.filter(status__in=ACTIVE).only("id")] if waiting else []
    return [_told(run, names[("member", run.member_id)], queue) for run in runs]


def _told(run: ExportRun, name: str, queue: list[int]) -> dict[str, Any]:
    definition = object_named(run.object)
    faces = custom.all_faces(definition)
    return {
        "id": run.id,
        "object": run.object,
        "object_label": definition.label,
        "status": run.status,
        "rows": run.rows,
        "done": run.done,
        "ahead": sum(1 for one in queue if one < run.id) if run.status == "queued" else 0,
        "message": run.message,
        "name": file_name(run),
        "format": run.format,
        "filter": run.listing["told"],
        "columns": [{"key": key, "label": faces[key].label if key in faces else key} for key in run.columns],
        "by": {"id": run.member_id, "label": name},
        "downloads": run.downloads,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "expires_at": run.expires_at,
        "expired": run.status == "done" and not _lasts(run),
    }


def _lasts(run: ExportRun) -> bool:
    return run.file_id is not None and run.expires_at is not None and run.expires_at > clock.now()


def file_name(run: ExportRun) -> str:
    return f"{object_named(run.object).label}-{clock.local(run.created_at):%Y%m%d-%H%M}.{run.format}"


async def fetched(actor: Actor, export_id: int) -> tuple[ExportRun, StoredFile]:
    """The file of one's own export, counted as a download; run inside `work()`.

    Raises NotFound, NotAllowed for what the member may no longer see, Conflict before it is ready, Gone afterwards.
    """
    current_work()
    run = await own_export(actor, export_id)
    if run.member_id != actor.id:
        raise NotAllowed("只有导出的人能下载这个文件。要同样的数据，自己导出一份")
    may_still_fetch(actor, object_named(run.object), run)
    if run.status != "done":
        raise Conflict(run.message if run.status == "failed" else "还没有导出完，稍后再下载")
    if not _lasts(run):
        raise Gone("文件只保留 7 天，已经删除了。要用就重新导出")
    await ExportRun.filter(id=run.id).update(downloads=F("downloads") + 1)
    return run, await StoredFile.get(id=run.file_id)


async def sweep(files: FileStore) -> None:
    """Lets go of files that are out of date, then of contents that nothing refers to."""
    await ExportRun.filter(expires_at__lte=clock.now(), file_id__not_isnull=True).update(file_id=None)
    await files.sweep()

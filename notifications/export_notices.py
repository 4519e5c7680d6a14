"""Notices of exports (导出通知): the file is there, or why it is not."""

from core.exporting.keeping import file_name
from core.exporting.news import Exported
from core.exporting.run import ExportRun
from core.objects.registry import object_named
from core.org.actor import Actor, actor_by_id
from core.wecom.messages import Card
from notifications.desk import Desk

JOB = "导出"


async def the_exporter(event: Exported) -> list[Actor | None]:
    run = await ExportRun.get_or_none(id=event.export_id)
    return [await actor_by_id(run.member_id)] if run else []


async def ended(event: Exported, reader: Actor, desk: Desk) -> Card | None:
    run = await ExportRun.get_or_none(id=event.export_id)
    if run is None:
        return None
    label, path = object_named(run.object).label, f"/m/exports/{run.id}"
    rows = [("范围", run.listing["told"])]
    if run.status == "failed":
        return desk.notice(JOB, f"{label}没有导出", run.message, rows, path)
    rows = [("文件", file_name(run)), ("条数", f"{run.rows:,}"), *rows]
    return desk.notice(JOB, f"{label}导出好了", "文件保留 7 天", rows, path)

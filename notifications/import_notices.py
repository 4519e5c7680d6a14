"""Notices of imports (导入通知): how one ended, and what it brought to other members."""

from core.importing.news import ImportAssigned, ImportEnded, ImportWaits
from core.importing.run import ImportRun
from core.objects.labels import name_of
from core.objects.registry import object_named
from core.org.actor import Actor, actor_by_id
from core.pools.group import PoolGroup, PoolMember
from core.wecom.messages import Card
from notifications.desk import Desk

JOB = "导入"


async def the_importer(event: ImportEnded) -> list[Actor | None]:
    return [await actor_by_id(event.member_id)]


async def ended(event: ImportEnded, reader: Actor, desk: Desk) -> Card | None:
    """What went in and what did not. A trial run is watched on its page."""
    run = await ImportRun.get_or_none(id=event.run_id)
    if run is None or run.dry_run:
        return None
    label, path = object_named(run.object).label, f"/m/imports/{run.id}"
    rows = [(word, str(count)) for word, count in _counted(run) if count]
    if run.status == "failed":
        return desk.notice(JOB, f"{label}导入没有完成", run.message, rows, path)
    told = "打开看每一行的原因，改好后再导入" if run.failed else "有不对的，7 天内可以整批撤销"
    return desk.notice(JOB, f"{label}导入完成：{run.name}", told, rows, path)


def _counted(run: ImportRun) -> list[tuple[str, int]]:
    return [("新建", run.created), ("更新", run.updated), ("跳过", run.skipped), ("失败", run.failed)]


async def who_got(event: ImportAssigned) -> list[Actor | None]:
    return [] if event.member_id == event.by_id else [await actor_by_id(event.member_id)]


async def assigned(event: ImportAssigned, reader: Actor, desk: Desk) -> Card | None:
    """One notice for everything that came."""
    label, by = object_named(event.object).label, await name_of(event.by_id) if event.by_id else ""
    giver = "分配规则" if event.by_rules else by
    title = f"{event.count} 条{label}分配给你" if event.by_rules else f"{by}导入了 {event.count} 条归你的{label}"
    return desk.notice(JOB, title, "", [("分配人", giver)], f"/m/o/{event.object}?view=mine")


async def group_admins(event: ImportWaits) -> list[Actor | None]:
    """Whoever administers the group."""
    rows = await PoolMember.filter(group_id=event.group_id, admin=True).exclude(member_id=None)
    return [await actor_by_id(row.member_id) for row in rows if row.member_id]


async def waiting(event: ImportWaits, reader: Actor, desk: Desk) -> Card | None:
    label, group = object_named(event.object).label, await PoolGroup.get(id=event.group_id)
    return desk.notice(
        JOB,
        f"公海里有 {event.count} 条导入的{label}等你分配",
        "没有分配规则适用，或规则里的人都不在、都满了",
        [("公海分组", group.name)],
        f"/m/o/{event.object}?view=pool",
    )

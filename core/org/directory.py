"""The company's directory as WeCom gives it, taken over into members and departments (通讯录)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from core import clock
from core.db import database, execute
from core.objects.values import storable
from core.org.sessions import end_sessions
from core.org.superiors import rebuild
from core.org.tables import Department, Member
from core.text.search import tokens
from core.work import work

log = structlog.get_logger()


@dataclass(frozen=True)
class DepartmentFact:
    id: int
    name: str
    parent_id: int
    order: int = 0
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberFact:
    """`status` is active, inactive, disabled or left; `leader_of` are WeCom's department numbers."""

    userid: str
    name: str
    department_id: int | None
    position: str = ""
    mobile: str = ""
    email: str = ""
    status: str = "active"
    leader_of: tuple[int, ...] = ()
    direct_leader: tuple[str, ...] = ()
    avatar: str = ""


async def take_over(
    departments: Iterable[DepartmentFact], members: Iterable[MemberFact], admins: Iterable[str], *, whole: bool = True
) -> int:
    """Writes the directory in one transaction and rebuilds who stands above whom; returns the number of members.

    With `whole`, members that are not in it any more count as left and their sessions end; nothing is deleted.
    """
    async with work():
        ours = await _departments(list(departments), whole)
        count = await _members(list(members), ours, {userid.lower() for userid in admins}, whole)
        await rebuild()
    log.info("org.directory", departments=len(ours), members=count)
    return count


async def _departments(facts: list[DepartmentFact], whole: bool) -> dict[int, int]:
    """Our department ids by WeCom's numbers."""
    known = {row.wecom_id: row for row in await Department.all()}
    fresh = {fact.id: await Department.create(wecom_id=fact.id) for fact in facts if fact.id not in known}
    known |= fresh
    changed = []
    for fact in facts:
        parent = known.get(fact.parent_id)
        says = {
            "name": storable(fact.name)[:100],
            "order": fact.order,
            "leaders": list(fact.leaders),
            "deleted_at": None,
            "parent_id": parent.id if parent else None,
        }
        if await _take(known[fact.id], says) or fact.id in fresh:
            changed.append((known[fact.id].id, [str(says["name"])]))
    if whole:
        gone = [row.id for number, row in known.items() if number not in {fact.id for fact in facts}]
        await Department.filter(id__in=gone, deleted_at=None).update(deleted_at=clock.now())
    await _index("department", changed)
    return {number: row.id for number, row in known.items()}


async def _members(facts: list[MemberFact], ours: dict[int, int], admins: set[str], whole: bool) -> int:
    known = {row.userid_key: row for row in await Member.all()}
    changed = []
    for fact in facts:
        key = fact.userid.lower()
        row = known.get(key)
        if fresh := row is None:
            row = known[key] = await Member.create(userid=fact.userid, userid_key=key)
        if await _take(row, _says(fact, row, ours, admins)) or fresh:
            changed.append(row)
    if whole:
        there = {fact.userid.lower() for fact in facts}
        for key, row in known.items():
            if key not in there and await _take(row, {"status": "left", "leader_of": []}):
                changed.append(row)
    for row in changed:
        if row.status in ("disabled", "left"):
            await end_sessions(row.id)
    await Member.filter(userid_key__in=[fact.userid.lower() for fact in facts]).update(synced_at=clock.now())
    await _index("member", [(row.id, [row.name, row.userid]) for row in changed])
    return len(facts)


def _says(fact: MemberFact, row: Member, ours: dict[int, int], admins: set[str]) -> dict[str, Any]:
    """What the directory says of a member. Mobile and e-mail stay where it keeps them back."""
    return {
        "name": storable(fact.name)[:100] or fact.userid,
        "position": storable(fact.position)[:100],
        "status": fact.status,
        "mobile": storable(fact.mobile)[:100] or row.mobile,
        "email": storable(fact.email)[:200] or row.email,
        "avatar": storable(fact.avatar)[:500],
        "direct_leader": list(fact.direct_leader),
        "department_id": ours.get(fact.department_id or 0),
        "leader_of": [ours[number] for number in fact.leader_of if number in ours],
        "admin": row.admin or row.userid_key in admins,
        "deleted_at": None,
    }


async def _take(row: Department | Member, says: dict[str, Any]) -> bool:
    """Writes what differs; False when the row says so already. A daily read changes nothing but what changed."""
    changed = [name for name, value in says.items() if getattr(row, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, says[name])
    row.updated_at, row.version = clock.now(), row.version + 1
    await row.save(update_fields=[*changed, "updated_at", "version"])
    return True


async def _index(table: str, texts: list[tuple[int, list[str]]]) -> None:
    dialect = database().dialect
    forget, add = dialect.search_write(table)
    for record_id, words in texts:
        await execute(forget, [record_id])
        await execute(add, [record_id, dialect.search_tokens(tokens(words, []))])


async def make_admins(userids: Iterable[str]) -> None:
    """Members named in the settings are administrators from the start."""
    keys = [userid.lower() for userid in userids]
    if keys:
        await Member.filter(userid_key__in=keys).update(admin=True)

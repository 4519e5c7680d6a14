"""Reading the company's directory from WeCom into our members and departments (通讯录同步)."""

import asyncio

from core.org.actor import Actor, actor_by_userid
from core.org.directory import DepartmentFact, MemberFact, take_over
from core.wecom.client import WeComClient
from core.wecom.directory import Department, User

STATUS = {1: "active", 2: "disabled", 4: "inactive", 5: "left"}
AT_ONCE = 5


async def read_directory(wecom: WeComClient, admins: tuple[str, ...]) -> int:
    """Takes the whole visible directory over; returns the number of members. Raises WeComError, WeComUnreachable."""
    departments = await wecom.departments()
    gate = asyncio.Semaphore(AT_ONCE)

    async def people(department: Department) -> list[User]:
        async with gate:
            return await wecom.users(department.id)

    found = await asyncio.gather(*(people(department) for department in departments))
    users = {user.userid.lower(): user for group in found for user in group}
    heads = [_department(department) for department in departments]
    return await take_over(heads, [_member(user) for user in users.values()], admins)


async def fetch_one(wecom: WeComClient, userid: str, admins: tuple[str, ...]) -> Actor | None:
    """A member we do not know yet, asked for by userid."""
    user = await wecom.user(userid)
    departments = [_department(department) for department in await wecom.departments()]
    await take_over(departments, [_member(user)], admins, whole=False)
    return await actor_by_userid(userid)


def _department(department: Department) -> DepartmentFact:
    return DepartmentFact(
        id=department.id,
        name=department.name,
        parent_id=department.parent_id,
        order=department.order,
        leaders=department.leaders,
    )


def _member(user: User) -> MemberFact:
    return MemberFact(
        userid=user.userid,
        name=user.name,
        department_id=user.main_department or (user.departments[0] if user.departments else None),
        position=user.position,
        mobile=user.mobile,
        email=user.email,
        status=STATUS.get(user.status, "active"),
        leader_of=user.leads,
        direct_leader=user.direct_leaders,
        avatar=user.avatar,
    )

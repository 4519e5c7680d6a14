"""Departments and members as the API gives them out (通讯录)."""

from typing import Any

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import AGENT, CONTACTS, Answer, Call, get, post
from bot.simulator.company import Company
from bot.simulator.directory import WITHHELD, Member
from bot.simulator.endpoints.paging import cursor, place

BOTH = (AGENT, CONTACTS)
PAGE = 10_000


async def department_list(call: Call) -> Answer:
    rows = _departments(call)
    call.note = f"读部门 {len(rows)} 个"
    return ok(department=rows)


async def department_simplelist(call: Call) -> Answer:
    rows = _departments(call)
    call.note = f"读部门 {len(rows)} 个"
    return ok(department_id=[{name: row[name] for name in ("id", "parentid", "order")} for row in rows])


async def department_get(call: Call) -> Answer:
    wanted = _department_id(call, "id")
    found = next((row for row in call.company.directory.visible_departments() if row["id"] == wanted), None)
    if not found:
        raise ApiError(60003)
    call.note = found["name"]
    return ok(department=found)


async def user_get(call: Call) -> Answer:
    """60111 for an unknown member, 60011 for one outside the visible scope."""
    userid = call.query.get("userid", "")
    member = call.company.directory.member(userid)
    if not member:
        raise ApiError(60111)
    call.note = member["name"]
    if not _in_scope(call.company, member):
        raise ApiError(60011)
    return ok(**_given_out(call, member))


async def user_list(call: Call) -> Answer:
    members = _members_of(call)
    return ok(userlist=[_given_out(call, member) for member in members])


async def user_simplelist(call: Call) -> Answer:
    members = _members_of(call)
    names = ("userid", "name", "department", "open_userid")
    return ok(userlist=[{name: member[name] for name in names} for member in members])


async def user_list_id(call: Call) -> Answer:
    """Pairs of member and department; only for the address-book secret."""
    pairs = [
        {"userid": member["userid"], "department": department}
        for member in call.company.directory.members()
        for department in member["department"]
    ]
    first = place(str(call.body.get("cursor") or ""))
    limit = max(1, min(int(call.body.get("limit") or PAGE), PAGE))
    part = pairs[first : first + limit]
    call.note = f"读通讯录 {len(part)} 人"
    return ok(next_cursor=cursor(first + limit) if first + limit < len(pairs) else "", dept_user=part)


async def userid_of_mobile(call: Call) -> Answer:
    mobile = str(call.body.get("mobile") or "")
    for member in call.company.directory.visible().values():
        if member["mobile"] == mobile:
            call.note = member["name"]
            return ok(userid=member["userid"])
    raise ApiError(46004)


def _departments(call: Call) -> list[dict[str, Any]]:
    rows = call.company.directory.visible_departments() if call.app == AGENT else call.company.directory.departments()
    if not call.query.get("id"):
        return rows
    below = call.company.directory.below(_department_id(call, "id"))
    if not below:
        raise ApiError(60003)
    return [row for row in rows if row["id"] in below]


def _department_id(call: Call, name: str) -> int:
    text = call.query.get(name, "")
    if not text.isdigit():
        raise ApiError(60003)
    return int(text)


def _members_of(call: Call) -> list[Member]:
    directory, department = call.company.directory, _department_id(call, "department_id")
    if department not in [row["id"] for row in directory.departments()]:
        raise ApiError(60003)
    members = [
        member
        for member in directory.members()
        if department in member["department"] and (call.app == CONTACTS or _in_scope(call.company, member))
    ]
    call.note = f"{directory.department_name(department)} {len(members)} 人"
    return members


def _in_scope(company: Company, member: Member) -> bool:
    scope = company.directory.scope()
    named = {userid.lower() for userid in [*company.directory.inside(scope["parties"]), *scope["users"]]}
    return member["userid"].lower() in named


def _given_out(call: Call, member: Member) -> Member:
    """Personal fields only for the address-book secret."""
    if call.app == CONTACTS:
        return member
    return {name: value for name, value in member.items() if name not in WITHHELD}


ENDPOINTS = {
    "department/list": get(department_list, apps=BOTH),
    "department/simplelist": get(department_simplelist, apps=BOTH),
    "department/get": get(department_get, apps=BOTH),
    "user/get": get(user_get, apps=BOTH),
    "user/list": get(user_list, apps=BOTH),
    "user/simplelist": get(user_simplelist, apps=BOTH),
    "user/list_id": post(user_list_id, apps=(CONTACTS,)),
    "user/getuserid": post(userid_of_mobile, apps=BOTH),
}

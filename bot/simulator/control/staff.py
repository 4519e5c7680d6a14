"""Who comes, changes and goes (人事变动): the directory is changed and the address-book callback told."""

from typing import Any

from aiohttp import web

from bot.simulator.company import Company
from bot.simulator.control.door import as_json, plain
from bot.simulator.control.people import people_cards, person_of
from bot.simulator.directory import DISABLED, Member, new_member
from bot.simulator.phone import Phone

CHANGEABLE = {"name": str, "position": str, "mobile": str, "email": str, "status": int, "direct_leader": list}


class StaffControl:
    def __init__(self, company: Company, phone: Phone) -> None:
        self._company, self._phone, self._directory = company, phone, company.directory

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sim/people", plain(self.add_person)),
            web.put("/_sim/people/{person}", plain(self.change_person)),
            web.delete("/_sim/people/{person}", self.remove_person),
            web.post("/_sim/departments", plain(self.add_department)),
        ]

    async def add_person(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """`name`, optional `userid`, `department` (7), `position` (销售); the app gets a subscribe event too."""
        name, department = str(given.get("name") or "").strip(), int(given.get("department") or 7)
        if not 1 <= len(name) <= 16 or not self._directory.department_name(department):
            raise ValueError("姓名 1 到 16 个字，部门要存在")
        number = self._company.store.next_number("members", len(self._directory.members()))
        userid = str(given.get("userid") or f"member{number}")
        if self._directory.member(userid):
            raise ValueError("已有这个账号")
        position, superior = str(given.get("position") or "销售"), self._leader(department)
        member = new_member(userid, name, department, position, superior, number, gender="0", leader=False)
        self._keep(member, "create_user", f"新员工 · {name}")
        self._phone.event(userid, "subscribe")
        return as_json(self._directory.card(member))

    async def change_person(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """Any of name, position, mobile, email, direct_leader, department, status (1 active, 2 disabled)."""
        member = self._directory.member(person_of(self._company, request))
        assert member is not None
        for key, value in given.items():
            if key == "department" and self._directory.department_name(int(value)):
                member.update(department=[int(value)], main_department=int(value), is_leader_in_dept=[0])
            elif isinstance(value, CHANGEABLE.get(key, ())):
                member[key] = value
            else:
                raise ValueError(f"改不了 {key}")
        self._keep(member, "update_user", f"成员更新 · {member['name']}")
        if given.get("status") == DISABLED:
            self._phone.event(member["userid"], "unsubscribe")
        return as_json(self._directory.card(member))

    async def remove_person(self, request: web.Request) -> web.Response:
        person = person_of(self._company, request)
        name = self._directory.name(person)
        self._directory.remove(person)
        self._phone.directory_change("delete_user", {"UserID": person}, f"离职 · {name}")
        self._company.live.tell("people", people_cards(self._company))
        return as_json({})

    async def add_department(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """`name` and `parent`, optional `leaders`."""
        parent, name = int(given.get("parent") or 1), str(given["name"])
        if not self._directory.department_name(parent):
            raise ValueError("上级部门不存在")
        number = max(row["id"] for row in self._directory.departments()) + 1
        self._directory.keep_department(number, name, parent, [str(userid) for userid in given.get("leaders", [])])
        fields = {"Id": number, "Name": name, "ParentId": str(parent), "Order": 0}
        self._phone.directory_change("create_party", fields, f"新部门 · {name}")
        return as_json({"id": number, "name": name})

    def _keep(self, member: Member, change: str, note: str) -> None:
        """Callbacks of the address book name member and departments only, as WeCom does since 2022."""
        self._directory.keep(member)
        departments = ",".join(str(department) for department in member["department"])
        self._phone.directory_change(change, {"UserID": member["userid"], "Department": departments}, note)
        self._company.live.tell("people", people_cards(self._company))

    def _leader(self, department: int) -> str:
        leaders = next(row["department_leader"] for row in self._directory.departments() if row["id"] == department)
        return str(leaders[0]) if leaders else ""

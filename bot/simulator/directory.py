"""Departments and members (通讯录) as the company keeps them; changes made here survive a restart."""

import json
import zlib
from collections.abc import Iterable
from typing import Any

from bot.simulator.company_seed import ADMIN, DEPARTMENTS, PEOPLE, PLACES, PROMINENT
from bot.simulator.store import Store

ACTIVE, DISABLED, LEFT = 1, 2, 5
# What an app created after 2022-06-20 no longer gets from user/get and user/list.
WITHHELD = ("avatar", "thumb_avatar", "gender", "mobile", "email", "biz_mail", "qr_code", "address")
# The colour behind a person's letter, the same every day.
TONES = ("blue", "green", "teal", "red", "violet", "amber")
Member = dict[str, Any]


class Directory:
    def __init__(self, store: Store) -> None:
        self._store = store
        if not store.row("select 1 from member limit 1"):
            self.seed()

    def seed(self) -> None:
        """Back to the thirty people of the first day."""
        self._store.empty(["member", "department"])
        for department in DEPARTMENTS:
            self.keep_department(department.id, department.name, department.parent, list(department.leaders))
        for number, person in enumerate(PEOPLE, 1):
            leads = [userid for department in DEPARTMENTS for userid in department.leaders]
            self.keep(
                new_member(
                    person.userid,
                    person.name,
                    person.department,
                    person.position,
                    person.superior,
                    number,
                    gender=person.gender,
                    leader=person.userid in leads,
                )
            )

    def keep(self, member: Member) -> None:
        """Creates or replaces one member."""
        place = self._store.row("select place from member where userid=?", member["userid"])
        last = self._store.row("select coalesce(max(place), 0) as place from member") or {"place": 0}
        self._store.run(
            "insert or replace into member(userid, place, data) values(?, ?, ?)",
            *(member["userid"], place["place"] if place else last["place"] + 1, json.dumps(member, ensure_ascii=False)),
        )

    def keep_department(self, number: int, name: str, parent: int, leaders: list[str]) -> None:
        """Creates or replaces one department."""
        order = 100_000_000 - number
        row = {"id": number, "name": name, "name_en": "", "department_leader": leaders, "parentid": parent}
        text = json.dumps({**row, "order": order}, ensure_ascii=False)
        self._store.run("insert or replace into department(id, data) values(?, ?)", number, text)

    def remove(self, userid: str) -> bool:
        return self._store.changed("delete from member where userid=?", userid) > 0

    def members(self) -> list[Member]:
        return [json.loads(row["data"]) for row in self._store.rows("select data from member order by place")]

    def member(self, userid: str) -> Member | None:
        row = self._store.row("select data from member where userid=?", userid)
        return json.loads(row["data"]) if row else None

    def name(self, userid: str) -> str:
        found = self.member(userid)
        return str(found["name"]) if found else userid

    def departments(self) -> list[dict[str, Any]]:
        return [json.loads(row["data"]) for row in self._store.rows("select data from department order by id")]

    def department_name(self, department: int) -> str:
        return next((str(row["name"]) for row in self.departments() if row["id"] == department), "")

    def below(self, department: int) -> list[int]:
        """The department and everything under it; empty when it does not exist."""
        rows = self.departments()
        found = [row["id"] for row in rows if row["id"] == department]
        for parent in found:  # grows while it is read: a walk over the tree
            found.extend(row["id"] for row in rows if row["parentid"] == parent)
        return found

    def inside(self, departments: Iterable[int]) -> list[str]:
        """User ids of all members in these departments and below."""
        wanted = {child for department in departments for child in self.below(department)}
        return [member["userid"] for member in self.members() if wanted & set(member["department"])]

    def scope(self) -> dict[str, list[Any]]:
        """The app's visible scope (可见范围): parties and users."""
        found: dict[str, list[Any]] = self._store.setting("scope", {"parties": [1], "users": []})
        return found

    def set_scope(self, parties: list[int], users: list[str]) -> None:
        self._store.set("scope", {"parties": parties, "users": users})

    def visible(self) -> dict[str, Member]:
        """Members the app may see and write to, by lower-case user id; who left or is disabled is not among them."""
        scope = self.scope()
        named = {userid.lower() for userid in [*self.inside(scope["parties"]), *scope["users"]]}
        return {
            member["userid"].lower(): member
            for member in self.members()
            if member["userid"].lower() in named and member["status"] not in (DISABLED, LEFT)
        }

    def visible_departments(self) -> list[dict[str, Any]]:
        wanted = {child for party in self.scope()["parties"] for child in self.below(party)}
        return [row for row in self.departments() if row["id"] in wanted]

    def card(self, member: Member) -> dict[str, Any]:
        """One line for the people list of the page."""
        userid = member["userid"]
        return {
            "userid": userid,
            "name": member["name"],
            "department": self.department_name(member["main_department"]),
            "position": member["position"],
            "status": member["status"],
            "admin": userid == ADMIN,
            "prominent": userid in PROMINENT,
            "tone": TONES[zlib.crc32(userid.encode(), 1) % len(TONES)],
        }


def new_member(
    userid: str, name: str, department: int, position: str, superior: str, number: int, *, gender: str, leader: bool
) -> Member:
    """A member in the shape of user/get, with an invented mobile and mailbox."""
    return {
        "userid": userid,
        "name": name,
        "department": [department],
        "order": [0],
        "position": position,
        "mobile": f"1390000{number:04d}",
        "gender": gender,
        "email": f"{userid}@chengshi.example",
        "biz_mail": f"{userid}@chengshi.example",
        "is_leader_in_dept": [int(leader)],
        "direct_leader": [superior] if superior else [],
        "avatar": "",
        "thumb_avatar": "",
        "telephone": f"0512-0000-{number:04d}",
        "alias": "",
        "status": ACTIVE,
        "address": PLACES[0].label,
        "open_userid": f"wosim{number:08d}",
        "main_department": department,
        "extattr": {"attrs": []},
        "qr_code": "",
        "external_position": "",
    }

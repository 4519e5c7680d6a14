"""Who hears of a deal that was won (赢单播报): as the company decided, and nobody who had a hand in it."""

from typing import Any

from core.company import decided
from core.opportunities.stay import StageStay
from core.org.actor import MAY_ACT
from core.org.tables import Member, Superior

SETTING = "opportunities.announce_wins"
AUDIENCES = ("off", "superiors", "department", "everyone")


def check_setting(key: str, value: Any) -> str:
    """What is wrong with the audience, "" for nothing and for settings of others."""
    return "赢单播报只能选：不播报、上级、本部门、全公司" if key == SETTING and value not in AUDIENCES else ""


async def audience(stay: StageStay, by_id: int) -> list[int]:
    """Ids of the members who are told of this win. It is credited to the member and department of its moment."""
    chosen = await decided(SETTING)
    if chosen == "off":
        return []
    members = Member.filter(status__in=MAY_ACT, deleted_at=None).exclude(id__in=[stay.member_id or 0, by_id])
    if chosen == "superiors":
        above = await Superior.filter(member_id=stay.member_id, depth__gt=0).values_list("superior_id", flat=True)
        members = members.filter(id__in=list(above))
    elif chosen == "department":
        members = members.filter(department_id=stay.department_id)
    found = await members.order_by("id").values_list("id", flat=True)
    return [int(str(one)) for one in found]

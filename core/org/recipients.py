"""Who may receive records (接收人): members that can still work with them."""

from core.errors import Invalid
from core.objects.asked_once import once
from core.org.actor import MAY_ACT
from core.org.tables import MEMBER_STATUS, Member

WORDS = {option.value: option.label for option in MEMBER_STATUS}


async def recipients(member_ids: list[int], field: str = "to") -> dict[int, Member]:
    """The members by id, in the order given. Raises Invalid at `field` for one that is unknown, disabled or left."""
    found = {row.id: row for row in await Member.filter(id__in=member_ids, deleted_at=None)}
    if set(member_ids) - found.keys():
        raise Invalid({field: "没有这个成员，重新选一个"})
    for one in found.values():
        if one.status not in MAY_ACT:
            raise Invalid({field: f"{one.name}{WORDS.get(one.status, '')}，不能再接收，换一个人"})
    return {member_id: found[member_id] for member_id in member_ids}


async def recipient(member_id: int, field: str = "to") -> Member:
    async def found() -> Member:
        return (await recipients([member_id], field))[member_id]

    return await once(("recipient", member_id, field), found)

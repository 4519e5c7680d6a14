"""How many records of a group a member may hold, and how many one may take on a day (持有上限、每日领取上限)."""

from core import clock
from core.objects.definition import ObjectDef
from core.org.tables import Member
from core.pools.facts import PoolEvent
from core.pools.group import PoolGroup


async def full(definition: ObjectDef, group: PoolGroup, member_id: int, *, taking: bool) -> str:
    """Why a member can have no further record of a group, "" when there is room.

    Holds the member until the transaction ends, so that two pick-ups at once cannot both be the last one. `taking`
    asks for the daily limit too, which is for what members take themselves.
    """
    if not group.capacity and not (taking and group.daily_limit):
        return ""
    await Member.select_for_update(no_key=True).get(id=member_id)
    if group.capacity and await held(definition, group.id, member_id) >= group.capacity:
        return f"在「{group.name}」里最多持有 {group.capacity} 条，已经满了，先退回几条再领取"
    if taking and group.daily_limit and await taken_today(group.id, member_id) >= group.daily_limit:
        return f"「{group.name}」每天最多领取 {group.daily_limit} 条，今天已经领满，明天再来"
    return ""


async def held(definition: ObjectDef, group_id: int, member_id: int) -> int:
    mine = definition.model.filter(pool_group_id=group_id, owner_id=member_id, pool_state="claimed", deleted_at=None)
    return int(await mine.count())


async def taken_today(group_id: int, member_id: int) -> int:
    """Pick-ups of the company's calendar day."""
    start, _ = clock.day_bounds(clock.today())
    return await PoolEvent.filter(member_id=member_id, group_id=group_id, verb="claim", at__gte=start).count()

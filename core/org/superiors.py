"""The closure of who stands above whom (上级), rebuilt in one transaction when the directory changes."""

from collections.abc import Mapping

import structlog

from core.org.tables import Department, Member, Superior

DEEPEST = 12
log = structlog.get_logger()


def closure(above: Mapping[int, set[int]]) -> list[tuple[int, int, int]]:
    """(superior, member, depth) of everybody, from the direct superiors of each; pure.

    At most 12 levels (decision 35). A cycle is cut where it closes: nobody stands above themselves.
    """
    pairs: list[tuple[int, int, int]] = []
    for member in above:
        seen = {member: 0}
        frontier = {member}
        for depth in range(1, DEEPEST + 1):
            frontier = {boss for person in frontier for boss in above.get(person, set())} - seen.keys()
            seen.update(dict.fromkeys(frontier, depth))
            if not frontier:
                break
        pairs += [(boss, member, depth) for boss, depth in seen.items()]
    return pairs


def direct_superiors(members: list[Member], departments: list[Department]) -> dict[int, set[int]]:
    """Reporting line and department heads: the head of one's department, and of each department above it."""
    by_userid = {member.userid.lower(): member.id for member in members}
    by_id = {department.id: department for department in departments}
    heads = {
        department.id: {by_userid[u.lower()] for u in department.leaders if u.lower() in by_userid}
        for department in departments
    }
    for member in members:
        for department_id in member.leader_of:
            heads.setdefault(department_id, set()).add(member.id)
    above: dict[int, set[int]] = {}
    for member in members:
        direct = {by_userid[u.lower()] for u in member.direct_leader if u.lower() in by_userid}
        place, steps = by_id.get(member.department_id or 0), 0
        while place and steps < DEEPEST:
            here = heads.get(place.id, set())
            direct |= set() if member.id in here else here  # heads of one department are equals
            place, steps = by_id.get(place.parent_id or 0), steps + 1
        above[member.id] = direct - {member.id}
    return above


def cut_cycles(above: Mapping[int, set[int]]) -> tuple[dict[int, set[int]], list[tuple[int, int]]]:
    """The same edges without those that close a circle, and the (member, superior) pairs that were cut."""
    kept: dict[int, set[int]] = {member: set() for member in above}
    cut: list[tuple[int, int]] = []
    for member in sorted(above):
        for boss in sorted(above[member]):
            if _reaches(kept, boss, member):
                cut.append((member, boss))
            else:
                kept[member].add(boss)
    return kept, cut


def _reaches(above: Mapping[int, set[int]], start: int, goal: int) -> bool:
    """Whether `goal` stands above `start`."""
    seen, frontier = {start}, {start}
    while frontier:
        if goal in frontier:
            return True
        frontier = {boss for person in frontier for boss in above.get(person, set())} - seen
        seen |= frontier
    return False


async def rebuild() -> None:
    """Replaces the closure; run inside `work()`."""
    members = await Member.filter(deleted_at=None)
    departments = await Department.filter(deleted_at=None)
    above, cut = cut_cycles(direct_superiors(members, departments))
    for member_id, boss_id in cut:
        log.warning("org.cycle_cut", member=member_id, superior=boss_id)
    rows = closure(above)
    await Superior.all().delete()
    await Superior.bulk_create(
        [Superior(superior_id=boss, member_id=member, depth=depth) for boss, member, depth in rows], batch_size=500
    )
    log.info("org.superiors", members=len(members), pairs=len(rows))

"""Colleagues (同事): whom a member most likely means, without typing a name."""

from core.actor import Actor
from core.org.tables import Member, Superior


async def colleagues(actor: Actor, *, besides: set[int | None], most: int) -> list[tuple[int, str]]:
    """(id, name) of at most `most` active members: those below the actor first, then those of the same department."""
    below = await Superior.filter(superior_id=actor.id, depth__gt=0).order_by("depth", "member_id").limit(most * 2)
    beside = await Member.filter(department_id=actor.department_id).order_by("name").limit(most * 2)
    ids = dict.fromkeys([*(row.member_id for row in below), *(row.id for row in beside)])
    known = {
        row.id: row.name
        for row in await Member.filter(id__in=list(ids), status="active", deleted_at=None).only("id", "name")
    }
    return [(one, known[one]) for one in ids if one in known and one != actor.id and one not in besides][:most]

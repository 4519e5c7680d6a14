"""What an action still has to be told in chat (操作还缺什么): a person of the team, a colleague, a pool group."""

from typing import Any

from bot.handlers.work_view import Wanted
from core.actor import Actor
from core.objects.definition import ObjectDef
from core.org.colleagues import colleagues
from core.pools.groups import groups_seen
from core.teams.roster import team_of

MOST = 10
COLLEAGUE = {"assign": "members", "share": "members", "transfer": "to"}


async def wanted_for(actor: Actor, definition: ObjectDef, record_id: int, action: str) -> Wanted | None:
    """What to choose from; None where the action needs nobody and nothing."""
    record = await definition.model.get(id=record_id)
    if action in COLLEAGUE:
        people = await colleagues(actor, besides={getattr(record, "owner_id", None)}, most=MOST)
        return Wanted(COLLEAGUE[action], "选一位同事", people)
    if action != "release":
        return None
    team = await team_of(actor, definition, record_id)
    rows: list[dict[str, Any]] = [*team["followers"], *team["collaborators"]]
    if people := [(int(row["member"]["id"]), str(row["member"]["label"])) for row in rows]:
        return Wanted("to", "选接手的人", people[:MOST])
    if getattr(record, "pool_group_id", None) is None:
        groups = await groups_seen(actor, definition)
        return Wanted("group", "选公海分组", [(int(one["id"]), str(one["name"])) for one in groups][:MOST])
    return None

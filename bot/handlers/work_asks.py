"""What an action still has to be told in chat (操作还缺什么): somebody, a pool group, a stage, a reason, or a yes."""

from typing import Any

from bot.handlers.deal_asks import stages_ahead, whether_won
from bot.handlers.work_view import Question, Wanted, choice_of, confirm_of
from core.actor import Actor
from core.objects.definition import Action, ObjectDef
from core.org.colleagues import colleagues
from core.pools.groups import groups_seen
from core.teams.roster import team_of

MOST = 10
COLLEAGUE = {"assign": "members", "share": "members", "transfer": "to"}


async def wanted_for(actor: Actor, definition: ObjectDef, record_id: int, action: Action) -> Wanted | None:
    """What to choose from; None where the action needs nobody and nothing."""
    record = await definition.model.get(id=record_id)
    if action.key in COLLEAGUE:
        people = await colleagues(actor, besides={getattr(record, "owner_id", None)}, most=MOST)
        return Wanted(COLLEAGUE[action.key], "选一位同事", people)
    if action.key == "move_stage":
        return await stages_ahead(record)
    if action.key == "release":
        return await _heir_or_group(actor, definition, record)
    field, options = choice_of(definition, action)
    return Wanted(field, "选一项", [(o.value, o.label) for o in options][:MOST]) if options else None


async def _heir_or_group(actor: Actor, definition: ObjectDef, record: Any) -> Wanted | None:
    team = await team_of(actor, definition, record.id)
    rows: list[dict[str, Any]] = [*team["followers"], *team["collaborators"]]
    if people := [(int(row["member"]["id"]), str(row["member"]["label"])) for row in rows]:
        return Wanted("to", "选接手的人", people[:MOST])
    if getattr(record, "pool_group_id", None) is None:
        groups = await groups_seen(actor, definition)
        return Wanted("group", "选公海分组", [(int(one["id"]), str(one["name"])) for one in groups][:MOST])
    return None


def confirmation(definition: ObjectDef, record: dict[str, Any], action: Action) -> Question | None:
    """What is asked before it is done; None where nothing is lost."""
    if action.key == "win":
        return whether_won(definition, record)
    text = confirm_of(action)
    return Question(text) if text else None

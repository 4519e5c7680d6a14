"""What comes along when a lead becomes an account (随线索转移): follow-ups, tasks, files, plan and team.

References are added and the subject never changes (decision 32), so that everything still stands with the lead too.
"""

from typing import Any

from tortoise.expressions import F

from core.accounts.account import ACCOUNT
from core.activities.activity import ACTIVITY
from core.activities.write_back import last_of
from core.actor import Actor
from core.files.file import ATTACHMENT
from core.leads.lead import LEAD
from core.objects import deeds, history
from core.objects.definition import ObjectDef, Values
from core.objects.writing import write
from core.tasks.task import TASK
from core.teams.team import TeamMember


async def take_along(actor: Actor, lead: Any, account: Any, contact: Any) -> None:
    """Adds account and contact to what refers to the lead, moves its team, and takes over its plan."""
    for definition in (ACTIVITY, TASK, ATTACHMENT):
        await _refer(actor, definition, lead.id, "account", account.id)
        if contact is not None:
            await _refer(actor, definition, lead.id, "contact", contact.id)
    await _move_team(lead, account)
    brought: Values = await last_of(ACTIVITY.model, ACCOUNT.key, account.id)
    if account.next_follow_at is None:
        brought["next_follow_at"] = lead.next_follow_at
    changed = {key: value for key, value in brought.items() if getattr(account, key) != value}
    if changed:
        await write(actor, ACCOUNT, account, changed, "update")


async def _refer(actor: Actor, definition: ObjectDef, lead_id: int, key: str, record_id: int) -> None:
    """Fills a reference where it is empty, with a line of history each."""
    empty = definition.model.filter(**{"lead_id": lead_id, f"{key}_id": None, "deleted_at": None})
    ids = [one.id for one in await empty.only("id")]
    if ids:
        await definition.model.filter(id__in=ids).update(**{f"{key}_id": record_id, "version": F("version") + 1})
    await history.remember_many(actor, definition, "update", [(one, {key: None}, {key: record_id}) for one in ids])


async def _move_team(lead: Any, account: Any) -> None:
    """The lead's team serves the account; who is its owner or in its team already is not doubled."""
    there = {(row.member_id, row.kind) for row in await _team(ACCOUNT.key, account.id)}
    for row in await _team(LEAD.key, lead.id):
        if row.member_id == account.owner_id or (row.member_id, row.kind) in there:
            await deeds.dropped(row)
        else:
            await deeds.moved(row, object=ACCOUNT.key, record_id=account.id)


async def _team(object_key: str, record_id: int) -> list[TeamMember]:
    return await TeamMember.filter(object=object_key, record_id=record_id)

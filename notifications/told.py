"""Who is told what (通知表): event → whom → which message, and what makes it the same notice when it comes again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from core.accounts.birthdays import Birthday
from core.accounts.rename import RenameAsked
from core.cards.scan import OwnerAsked
from core.events import Listener, Listeners
from core.exporting.news import Exported
from core.importing.news import ImportAssigned, ImportEnded, ImportWaits
from core.opportunities.news import MadeForYou, Won
from core.org.actor import Actor, actor_by_id
from core.outbox import tell
from core.pools.news import Applied, PoolMoved, RecycleWarned, Unmatched
from core.suspects.news import NamesUnique
from core.tasks.news import TaskAnswered, TaskGiven
from core.teams.news import Assigned, FollowedUp, HandedOver, Joined
from core.wecom.messages import Card
from core.work import work
from notifications import (
    account_notices,
    care_notices,
    export_notices,
    import_notices,
    messages,
    opportunity_notices,
    pool_notices,
    suspect_notices,
    task_notices,
    team_notices,
)
from notifications.desk import Desk


@dataclass(frozen=True)
class Notice:
    """`once` names the notice: two events with the same name are told one time."""

    event: type
    to: Callable[[Any], Awaitable[list[Actor | None]]]
    message: Callable[[Any, Actor, Desk], Awaitable[Card | None]]
    once: Callable[[Any], str]


async def the_owner(event: OwnerAsked) -> list[Actor | None]:
    return [await actor_by_id(event.owner_id)]


def _of(event: Joined | Assigned) -> str:
    return f"{event.object}:{event.record_id}:{event.batch}"


POOLS = (
    Notice(PoolMoved, pool_notices.who_got, pool_notices.got, once=lambda event: f"{event.event_id}:got"),
    Notice(PoolMoved, pool_notices.who_lost, pool_notices.lost, once=lambda event: f"{event.event_id}:lost"),
    Notice(
        RecycleWarned,
        pool_notices.the_warned,
        pool_notices.warned,
        once=lambda event: f"{event.object}:{event.day}:{event.items[0]['id']}",
    ),
    Notice(
        Unmatched,
        pool_notices.group_admins,
        pool_notices.unmatched,
        once=lambda event: f"{event.object}:{event.record_id}:{event.batch}",
    ),
    Notice(Applied, pool_notices.group_admins, pool_notices.applied, once=lambda event: str(event.application_id)),
)

TEAMS = (
    Notice(Joined, team_notices.the_member, team_notices.joined, once=lambda event: f"{_of(event)}:{event.kind}"),
    Notice(Assigned, team_notices.new_owner, team_notices.assigned, once=lambda event: f"{_of(event)}:new"),
    Notice(Assigned, team_notices.former_owner, team_notices.given_away, once=lambda event: f"{_of(event)}:former"),
    Notice(
        FollowedUp,
        team_notices.the_member,
        team_notices.followed_up,
        once=lambda event: f"{event.child_object}:{event.child_id}",
    ),
    Notice(HandedOver, team_notices.the_heir, team_notices.handed_over, once=lambda event: str(event.handover_id)),
)

TASKS = (
    Notice(TaskGiven, task_notices.the_assignee, task_notices.given, once=lambda event: str(event.task_id)),
    Notice(
        TaskAnswered,
        task_notices.the_others,
        task_notices.answered,
        once=lambda event: f"{event.task_id}:{event.verb}:{event.batch}",
    ),
)

OPPORTUNITIES = (
    Notice(
        MadeForYou,
        opportunity_notices.the_owner,
        opportunity_notices.made_for,
        once=lambda event: str(event.opportunity_id),
    ),
    Notice(Won, opportunity_notices.who_hears, opportunity_notices.won, once=lambda event: str(event.stay_id)),
)

IMPORTS = (
    Notice(ImportEnded, import_notices.the_importer, import_notices.ended, once=lambda event: str(event.run_id)),
    Notice(
        ImportAssigned,
        import_notices.who_got,
        import_notices.assigned,
        once=lambda event: f"{event.run_id}:{event.by_rules}",
    ),
    Notice(
        ImportWaits,
        import_notices.group_admins,
        import_notices.waiting,
        once=lambda event: f"{event.run_id}:{event.group_id}",
    ),
)

TOLD = (
    Notice(OwnerAsked, the_owner, messages.owner_asked, once=lambda event: f"{event.scan_id}:{event.card}"),
    Notice(
        RenameAsked,
        account_notices.rename_auditors,
        account_notices.rename_asked,
        once=lambda event: str(event.request_id),
    ),
    Notice(
        Birthday,
        care_notices.who_looks_after,
        care_notices.birthday,
        once=lambda event: f"{event.contact_id}:{event.day}",
    ),
    *POOLS,
    *TEAMS,
    *TASKS,
    *OPPORTUNITIES,
    *IMPORTS,
    Notice(
        NamesUnique,
        suspect_notices.who_switched,
        suspect_notices.unique,
        once=lambda event: f"{event.job_id}:{event.object}:{event.kind}",
    ),
    Notice(Exported, export_notices.the_exporter, export_notices.ended, once=lambda event: str(event.export_id)),
)


def listen(listeners: Listeners, desk: Desk) -> None:
    """Puts the notices of every event of the table into the outbox, for active members only."""
    for notice in TOLD:
        listeners.listen(notice.event, _listener(notice, desk))


def _listener(notice: Notice, desk: Desk) -> Listener:
    async def told(event: Any) -> None:
        for reader in await notice.to(event):
            card = await notice.message(event, reader, desk) if reader else None
            if reader and card:
                key = f"told:{notice.event.__name__}:{notice.once(event)}:{reader.id}"
                async with work():
                    await tell(reader.userid, card.body(), key=key)

    return told

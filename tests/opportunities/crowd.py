"""Opportunities of several people in all stages and states, and who sees which of them, in plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core import clock
from core.accounts.account import Account
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.process import SalesProcess
from core.opportunities.processes import usual_process
from core.opportunities.stay import StageStay
from core.opportunities.steps import Step, newest_edition, steps_of
from core.org.actor import Actor
from core.teams.team import TeamMember
from tests.conftest import Company
from tests.objects.making import row
from tests.opportunities.making import account


@dataclass
class Crowd:
    """`sees` says by the rules alone what somebody sees: everything, the team's, their accounts', where they help."""

    company: Company
    process: SalesProcess
    steps: tuple[Step, ...]
    rows: list[Opportunity]
    owners: dict[int, int]
    team: set[tuple[int, int]]
    stays: list[StageStay]

    def sees(self, actor: Actor) -> list[Opportunity]:
        below = {actor.id}
        if actor.id == self.company.manager.id:
            below |= {self.company.rep.id, self.company.other.id}
        return [
            one
            for one in self.rows
            if actor.admin
            or one.owner_id in below
            or self.owners[one.account_id] == actor.id
            or (one.id, actor.id) in self.team
        ]

    def open(self, actor: Actor) -> list[Opportunity]:
        return [one for one in self.sees(actor) if one.state == "open"]


async def crowd(company: Company, count: int = 120) -> Crowd:
    process = await usual_process()
    edition = await newest_edition(process.id)
    steps = (await steps_of(edition.id)).all
    people = [company.boss, company.manager, company.rep, company.other, company.south]
    accounts = [await account(one, f"客户{one.userid}") for one in people]
    chance, today = Random(5), clock.today()
    ids, team = [], set()
    for n in range(count):
        owner, step = chance.choice(people), chance.choice(steps)
        state = chance.choice(("open", "open", "open", "won", "lost"))
        made = await row(
            OPPORTUNITY,
            owner,
            n,
            account_id=chance.choice(accounts).id,
            amount=None if n % 9 == 0 else chance.randrange(10**7),
            process_id=process.id,
            edition_id=edition.id,
            stage_id=step.stage_id,
            win_rate={"open": step.win_rate, "won": 100, "lost": 0}[state],
            state=state,
            stage_since=clock.now() - timedelta(days=chance.randrange(30)),
            created_at=clock.now() - timedelta(days=40 + chance.randrange(30)),
            expected_close_on=None if n % 7 == 0 else today + timedelta(days=chance.randrange(-40, 80)),
            closed_on=None if state == "open" else today - timedelta(days=chance.randrange(60)),
            committed=n % 3 == 0,
            lost_reason=chance.choice(("price", "need")) if state == "lost" else "",
        )
        ids.append(made)
        if n % 10 == 0:
            helper = chance.choice(people)
            team.add((made, helper.id))
            await TeamMember.create(
                object="opportunity", record_id=made, member_id=helper.id, kind="follower", added_at=clock.now()
            )
    rows = await Opportunity.filter(id__in=ids).order_by("id")
    owners: dict[int, Any] = {one.id: one.owner_id for one in await Account.all()}
    stays = [stay for one in rows for stay in _way(chance, one, steps, people)]
    await StageStay.bulk_create(stays)
    return Crowd(company, process, steps, rows, owners, team, await StageStay.all().order_by("id"))


def _way(chance: Random, one: Opportunity, steps: tuple[Step, ...], people: list[Actor]) -> Iterator[StageStay]:
    """Some stages before the one it is in, and its end as a stay of its own, credited to whoever it was then."""
    stages = [chance.choice(steps).stage_id for _ in range(chance.randrange(4))] + [one.stage_id]
    at, last = one.created_at, len(stages) - 1
    for n, stage_id in enumerate(stages):
        left = at + timedelta(hours=chance.randrange(1, 150))
        yield _stay(one, stage_id, "open", at, None if n == last and one.state == "open" else left, one.owner_id, None)
        at = left
    if one.state != "open":
        credited = chance.choice(people)
        yield _stay(one, one.stage_id, one.state, at, None, credited.id, credited.department_id)


def _stay(
    one: Opportunity,
    stage_id: int,
    state: str,
    at: datetime,
    left: datetime | None,
    member: Any,
    department: int | None,
) -> StageStay:
    return StageStay(
        opportunity_id=one.id,
        edition_id=one.edition_id,
        stage_id=stage_id,
        state=state,
        entered_at=at,
        left_at=left,
        member_id=member,
        department_id=department,
        amount=one.amount,
        win_rate=one.win_rate,
    )

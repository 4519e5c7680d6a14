"""Opportunities of several people in all stages and states, and who sees which of them, in plain Python."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from core import clock
from core.accounts.account import Account
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.process import SalesProcess
from core.opportunities.processes import usual_process
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
    return Crowd(company, process, steps, rows, owners, team)

"""100,000 open opportunities of 200 people for the board benchmark (看板测试数据), made inside the database."""

from dataclasses import replace

from benchmarks.crowd import RECORD, insert
from core.actor import Actor
from core.db import database, execute
from core.opportunities.processes import usual_process
from core.opportunities.steps import Steps, newest_edition, steps_of
from core.org.actor import actor_by_userid

OPEN, ENDED, PEOPLE, TEAM = 100_000, 20_000, 200, 20


async def fill() -> tuple[Actor, Actor, Steps]:
    """An administrator, a seller who owns 500 open ones and helps with twenty, and the stages they are in."""
    edition = await newest_edition((await usual_process()).id)
    steps = await steps_of(edition.id)
    member = {**RECORD, "name": "'销售' || i", "userid": "'seller' || i", "userid_key": "'seller' || i"}
    await insert("member", {**member, "leader_of": "?list", "direct_leader": "?list"}, PEOPLE)
    await execute("INSERT INTO superior (superior_id, member_id, depth) SELECT id, id, 0 FROM member")
    account = {**RECORD, "name": "'客户' || i", "owner_id": f"(i * 7919) % {PEOPLE} + 1"}
    await insert("account", account, OPEN // 10)
    first, count = steps.all[0].stage_id, len(steps.all)
    rates = " ".join(f"WHEN {n} THEN {step.win_rate}" for n, step in enumerate(steps.all))
    ended, place = f"i > {OPEN}", f"(i / {PEOPLE}) % {count}"
    stage = f"{first} + {place}"
    opportunity = {
        **RECORD,
        "updated_at": "?spread",
        "name": "'商机' || i",
        "account_id": f"(i * 31) % {OPEN // 10} + 1",
        "owner_id": f"(i * 7919) % {PEOPLE} + 1",
        "amount": "(i * 104729) % 100000000",
        "expected_close_on": f"CASE WHEN i % 10 > 0 THEN {_day('(i * 17) % 400')} END",
        "closed_on": f"CASE WHEN {ended} THEN {_day('-(i * 13) % 400')} END",
        "process_id": str(steps.process_id),
        "edition_id": str(steps.edition_id),
        "stage_id": stage,
        "win_rate": f"CASE WHEN {ended} THEN 100 ELSE CASE {place} {rates} END END",
        "stage_since": "?spread",
        "state": f"CASE WHEN {ended} THEN 'won' ELSE 'open' END",
    }
    await insert("opportunity", opportunity, OPEN + ENDED)
    stay = {"opportunity_id": "i", "edition_id": str(steps.edition_id), "stage_id": stage}
    stay |= {"state": opportunity["state"], "entered_at": "?spread", "win_rate": opportunity["win_rate"]}
    await insert("stage_stay", {**stay, "member_id": opportunity["owner_id"]}, OPEN + ENDED)
    team = {"object": "'opportunity'", "record_id": f"(i * 31) % {OPEN} + 1", "member_id": f"i % {PEOPLE} + 1"}
    team |= {"kind": "'follower'", "powers": "?list", "added_at": "?at"}
    await insert("team_member", team, PEOPLE * TEAM)
    await execute("ANALYZE" if database().dialect.name == "sqlite" else "VACUUM ANALYZE")  # as a company at rest has it
    seller = await actor_by_userid("seller5")
    assert seller
    return replace(seller, admin=True), seller, steps


def _day(days: str) -> str:
    """A day that many after the one on which the company is looked at."""
    lite = database().dialect.name == "sqlite"
    return f"date('2026-11-24', ({days}) || ' days')" if lite else f"(date '2026-11-24' + ({days})::int)"

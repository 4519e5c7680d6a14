"""100,000 leads of forty people for the list benchmark (列表测试数据), written by the bare driver."""

import random
from datetime import UTC, datetime, timedelta

from core.db import connection, database, execute, transaction
from core.leads.lead import Lead
from core.org.actor import Actor, actor_by_userid
from core.org.directory import DepartmentFact, MemberFact, take_over

PEOPLE, LEADS = 40, 100_000
DEPARTMENTS = (DepartmentFact(1, "公司", 0), DepartmentFact(2, "东区", 1), DepartmentFact(3, "西区", 1))


async def company() -> tuple[Actor, Actor]:
    """The head of one half of the sellers, and one seller of it."""
    sellers = [MemberFact(f"seller{n}", f"销售{n}", 2 + n % 2, "销售") for n in range(PEOPLE)]
    heads = [
        MemberFact("east", "东区总监", 2, "总监", leader_of=(2,)),
        MemberFact("west", "西区总监", 3, "总监", leader_of=(3,)),
    ]
    await take_over(DEPARTMENTS, [*heads, *sellers], [])
    head, seller = await actor_by_userid("east"), await actor_by_userid("seller0")
    assert head and seller
    return head, seller


async def fill() -> None:
    """Leads with random owners, states and times."""
    chance, now = random.Random(7), datetime(2026, 11, 24, tzinfo=UTC)
    members = [int(row["id"]) for row in await execute("SELECT id FROM member WHERE userid LIKE 'seller%'")]
    fields = {name: column for name, column in Lead._meta.fields_db_projection.items() if column != "id"}
    dialect = database().dialect
    rows = []
    for number in range(LEADS):
        lead = Lead(
            name=f"客户{number}",
            company=f"测试{number % 9000}有限公司",
            mobile=f"139{number:08}",
            status=chance.choice(("new", "contacted", "closed")),
            owner_id=chance.choice(members),
            created_at=now,
            updated_at=now - timedelta(seconds=chance.randrange(10**7)),
            next_follow_at=now + timedelta(minutes=chance.randrange(10**5)) if chance.random() < 0.5 else None,
        )
        values = {name: getattr(lead, name) for name in fields}
        rows.append([dialect.json(v) if isinstance(v, dict | list) else dialect.bind(v) for v in values.values()])
    names = ", ".join(f'"{column}"' for column in fields.values())
    marks = ", ".join(dialect.mark(position) for position in range(1, len(fields) + 1))
    async with transaction():
        for start in range(0, LEADS, 5000):
            sql = f"INSERT INTO lead ({names}) VALUES ({marks})"
            await connection().execute_many(sql, rows[start : start + 5000])
    await execute("ANALYZE" if dialect.name == "sqlite" else "VACUUM ANALYZE")  # as a company at rest has it

"""A company of any size in which every member sees equally much (可见性测试数据), made inside the database."""

from core.db import database, execute
from core.org.actor import Actor, actor_by_userid

EACH, TEAM = 200, 20  # leads of every member, and leads of others whose team the member is in
RECORD = {"created_at": "?at", "updated_at": "?at", "version": "1", "custom": "?empty"}


async def fill(leads: int, *, followed: bool = True) -> Actor:
    """`leads` leads, with a follow-up each if wanted, of as many members as it takes; returns one of them."""
    people = leads // EACH
    member = {**RECORD, "name": "'销售' || i", "userid": "'seller' || i", "userid_key": "'seller' || i"}
    member |= {"leader_of": "?list", "direct_leader": "?list"}
    await insert("member", member, people)
    await execute("INSERT INTO superior (superior_id, member_id, depth) SELECT id, id, 0 FROM member")
    lead = {
        **RECORD,
        "updated_at": "?spread",
        "name": "'客户' || i",
        "company": f"'测试' || (i % {leads // 10}) || '有限公司'",
        "mobile": "'139' || i",
        "status": "CASE i % 3 WHEN 0 THEN 'new' WHEN 1 THEN 'contacted' ELSE 'closed' END",
        "owner_id": f"(i * 7919) % {people} + 1",
        "doubtful": "?list",
    }
    await insert("lead", lead, leads)
    activity = {**RECORD, "kind": "'call'", "content": "'联系 ' || i", "at": "?spread", "lead_id": "i"}
    activity |= {"owner_id": f"(i * 7919) % {people} + 1", "subject_object": "'lead'", "subject_id": "i"}
    if followed:
        await insert("activity", activity, leads)
    team = {"object": "'lead'", "record_id": f"(i * 31) % {leads} + 1", "member_id": f"i % {people} + 1"}
    team |= {"kind": "'follower'", "powers": "?list", "added_at": "?at"}
    await insert("team_member", team, people * TEAM)
    await execute("ANALYZE" if database().dialect.name == "sqlite" else "VACUUM ANALYZE")  # as a company at rest has it
    found = await actor_by_userid("seller5")
    assert found
    return found


async def insert(table: str, columns: dict[str, str], count: int) -> None:
    """`count` rows; each column is an expression over the number `i` of its row."""
    lite = database().dialect.name == "sqlite"
    words = {
        "?at": "'2026-11-24 02:00:00+00:00'" if lite else "timestamptz '2026-11-24 02:00:00+00'",
        "?empty": "'{}'" if lite else "'{}'::jsonb",
        "?list": "'[]'" if lite else "'[]'::jsonb",
        "?spread": (
            "datetime('2026-11-24', '-' || ((i * 104729) % 20000000) || ' seconds') || '.000000+00:00'"
            if lite
            else "timestamptz '2026-11-24 00:00:00+00' - make_interval(secs => (i::bigint * 104729) % 20000000)"
        ),
    }
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        if lite
        else f"WITH n AS (SELECT generate_series(1, {count})::bigint AS i)"
    )
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(words.get(expression, expression) for expression in columns.values())
    conflict = " WHERE true ON CONFLICT DO NOTHING"
    if lite:
        await execute(f'INSERT INTO "{table}" ({names}) {numbers} SELECT {values} FROM n{conflict}')
    else:
        await execute(f'{numbers} INSERT INTO "{table}" ({names}) SELECT {values} FROM n{conflict}')

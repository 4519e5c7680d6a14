"""Long reads see one moment of the database, whatever is written meanwhile."""

from core.db import Database, rows
from core.leads.lead import Lead
from core.moment import one_moment
from tests.conftest import Company

ALL = "SELECT id FROM lead ORDER BY id"


async def test_what_is_written_meanwhile_is_not_seen_and_not_held_up(company: Company, database: Database):
    await Lead.bulk_create([Lead(name=f"客户{n}", owner_id=company.rep.id) for n in range(5)])
    before = [row[0] for row in await rows(ALL)]
    async with one_moment(database) as moment:
        seen: list[int] = []
        sizes: list[int] = []
        async for part in moment.parts(ALL, most=2):
            seen += [row[0] for row in part]
            sizes.append(len(part))
            await Lead.create(name="新来的", owner_id=company.rep.id)
        assert (seen, sizes) == (before, [2, 2, 1])
        assert [row["id"] for row in await moment.rows(ALL)] == before
    assert len(await rows(ALL)) == 8

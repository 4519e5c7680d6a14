"""Sessions: idle, longest, ended with the membership, never stored in clear."""

from core.org import sessions
from core.org.directory import take_over
from core.org.sessions import Session, begin, end, signed_in
from tests.conftest import DEPARTMENTS, MEMBERS, Company

DAY = 86_400


async def test_a_token_says_who_it_is_and_is_kept_as_a_hash(company: Company):
    token = await begin(company.rep.id)
    found = await signed_in(token)
    assert found is not None and found.actor == company.rep and found.csrf_token != token
    [row] = await Session.all()
    assert token not in (row.token_hash, row.csrf_token) and len(row.token_hash) == 64
    for wrong in ("", "x", token + "x", token.upper()):
        assert await signed_in(wrong) is None


async def test_seven_idle_days_end_it_and_use_keeps_it(company: Company, stopped_clock):
    idle, used = await begin(company.rep.id), await begin(company.rep.id)
    for _ in range(4):
        stopped_clock.advance(2 * DAY)
        assert await signed_in(used)
    assert await signed_in(idle) is None


async def test_thirty_days_end_it_however_much_it_is_used(company: Company, stopped_clock):
    token = await begin(company.rep.id)
    for _ in range(30):
        assert await signed_in(token)
        stopped_clock.advance(DAY)
    stopped_clock.advance(1)
    assert await signed_in(token) is None


async def test_signing_out_ends_one_session_and_no_other(company: Company):
    first, second = await begin(company.rep.id), await begin(company.rep.id)
    await end(first)
    assert await signed_in(first) is None and await signed_in(second)


async def test_a_member_whom_the_directory_disables_is_out_everywhere(company: Company):
    token, other = await begin(company.rep.id), await begin(company.other.id)
    facts = [
        fact if fact.userid != "rep" else type(fact)(**{**fact.__dict__, "status": "disabled"}) for fact in MEMBERS
    ]
    await take_over(DEPARTMENTS, facts, ["boss"])
    assert await signed_in(token) is None and await signed_in(other)
    assert await Session.filter(member_id=company.rep.id).count() == 0
    await take_over(DEPARTMENTS, MEMBERS, ["boss"])
    assert await signed_in(token) is None  # coming back does not bring the session back


async def test_the_sweep_forgets_what_cannot_be_used(company: Company, stopped_clock):
    await begin(company.rep.id)
    stopped_clock.advance(8 * DAY)
    await begin(company.rep.id)
    await sessions.sweep()
    assert await Session.all().count() == 1

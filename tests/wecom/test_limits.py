from core.kv import LocalKV
from core.wecom.limits import PER_MEMBER, Turns


async def test_a_member_gets_no_more_than_thirty_messages_in_any_minute():
    now = 0.0
    turns = Turns(LocalKV(lambda: now), "ww1", 1)
    sent: list[float] = []
    while now < 300:
        if await turns.allow("a") == 0.0:
            sent.append(now)
        now += 0.7
    busiest = max(sum(start <= moment < start + 60 for moment in sent) for start in sent)
    assert busiest == 30


async def test_a_member_gets_no_more_than_a_thousand_messages_in_any_hour():
    now = 0.0
    turns = Turns(LocalKV(lambda: now), "ww1", 1)
    sent: list[float] = []
    while now < 3 * 3600:
        now += await turns.allow("a") or 0.0
        sent.append(now)
        now += 2.1
    busiest = max(
        sum(start <= moment < start + 3600 for moment in sent[first : first + 1100])
        for first, start in enumerate(sent[::50])
    )
    assert busiest <= 1000


async def test_two_members_do_not_wait_for_each_other_but_spelling_makes_no_other_member():
    turns = Turns(LocalKV(), "ww1", 1, limits=[(1, 60.0)])
    assert await turns.allow("ZhangSan") == 0.0
    assert await turns.allow("lisi") == 0.0
    assert await turns.allow("zhangsan") > 0


async def test_waiting_for_a_turn_waits_as_long_as_needed():
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    turns = Turns(LocalKV(lambda: now), "ww1", 1, sleep=sleep)
    for _ in range(PER_MEMBER[0][0] + 1):
        await turns.wait_for_turn("a")
    assert now == PER_MEMBER[0][1]

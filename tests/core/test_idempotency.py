"""Requests that count once: the answer lives in the transaction of its effect."""

import asyncio

import pytest

from core import idempotency
from core.dialogs import Dialog, ask
from core.errors import Conflict, Invalid
from core.idempotency import IdempotentRequest, earlier_answer, remember
from core.work import work


async def test_the_same_key_and_body_gives_the_same_answer_again(database):
    assert await earlier_answer("1:POST:/x:k", "d1") is None
    async with work():
        assert await remember("1:POST:/x:k", "d1", 201, {"id": 7, "名": "林"})
    assert await earlier_answer("1:POST:/x:k", "d1") == (201, {"id": 7, "名": "林"})


async def test_another_body_is_refused(database):
    async with work():
        await remember("k", "d1", 201, None)
    with pytest.raises(Invalid):
        await earlier_answer("k", "d2")


async def test_a_rolled_back_effect_leaves_no_answer(database):
    with pytest.raises(ZeroDivisionError):
        async with work():
            await remember("k", "d1", 201, None)
            raise ZeroDivisionError
    assert await earlier_answer("k", "d1") is None


async def test_of_several_at_once_one_has_its_effect(database):
    class Beaten(Exception):
        pass

    async def request(n: int) -> str:
        try:
            async with work():
                await ask(f"m{n}", "effect", {})
                if not await remember("k", "d1", 201, {"by": n}):
                    raise Beaten
        except Beaten:
            return "again"
        return "first"

    outcomes = await asyncio.gather(*[request(n) for n in range(8)])
    assert outcomes.count("first") == 1 and await Dialog.all().count() == 1
    [dialog] = await Dialog.all()
    answer = await earlier_answer("k", "d1")
    assert answer is not None and f"m{answer[1]['by']}" == dialog.userid


async def test_after_a_day_the_key_is_new_and_the_row_is_swept(database, stopped_clock):
    async with work():
        await remember("k", "d1", 201, None)
        await remember("l", "d1", 201, None)
    stopped_clock.advance(24 * 3600 + 1)
    assert await earlier_answer("k", "other body") is None
    await idempotency.sweep()
    assert await IdempotentRequest.all().count() == 0


async def test_a_first_request_that_never_answers_is_waited_for_and_then_told(database, monkeypatch):
    monkeypatch.setattr(idempotency, "PATIENCE", 0.1)
    async with work():
        await remember("k", "d1", 0, None)
    with pytest.raises(Conflict, match="正在处理"):
        await earlier_answer("k", "d1")

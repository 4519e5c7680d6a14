"""What happens to a message on its way out, for every way WeCom can answer."""

from typing import Any

import pytest
from aiohttp import web

from core.clock import Stopped
from tests.notifications.conftest import GREETING, Post

SENT = {"errcode": 0, "errmsg": "ok", "msgid": "m1", "response_code": "r1", "invaliduser": ""}


def refusal(errcode: int) -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": "no"}


async def lost(_request: web.Request) -> web.StreamResponse:
    """Carried out, but the answer never arrives."""
    raise web.HTTPBadGateway


async def test_a_sent_card_carries_the_task_id_of_its_row(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/send", {**SENT})
    row = await post.row(await post.write())
    await post.send()
    sent = post.cloud.last("message/send").body
    assert sent["template_card"]["task_id"] == row.task_id
    assert (sent["touser"], sent["agentid"]) == ("rep", 1000002)
    row = await post.row(row.id)
    assert (row.state, row.outcome, row.msgid, row.response_code) == ("done", "sent", "m1", "r1")


async def test_no_two_rows_have_the_same_task_id(post: Post) -> None:
    rows = [await post.row(await post.write()) for _ in range(5)]
    assert len({row.task_id for row in rows}) == 5


async def test_a_plain_message_is_made_unique_by_wecom(post: Post, stopped_clock: Stopped) -> None:
    await post.write(GREETING)
    await post.send()
    assert post.cloud.last("message/send").body["enable_duplicate_check"] == 1


@pytest.mark.parametrize("trouble", [refusal(-1), refusal(6000), lost])
async def test_passing_trouble_is_tried_again(post: Post, stopped_clock: Stopped, trouble: Any) -> None:
    post.cloud.script("message/send", trouble)
    row = await post.write()
    await post.send()
    assert (await post.row(row)).state == "waiting"
    stopped_clock.advance(2)
    await post.send()
    assert (await post.row(row)).outcome == "sent"


async def test_a_used_task_id_on_a_resend_is_good_news(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/send", lost, refusal(42014))
    row = await post.write()
    await post.send()
    stopped_clock.advance(2)
    await post.send()
    assert ((await post.row(row)).state, (await post.row(row)).outcome) == ("done", "sent")


async def test_a_used_task_id_at_the_first_attempt_is_a_fault(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/send", refusal(42014))
    row = await post.write()
    await post.send()
    assert ((await post.row(row)).state, (await post.row(row)).outcome) == ("dead", "refused 42014")


async def test_nobody_there_is_final(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/send", refusal(81013), {**SENT, "invaliduser": "rep"})
    first, second = await post.write(), await post.write()
    await post.send()
    assert [(await post.row(row)).state for row in (first, second)] == ["dead", "dead"]
    assert (await post.row(first)).outcome == "refused 81013"
    assert post.sender.trouble == ""


async def test_a_rate_limit_parks_everything_for_a_minute(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/send", refusal(45009))
    rows = [await post.write(to="rep")]
    await post.send()
    rows += [await post.write(to="other")]
    await post.send()
    assert post.cloud.count("message/send") == 1
    assert post.sender.trouble == ""
    stopped_clock.advance(61)
    await post.send()
    assert {(await post.row(row)).outcome for row in rows} == {"sent"}


async def test_a_missing_permission_is_told_until_it_is_mended(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/send", refusal(60020))
    row = await post.write()
    await post.send()
    assert "企业可信IP" in post.sender.trouble
    assert (await post.row(row)).attempts == 0, "waiting for an administrator costs no attempt"
    stopped_clock.advance(61)
    await post.send()
    assert ((await post.row(row)).outcome, post.sender.trouble) == ("sent", "")


async def test_a_message_is_not_kept_waiting_for_more_than_a_day(post: Post, stopped_clock: Stopped) -> None:
    row = await post.write()
    stopped_clock.advance(25 * 3600)
    post.cloud.script("message/send", refusal(60020))
    await post.send()
    assert (await post.row(row)).state == "dead"


async def test_a_member_gets_thirty_a_minute_in_order(post: Post, stopped_clock: Stopped) -> None:
    rows = [await post.write({**GREETING, "text": {"content": str(number)}}) for number in range(33)]
    await post.send()
    assert post.cloud.count("message/send") == 30
    assert [(await post.row(row)).state for row in rows[30:]] == ["waiting"] * 3
    sent = [call.body["text"]["content"] for call in post.cloud.calls if call.api == "message/send"]
    assert sent == [str(number) for number in range(30)]


async def test_a_card_is_updated_with_its_code(post: Post, stopped_clock: Stopped) -> None:
    update = {"response_code": "c", "userids": ["rep"], "button": {"replace_name": "已处理"}}
    row = await post.write(update, kind="update")
    await post.send()
    assert post.cloud.last("message/update_template_card").body == {**update, "agentid": 1000002}
    assert (await post.row(row)).outcome == "sent"


async def test_a_used_code_counts_as_done(post: Post, stopped_clock: Stopped) -> None:
    post.cloud.script("message/update_template_card", lost, refusal(60140))
    row = await post.write({"response_code": "c", "userids": ["rep"]}, kind="update")
    await post.send()
    stopped_clock.advance(2)
    await post.send()
    assert ((await post.row(row)).state, (await post.row(row)).outcome) == ("done", "sent")


async def test_a_wecom_that_stays_away_ends_in_a_dead_row(post: Post, stopped_clock: Stopped) -> None:
    row = await post.write()
    post.cloud.script("message/send", *[lost] * 20)
    for _ in range(13):
        await post.send()
        stopped_clock.advance(3601)
    assert ((await post.row(row)).state, (await post.row(row)).outcome) == ("dead", "unreachable")

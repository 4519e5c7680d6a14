"""When something breaks on our side or on WeCom's: tried again, and told once when that does not help."""

from core.cards.scan import CardScan
from core.db import execute
from core.inbox import Inbox
from core.jobs import Job
from core.outbox import Outbox
from tests.scenarios.conftest import OTHER, REP, World, title_of
from tests.scenarios.scanned import scanned


async def test_a_photo_that_cannot_be_fetched_is_given_up_with_one_sentence(world: World) -> None:
    world.parts.jobs.worker.back_off = (0.01, 0.01)
    await world.fault(error_code=-1, error_calls=1000, error_path="media/get")
    [answer] = await world.photo("1-linjiahe.jpg")
    assert title_of(answer) == "这张照片没有读出来。过几分钟再发一次"
    assert (await CardScan.all().get()).state == "failed"
    assert (await Job.all().order_by("-id").first()).state == "dead"  # type: ignore[union-attr]


async def test_a_fault_of_ours_is_told_once_with_a_number(world: World) -> None:
    assert world.talk
    world.talk.inbox.back_off = (0.01,)
    await execute('ALTER TABLE "lead" RENAME TO "lead_elsewhere"')
    [answer] = await world.text("线索")
    assert title_of(answer).startswith("这次没有处理成，过几分钟再发一次。还是不行，把编号 ")
    assert (await Inbox.all().get()).state == "dead"
    await execute('ALTER TABLE "lead_elsewhere" RENAME TO "lead"')
    [answer] = await world.text("线索")
    assert title_of(answer) == "还没有你负责的线索。拍一张名片，或从公海领取"


async def test_a_card_whose_update_was_not_acknowledged_shows_its_new_state(world: World) -> None:
    card = await scanned(world)
    await world.fault(lost_answer=1)
    pressed = await world.press(card, "存为线索")
    assert pressed["body"]["replaced"].startswith("已存为线索 · ")
    assert [row.outcome for row in await Outbox.filter(kind="update")] == ["sent"]


async def test_an_expired_token_at_the_press_is_nobodys_business(world: World) -> None:
    card = await scanned(world)
    await world.fault(expired_token=True)
    pressed = await world.press(card, "存为线索")
    assert pressed["body"]["replaced"].startswith("已存为线索 · ")


async def test_a_change_of_the_address_book_is_read_again(world: World) -> None:
    await world.sim("POST", "people", {"name": "何新来", "userid": "newcomer"})
    await world.quiet()
    assert (await world.actor("newcomer")).name == "何新来"


async def test_one_persons_trouble_does_not_hold_up_another(world: World) -> None:
    assert world.talk
    world.talk.outbox.back_off = (0.3,) * 5
    await world.fault(error_code=-1, error_calls=2, error_path="message/send")
    await world.sim("POST", f"people/{REP}/send", {"content": "帮助"})
    await world.text("帮助", OTHER)
    await world.quiet()
    assert len(await world.said(REP)) == len(await world.said(OTHER)) == 1


async def test_a_burst_of_events_gets_each_its_turn(world: World) -> None:
    await world.sim("POST", f"people/{REP}/burst", {"count": 50})
    await world.quiet()
    assert await Inbox.filter(state="done").count() == 50

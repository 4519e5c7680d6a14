"""A card is photographed, read, pressed: one lead, one answer, whatever happens on the way."""

import asyncio
from typing import Any

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import Contact
from core.cards.scan import CardSave, CardScan
from core.leads.lead import LEAD, Lead
from core.objects.writing import create
from core.outbox import Outbox
from core.pools.group import PoolGroup
from core.work import work
from tests.scenarios.conftest import OTHER, REP, Message, World, key_of, rows_of, title_of
from tests.scenarios.scanned import LIN, scanned

BUTTONS = ["存为线索", "存为客户", "修改"]


async def test_a_photo_becomes_a_card_and_a_press_a_lead(world: World) -> None:
    [card] = await world.photo("1-linjiahe.jpg")
    assert title_of(card) == "林嘉禾 · 采购总监"
    assert card["body"]["card"]["main_title"]["desc"] == "苏州惠筑科技有限公司"
    assert rows_of(card)["手机"] == "139 0000 2716"
    assert [button["text"] for button in card["body"]["card"]["button_list"]] == BUTTONS
    scan = await CardScan.all().get()
    assert card["body"]["card"]["button_list"][2]["url"] == f"{world.settings.base_url}/m/scan?card={scan.id}&n=0"
    pressed = await world.press(card, "存为线索")
    lead = await Lead.all().get()
    assert (lead.name, lead.company, lead.owner_id) == ("林嘉禾", "苏州惠筑科技有限公司", (await world.actor()).id)
    assert rows_of(pressed)["结果"] == "已存为线索，归你跟进"
    row = next(row for row in pressed["body"]["card"]["horizontal_content_list"] if row["keyname"] == "线索")
    assert row == {
        "type": 1,
        "keyname": "线索",
        "value": "打开，写跟进",
        "url": f"{world.settings.base_url}/m/o/lead/{lead.id}",
    }
    assert pressed["body"]["replaced"].startswith("已存为线索 · ")
    assert len(await world.said()) == 1, "nothing is said after the card"


async def test_two_cards_in_one_photo_give_two_answers(world: World) -> None:
    cards = await world.photo("5-two-cards.jpg")
    assert len(cards) == 2
    for card in cards:
        await world.press(card, "存为线索")
    assert await Lead.all().count() == 2


async def test_a_photo_without_a_card_says_what_to_do(world: World, tmp_path: Any) -> None:
    from PIL import Image

    path = tmp_path / "blank.jpg"
    Image.new("RGB", (900, 600), (128, 128, 128)).save(path)

    async def send() -> None:
        address = f"{world.settings.base_url}/simulator/_sim/people/{REP}/photo"
        async with world.session.post(address, data=path.read_bytes()) as answer:
            assert answer.status == 200

    [answer] = await world.answers(send(), REP)
    assert title_of(answer) == "没有识别到名片。拍清楚四个角，再发一次"


async def test_what_is_no_picture_is_answered_with_the_reason(world: World) -> None:
    async def send() -> None:
        address = f"{world.settings.base_url}/simulator/_sim/people/{REP}/photo"
        async with world.session.post(address, data=b"\xff\xd8\xff\xe0 no picture, only its first bytes" * 9) as answer:
            assert answer.status == 200

    [answer] = await world.answers(send(), REP)
    scan = await CardScan.all().get()
    assert title_of(answer) == scan.error != ""


async def test_an_expired_photo_is_asked_for_again(world: World) -> None:
    await world.fault(error_code=40007, error_calls=1, error_path="media/get")
    [answer] = await world.photo("1-linjiahe.jpg")
    assert title_of(answer) == "照片过期了，再发一次"
    assert await world.due() == []


async def test_the_card_marks_doubt_and_names_who_may_be_the_same(world: World) -> None:
    other = await world.actor(OTHER)
    async with work():
        await create(other, ACCOUNT, {"name": "苏州惠筑科技有限公司"})
    card = await scanned(world)
    assert rows_of(card) == {
        "手机": "139 0000 2716（请核对）",
        "电话": "0512-0000 6688",
        "邮箱": "lin.jiahe@huizhu.example",
        "地址": "苏州市工业园区云杉路88号3幢",
    }
    quote = card["body"]["card"]["quote_area"]
    assert quote["title"] == "可能已有 1 个客户"
    assert quote["quote_text"] == "苏州惠筑科技有限公司 · 王晓明跟进中"
    pressed = await world.press(card, "存为线索")
    assert pressed["body"]["card"]["quote_area"] == {
        "type": 0,
        "title": "同公司客户由王晓明跟进",
        "quote_text": "要合作，先问他",
    }


async def test_a_card_becomes_an_account_with_a_contact(world: World) -> None:
    card = await scanned(world)
    pressed = await world.press(card, "存为客户")
    account = await Account.all().get()
    assert (await Contact.all().get()).account_id == account.id
    assert rows_of(pressed)["结果"] == "已存为客户，归你跟进"
    assert pressed["body"]["card"]["card_action"]["url"].endswith(f"/m/scan?card={(await CardScan.all().get()).id}&n=0")


async def test_pressing_again_changes_nothing_and_shows_the_same(world: World) -> None:
    card = await scanned(world)
    key = key_of(card, "存为线索")
    first = await world.press(card, "存为线索")
    for _ in range(2):
        await press_anyway(world, card, key)
    again = (await world.said())[-1]
    assert again["body"] == first["body"]
    assert (await Lead.all().count(), len(await world.said())) == (1, 1)


async def test_every_delivery_three_times_is_one_lead(world: World) -> None:
    await world.fault(repeat_callbacks=True)
    card = await scanned(world)
    await world.press(card, "存为线索")
    assert (await Lead.all().count(), len(await world.said())) == (1, 1)


async def test_both_buttons_at_the_same_moment_do_one_thing(world: World) -> None:
    card = await scanned(world)
    await asyncio.gather(
        *(press_anyway(world, card, key_of(card, label), quiet=False) for label in ("存为线索", "存为客户", "存为线索"))
    )
    await world.quiet()
    assert await CardSave.all().count() == 1
    assert await Lead.all().count() + await Account.all().count() == 1
    assert len(await world.said()) == 1


async def press_anyway(world: World, card: Message, key: str, quiet: bool = True) -> None:
    """A press from a second phone, where the buttons are still there: with a response code of its own."""
    row = await Outbox.filter(task_id=card["body"]["task_id"]).get()
    await emit_press(world, REP, key, row.response_code or "spent", quiet)


async def emit_press(world: World, person: str, key: str, code: str = "spent", quiet: bool = True) -> None:
    fields = {"EventKey": key, "TaskId": "t", "CardType": "button_interaction", "ResponseCode": code}
    await world.sim("POST", "emit", {"person": person, "event": "template_card_event", "fields": fields})
    if quiet:
        await world.quiet()


async def test_somebody_elses_lead_is_named_with_two_ways_on(world: World) -> None:
    other = await world.actor(OTHER)
    async with work():
        taken = await create(other, LEAD, {"name": "林嘉禾", "mobile": "13900002716"})
    card = await scanned(world)
    refused = await world.press(card, "存为线索")
    assert refused["body"]["card"]["quote_area"]["title"] == "已由王晓明跟进"
    assert [button["text"] for button in refused["body"]["card"]["button_list"]] == ["通知负责人", "仅存我的名片"]
    assert (await Lead.all().count(), await CardSave.all().count()) == (1, 0)

    told = await world.press(refused, "通知负责人")
    assert told["body"]["replaced"] == "已通知王晓明"
    [notice] = await world.said(OTHER)
    assert title_of(notice) == "周雨桐也拿到了林嘉禾的名片"
    assert notice["body"]["card"]["card_action"]["url"].endswith(f"/m/o/lead/{taken.id}")
    await press_anyway(world, card, key_of(refused, "通知负责人"))
    assert len(await world.said(OTHER)) == 1


async def test_only_the_card_can_be_kept(world: World) -> None:
    other = await world.actor(OTHER)
    async with work():
        await create(other, LEAD, {"name": "林嘉禾", "mobile": "13900002716"})
    refused = await world.press(await scanned(world), "存为线索")
    kept = await world.press(refused, "仅存我的名片")
    assert rows_of(kept)["结果"] == "已存为你的名片，没有建线索"
    assert (await CardSave.all().get()).object == "card"
    assert await Lead.all().count() == 1


async def test_my_own_lead_is_opened_instead(world: World) -> None:
    async with work():
        mine = await create(await world.actor(), LEAD, {"name": "林嘉禾", "mobile": "13900002716"})
    refused = await world.press(await scanned(world), "存为线索")
    assert refused["body"]["card"]["quote_area"]["title"] == "手机已存在：线索「林嘉禾」，你负责"
    assert f"{world.settings.base_url}/m/o/lead/{mine.id}" in [
        row.get("url") for row in refused["body"]["card"]["horizontal_content_list"]
    ]


async def test_what_is_missing_is_said_on_the_card(world: World) -> None:
    card = await scanned(world, {"name": "林嘉禾"})
    refused = await world.press(card, "存为线索")
    assert refused["body"]["card"]["quote_area"] == {
        "type": 0,
        "title": "还不能存",
        "quote_text": "手机、电话、邮箱、QQ、微信至少填一个",
    }
    assert not refused["body"].get("replaced")
    refused = await world.press(refused, "存为客户")
    assert refused["body"]["card"]["quote_area"]["quote_text"] == "存为客户要有公司名称"


async def test_a_colleagues_card_does_not_exist(world: World) -> None:
    card = await scanned(world)
    fields = {
        "EventKey": key_of(card, "存为线索"),
        "TaskId": "t",
        "CardType": "button_interaction",
        "ResponseCode": "c",
    }
    await world.sim("POST", "emit", {"person": OTHER, "event": "template_card_event", "fields": fields})
    await world.quiet()
    assert [title_of(one) for one in await world.said(OTHER)] == ["没有找到这张名片，重新拍一次"]
    assert await Lead.all().count() == 0


async def test_a_strange_button_is_answered_with_a_sentence(world: World) -> None:
    await emit_press(world, REP, "lead:1")
    assert [title_of(one) for one in await world.said()] == ["这张卡片已经不能用了。发「帮助」看现在能做什么"]


async def test_a_press_survives_a_kill_at_every_statement(world: World) -> None:
    """Each round is another person's card, and the process dies one statement later than in the round before."""
    for statement in range(1, 46):
        card = await scanned(world, LIN | {"mobile": f"139000{statement:05}", "email": ""})
        await killed_during(world, statement, press_quietly(world, card))
        await world.quiet()
        pressed = (await world.said())[-1]
        assert pressed["body"]["replaced"].startswith("已存为线索 · "), statement
        assert (await Lead.all().count(), len(await world.said())) == (statement, statement), statement


async def test_a_photo_survives_a_kill_at_many_statements(world: World) -> None:
    for number, statement in enumerate((3, 7, 12, 17, 22), 1):
        send = world.sim("POST", f"people/{REP}/send", {"kind": "image", "sample": "1-linjiahe.jpg"})
        await killed_during(world, statement, send)
        await world.quiet()
        assert len(await world.said()) == number, statement


async def press_quietly(world: World, card: Message) -> None:
    await world.sim("POST", f"people/{REP}/press", {"message": card["id"], "key": key_of(card, "存为线索")})


async def killed_during(world: World, statement: int, doing: Any) -> None:
    """Does it in a process that dies at a statement of the database, then starts the next one."""
    with world.dies_at(statement):
        await doing
        while not world.dead:
            await asyncio.sleep(0.005)
    await world.restart()


async def test_who_is_in_several_pool_groups_chooses_one_in_the_card(world: World) -> None:
    for name in ("华东线索", "华南线索"):
        await PoolGroup.create(name=name, pool_of="lead", mode="claim", everyone=True, active=True)
    card = await scanned(world)
    asked = await world.press(card, "存为线索")
    options = asked["body"]["card"]["button_selection"]["option_list"]
    assert {option["text"] for option in options} == {"华东线索", "华南线索"}
    assert await Lead.all().count() == 0
    saved = await world.press(asked, "存为线索", pool_group=options[1]["id"])
    assert rows_of(saved)["结果"] == "已存为线索，归你跟进"
    assert (await Lead.all().get()).pool_group_id == int(options[1]["id"])

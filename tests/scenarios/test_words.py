"""What is typed and what comes back."""

from core.dialogs import Dialog
from core.leads.lead import LEAD
from core.objects.writing import create
from core.outbox import Outbox
from core.work import work
from tests.scenarios.conftest import REP, World, key_of, rows_of, title_of


async def lead(world: World, **values: str) -> None:
    async with work():
        await create(await world.actor(), LEAD, values)


async def test_a_member_is_greeted_once(world: World) -> None:
    [greeting] = await world.enter()
    assert greeting["kind"] == "text"
    assert "雨桐。拍名片发给我，几秒就能存成线索。发「帮助」看全部用法。" in greeting["body"]["content"]
    assert await world.enter() == []
    await world.restart()
    assert await world.enter() == []


async def test_help_names_what_the_handlers_say_about_themselves(world: World) -> None:
    [answer] = await world.text("帮助。")
    assert {"拍名片", "查", "线索", "客户", "商机"} <= set(rows_of(answer))


async def test_a_record_in_scope_is_found_by_name_company_and_number(world: World) -> None:
    await lead(world, name="林嘉禾", company="苏州惠筑科技有限公司", mobile="13900002716")
    for text in ("查 林嘉禾", "查惠筑", "查 2716", "查 huizhu"):
        [answer] = await world.text(text)
        assert title_of(answer) == "林嘉禾", text
        assert rows_of(answer)["手机"] == "139 0000 2716"


async def test_another_persons_lead_is_not_found(world: World) -> None:
    await lead(world, name="林嘉禾", company="苏州惠筑科技有限公司", mobile="13900002716")
    [answer] = await world.text("查 林嘉禾", "luoanran")
    assert title_of(answer) == "没有查到「林嘉禾」。换个词，或新建线索"
    assert [jump["title"] for jump in answer["body"]["card"]["jump_list"]] == ["新建线索", "在全部资料里搜"]


async def test_several_hits_are_a_list(world: World) -> None:
    await lead(world, name="林嘉禾", company="苏州惠筑科技有限公司", mobile="13900002716")
    await lead(world, name="江予怀", company="苏州惠筑科技有限公司", mobile="13900002733")
    [answer] = await world.text("查 惠筑")
    assert title_of(answer) == "「惠筑」查到 2 条"
    values = [row["value"] for row in answer["body"]["card"]["horizontal_content_list"]]
    assert sorted(values) == ["林嘉禾 · 苏州惠筑科技有限公司", "江予怀 · 苏州惠筑科技有限公司"]


async def test_my_leads_come_with_the_most_urgent_first(world: World) -> None:
    [empty] = await world.text("线索")
    assert title_of(empty) == "还没有你负责的线索。拍一张名片，或从公海领取"
    await lead(world, name="林嘉禾", mobile="13900002716", next_follow_at="2030-01-02T10:00:00+08:00")
    await lead(world, name="江予怀", mobile="13900002733", next_follow_at="2020-01-02T10:00:00+08:00")
    await lead(world, name="白景初", mobile="13900002734")
    [answer] = await world.text("线索")
    shown = answer["body"]["card"]["horizontal_content_list"]
    assert [(row["keyname"], row["value"]) for row in shown] == [
        ("逾期", "江予怀"),
        ("01-02", "林嘉禾"),
        ("未处理", "白景初"),
    ]


async def test_a_question_survives_a_restart(world: World) -> None:
    await lead(world, name="林嘉禾", mobile="13900002716")
    [question] = await world.text("查")
    assert title_of(question) == "查谁？发名字、公司或手机号"
    await world.restart()
    [answer] = await world.text("林嘉禾")
    assert title_of(answer) == "林嘉禾"
    assert not await Dialog.filter(userid=REP).exists()
    [again] = await world.text("林嘉禾")
    assert "没有「林嘉禾」这个词" in title_of(again)


async def test_a_command_is_never_taken_for_the_answer_to_a_question(world: World) -> None:
    await world.text("查")
    [answer] = await world.text("帮助")
    assert title_of(answer) == "你可以这样用"
    assert not await Dialog.filter(userid=REP).exists()


async def test_a_wrong_word_gets_near_ones_to_press(world: World) -> None:
    [hint] = await world.text("邦助")
    assert [button["text"] for button in hint["body"]["card"]["button_list"]] == ["帮助"]
    before = await world.said()
    pressed = await world.press(hint, "帮助")
    assert pressed["body"]["replaced"] == "帮助"
    [answer] = [one for one in await world.said() if one["id"] not in {each["id"] for each in before}]
    assert title_of(answer) == "你可以这样用"
    again = {"EventKey": key_of(hint, "帮助"), "TaskId": hint["body"]["task_id"], "ResponseCode": "spent"}
    await world.sim("POST", "emit", {"person": REP, "event": "template_card_event", "fields": again})
    await world.quiet()
    assert (await world.said())[-1]["id"] == answer["id"], "the same button of the same card is answered once"


async def test_an_unknown_word_can_be_looked_up(world: World) -> None:
    await lead(world, name="林嘉禾", mobile="13900002716")
    [hint] = await world.text("嘉禾")
    await world.press(hint, "查这个名字")
    assert title_of((await world.said())[-1]) == "林嘉禾"


async def test_a_long_text_is_not_taken_for_a_word(world: World) -> None:
    [answer] = await world.text("今天下午去见了惠筑的林总，聊得不错，他想下周再谈一次价格")
    assert title_of(answer) == "没看懂这句话。发「帮助」看全部用法"


async def test_a_voice_message_gets_a_sentence(world: World) -> None:
    send = world.sim("POST", f"people/{REP}/send", {"kind": "voice"})
    [answer] = await world.answers(send, REP)
    assert title_of(answer) == "这种消息我还看不懂。发「帮助」看全部用法"


async def test_three_deliveries_of_one_text_get_one_answer(world: World) -> None:
    await world.fault(repeat_callbacks=True)
    assert len(await world.text("帮助")) == 1


async def test_the_same_word_again_is_a_new_question(world: World) -> None:
    assert len(await world.text("帮助")) == 1
    assert len(await world.text("帮助")) == 1


async def test_a_stranger_is_told_what_to_do(world: World) -> None:
    person = await world.sim("POST", "people", {"name": "何新来", "userid": "newcomer"})
    await world.quiet()
    assert [one["kind"] for one in await world.said(person["userid"])] == ["text"], "greeted after being asked for"
    await world.sim("POST", "emit", {"person": "ghost", "event": "click", "fields": {"EventKey": "help"}})
    await world.quiet()
    row = await Outbox.filter(userid="ghost").get()
    assert row.state == "dead" and row.outcome == "refused 81013"


async def test_a_lost_answer_shows_the_card_once(world: World) -> None:
    await world.fault(lost_answer=1)
    assert len(await world.text("帮助")) == 1
    assert len(await world.calls("message/send")) == 2
    row = await Outbox.all().order_by("-id").first()
    assert row and (row.state, row.outcome, row.attempts) == ("done", "sent", 2)


async def test_an_expired_token_is_nobodys_business(world: World) -> None:
    await world.fault(expired_token=True)
    assert len(await world.text("帮助")) == 1


async def test_a_busy_wecom_is_asked_again(world: World) -> None:
    await world.fault(error_code=-1, error_calls=2, error_path="message/send")
    assert len(await world.text("帮助")) == 1


async def test_a_disabled_member_is_told_what_to_do(world: World) -> None:
    from core.org.tables import Member

    await Member.filter(userid=REP).update(status="disabled")
    answers = await world.text("帮助")
    assert title_of(answers[0]) == "我还不认识你。让管理员把你加进这个应用的可见范围，再发一次"


async def test_the_menu_asks_whom_to_look_up(world: World) -> None:
    press = world.sim("POST", f"people/{REP}/menu", {"type": "click", "key": "lookup"})
    [question] = await world.answers(press, REP)
    assert title_of(question) == "查谁？发名字、公司或手机号"

"""The callback engine against a real app that is slow, failing, wrong or fine."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from wechatpy.work import parse_message

from tests.simulator.conftest import CORP_ID, Receiver, Simulator, button_card, config_for, notice_card, running


async def say(sim: Simulator, text: str = "帮助") -> None:
    await sim.sim("POST", "people/zhouyutong/send", {"kind": "text", "content": text})
    await sim.idle()


def tag(plain: str, name: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", plain, re.S)
    assert found, f"{name} in {plain}"
    return found[1]


async def test_the_address_is_checked_at_the_start(sim: Simulator) -> None:
    rows = await sim.log("URL 验证")
    assert [row["outcome"] for row in rows] == ["ok", "ok"]
    assert (await sim.sim("GET", "state"))["health"] == "ok"


async def test_a_wrong_echo_does_not_pass(sim: Simulator) -> None:
    async def check(request: web.Request) -> web.Response:
        return web.Response(text='"wrong"')

    sim.receiver.check = check  # type: ignore[method-assign]
    sim.callbacks.doors["app"] = sim.callbacks.doors["app"].__class__(
        **{**sim.callbacks.doors["app"].__dict__, "token": "another"}
    )
    assert (await sim.sim("POST", "check", {}))["passed"] is False
    assert (await sim.log("URL 验证"))[0]["note"] == "openapi回调地址请求不通过"


async def test_a_text_arrives_readable_for_another_parser(sim: Simulator) -> None:
    await say(sim, "跟进 ]]> <b>惠筑</b>")
    message = parse_message(sim.receiver.got[0])
    assert (message.type, message.content, message.source) == ("text", "跟进 ]]> <b>惠筑</b>", "zhouyutong")
    assert message.id > 0


@pytest.mark.parametrize("status", [404, 500, 302])
async def test_a_refusal_is_tried_three_times_with_new_wrapping_and_the_same_text(sim: Simulator, status: int) -> None:
    async def refuse(request: web.Request, plain: str) -> web.Response:
        return web.Response(status=status)

    sim.receiver.answer = refuse
    await say(sim)
    assert len(sim.receiver.got) == 3
    assert len(set(sim.receiver.got)) == 1
    assert len({query["nonce"] for query, _ in sim.receiver.raw}) == 3
    assert len({body for _, body in sim.receiver.raw}) == 3
    row = (await sim.log("text"))[0]
    assert (row["outcome"], len(row["detail"]["attempts"])) == ("failed", 3)


async def test_a_slow_app_is_cut_off_and_asked_again(sim: Simulator) -> None:
    sim.callbacks.post_seconds = 0.1
    calls = 0

    async def slow_once(request: web.Request, plain: str) -> web.Response:
        nonlocal calls
        calls += 1
        await asyncio.sleep(1 if calls == 1 else 0)
        return web.Response()

    sim.receiver.answer = slow_once
    await say(sim)
    attempts = (await sim.log("text"))[0]["detail"]["attempts"]
    assert [attempt["status"] for attempt in attempts] == [0, 200]
    assert "没有答复" in attempts[0]["error"]


async def test_an_app_that_is_down_is_named_in_the_log(tmp_path: Path) -> None:
    from aiohttp.test_utils import unused_port

    config = config_for(unused_port(), unused_port(), tmp_path)
    async with running(config) as (base, callbacks), ClientSession() as session:
        nobody = Receiver(None)  # type: ignore[arg-type]
        sim = Simulator(base, session, nobody, config, callbacks)
        await say(sim)
        row = (await sim.log("text"))[0]
        assert row["outcome"] == "failed"
        assert "连不上" in row["note"]
        assert (await sim.sim("GET", "state"))["health"] == "silent"


async def reply(sim: Simulator, inner: str) -> web.Response:
    sealed = sim.receiver.crypto.encrypt_message(inner, "nonce", "1409659813")
    return web.Response(text=sealed, content_type="text/xml")


async def test_a_passive_reply_is_shown(sim: Simulator) -> None:
    async def answer(request: web.Request, plain: str) -> web.Response:
        head = f"<ToUserName>zhouyutong</ToUserName><FromUserName>{CORP_ID}</FromUserName><CreateTime>1</CreateTime>"
        return await reply(sim, f"<xml>{head}<MsgType>text</MsgType><Content><![CDATA[收到 <3]]></Content></xml>")

    sim.receiver.answer = answer
    await say(sim)
    assert (await sim.chat())[-1]["body"] == {"content": "收到 <3"}


@pytest.mark.parametrize("text", ["success", "<xml><Encrypt>x</Encrypt></xml>", "<!DOCTYPE a><xml/>"])
async def test_a_reply_that_cannot_be_verified_is_an_error_and_not_a_message(sim: Simulator, text: str) -> None:
    async def answer(request: web.Request, plain: str) -> web.Response:
        return web.Response(text=text)

    sim.receiver.answer = answer
    await say(sim)
    row = (await sim.log("text"))[0]
    assert (row["outcome"], len(row["detail"]["attempts"])) == ("failed", 1)
    assert len(await sim.chat()) == 1


async def press(sim: Simulator, key: str, **more: Any) -> str:
    message = (await sim.chat())[-1]["id"]
    await sim.sim("POST", "people/zhouyutong/press", {"message": message, "key": key, **more})
    await sim.idle()
    return sim.receiver.got[-1]


async def test_a_press_brings_a_fresh_code_that_changes_the_card(sim: Simulator) -> None:
    await sim.send("template_card", button_card("task-9"))
    plain = await press(sim, "lead")
    assert (tag(plain, "Event"), tag(plain, "EventKey")) == ("template_card_event", "lead")
    assert (tag(plain, "TaskId"), tag(plain, "CardType")) == ("task-9", "button_interaction")
    update = {
        "userids": ["zhouyutong"],
        "agentid": 1000002,
        "response_code": tag(plain, "ResponseCode"),
        "template_card": button_card(replace_text="已存为线索"),
    }
    assert (await sim.post("message/update_template_card", update))["errcode"] == 0
    assert (await sim.chat())[-1]["body"]["replaced"] == "已存为线索"
    message = (await sim.chat())[-1]["id"]
    body = {"message": message, "key": "lead"}
    async with sim.session.post(f"{sim.base}/_sim/people/zhouyutong/press", json=body) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "这个按钮已经不能按了"})


async def test_choices_and_the_menu_of_a_card_reach_the_app(sim: Simulator) -> None:
    selection = {"question_key": "why", "option_list": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]}
    await sim.send("template_card", button_card("task-10", button_selection=selection))
    plain = await press(sim, "edit", chosen={"why": ["b"]})
    assert (tag(plain, "QuestionKey"), tag(plain, "OptionId")) == ("why", "b")
    menu = {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]}
    await sim.send("template_card", notice_card(task_id="task-11", action_menu=menu))
    assert tag(await press(sim, "mute"), "Event") == "template_card_menu_event"


async def test_a_passive_update_greys_the_pressed_card(sim: Simulator) -> None:
    await sim.send("template_card", button_card("task-12"))

    async def answer(request: web.Request, plain: str) -> web.Response:
        head = "<ToUserName>zhouyutong</ToUserName><MsgType>update_template_card</MsgType>"
        title = "<MainTitle><Title>林嘉禾</Title></MainTitle>"
        button = "<ButtonList><Text>好</Text><Style>1</Style><Key>k</Key></ButtonList>"
        row = "<HorizontalContentList><KeyName>结果</KeyName><Value>已存</Value></HorizontalContentList>"
        card = f"<CardType>button_interaction</CardType>{title}{button}{row}<ReplaceText>已存</ReplaceText>"
        return await reply(sim, f"<xml>{head}<TemplateCard>{card}</TemplateCard></xml>")

    sim.receiver.answer = answer
    await press(sim, "lead")
    body = (await sim.chat())[-1]["body"]
    assert body["replaced"] == "已存"
    assert body["card"]["horizontal_content_list"] == [{"keyname": "结果", "value": "已存"}]
    assert body["card"]["button_list"] == [{"text": "好", "style": 1, "key": "k"}]


async def test_everything_three_times_a_burst_and_bent_deliveries(sim: Simulator) -> None:
    await sim.sim("PUT", "faults", {"repeat_callbacks": True})
    await say(sim)
    assert len(sim.receiver.got) == 3
    assert len(set(sim.receiver.got)) == 1
    await sim.sim("DELETE", "faults")
    await sim.sim("POST", "people/zhouyutong/burst", {"count": 10})
    await sim.idle()
    keys = [tag(plain, "EventKey") for plain in sim.receiver.got[3:]]
    assert len(set(keys)) == 10
    row = (await sim.log("text"))[0]["id"]
    await sim.sim("POST", f"log/{row}/resend", {"mode": "corrupt"})
    await sim.idle()
    assert (sim.receiver.refused, (await sim.log("text"))[0]["outcome"]) == (1, "failed")
    await sim.sim("POST", f"log/{row}/resend", {"mode": "replay"})
    await sim.idle()
    assert sim.receiver.raw[-1] in sim.receiver.raw[:3]
    await sim.sim("POST", f"log/{row}/resend", {})
    await sim.idle()
    assert sim.receiver.got[-1] == sim.receiver.got[0]


async def test_opening_the_chat_reports_and_where(sim: Simulator) -> None:
    await sim.sim("POST", "people/zhouyutong/enter", {})
    await sim.sim("POST", "people/zhouyutong/enter", {"by_itself": True})
    await sim.idle()
    assert sorted(tag(plain, "Event") for plain in sim.receiver.got) == ["LOCATION", "enter_agent"]


async def test_photo_location_voice_and_link_arrive_with_their_fields(sim: Simulator) -> None:
    jpeg = b"\xff\xd8\xff\xe0" + b"0" * 100
    async with sim.session.post(f"{sim.base}/_sim/people/zhouyutong/photo", data=jpeg) as answer:
        assert answer.status == 200
    place = {"kind": "location", "latitude": 31.2989, "longitude": 120.739, "label": "星湖街"}
    for body in (place, {"kind": "voice"}, {"kind": "link", "title": "t", "url": "https://x.example/"}):
        await sim.sim("POST", "people/zhouyutong/send", body)
    await sim.idle()
    image, location, voice, link = sorted(sim.receiver.got, key=lambda plain: tag(plain, "MsgId"))
    async with sim.session.get(tag(image, "PicUrl")) as answer:
        assert await answer.read() == jpeg
    assert (tag(location, "Location_X"), tag(location, "Location_Y")) == ("31.2989", "120.739")
    assert (tag(voice, "Format"), tag(link, "Title")) == ("amr", "t")
    found = await sim.get("media/get", access_token="x", media_id=tag(voice, "MediaId"))
    assert found["errcode"] == 40014


async def test_what_is_no_picture_is_refused_with_a_sentence(sim: Simulator) -> None:
    async with sim.session.post(f"{sim.base}/_sim/people/zhouyutong/photo", data=b"GIF89a-------") as answer:
        assert answer.status == 400
        assert "40004" in (await answer.json())["error"]


async def test_message_ids_grow_also_after_everything_was_forgotten(sim: Simulator) -> None:
    await say(sim)
    await sim.sim("POST", "reset", {"everything": True})
    await say(sim)
    first, second = (int(tag(plain, "MsgId")) for plain in sim.receiver.got)
    assert first < second < 2**63


async def test_a_new_employee_is_told_to_both_addresses(sim: Simulator) -> None:
    person = await sim.sim("POST", "people", {"name": "季星野", "department": 7})
    await sim.idle()
    events = {tag(plain, "Event") for plain in sim.receiver.got}
    assert events == {"change_contact", "subscribe"}
    assert (await sim.get("user/get", access_token=await sim.token(), userid=person["userid"]))["name"] == "季星野"
    await sim.sim("DELETE", f"people/{person['userid']}")
    await sim.idle()
    assert tag(sim.receiver.got[-1], "ChangeType") == "delete_user"


async def test_changes_of_people_and_departments_are_told_with_ids_only(sim: Simulator) -> None:
    await sim.sim("PUT", "people/zhouyutong", {"position": "大客户销售", "department": 8})
    await sim.sim("POST", "departments", {"name": "华北大区", "parent": 1})
    await sim.sim("PUT", "people/wangxiaoming", {"status": 2})
    await sim.idle()
    changes = {tag(plain, "ChangeType"): plain for plain in sim.receiver.got if "ChangeType" in plain}
    assert set(changes) == {"update_user", "create_party"}
    assert tag(changes["create_party"], "Name") == "华北大区"
    assert "position" not in changes["update_user"].lower()
    member = await sim.get("user/get", access_token=await sim.token(), userid="zhouyutong")
    assert (member["position"], member["department"]) == ("大客户销售", [8])
    assert (await sim.send("text", {"content": "x"}, touser="wangxiaoming"))["errcode"] == 81013
    async with sim.session.put(f"{sim.base}/_sim/people/zhouyutong", json={"shoe": 1}) as answer:
        assert answer.status == 400

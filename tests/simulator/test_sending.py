"""message/send, update_template_card and recall: who is reached, what is cut, what is refused."""

from typing import Any

import pytest

from tests.simulator.conftest import AGENT_ID, CONTACT_SECRET, Simulator, button_card, notice_card

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 100


async def code_of(sim: Simulator, msgtype: str, body: Any, **more: Any) -> int:
    return int((await sim.send(msgtype, body, **more))["errcode"])


async def test_a_text_reaches_the_person_and_waits_unread(sim: Simulator) -> None:
    assert await code_of(sim, "text", {"content": "早上好"}) == 0
    message = (await sim.chat())[-1]
    assert (message["kind"], message["body"]["content"], message["unread"]) == ("text", "早上好", True)
    await sim.sim("POST", "people/zhouyutong/read", {})
    assert not (await sim.chat())[-1]["unread"]


async def test_a_long_text_is_cut_between_characters(sim: Simulator) -> None:
    await sim.send("text", {"content": "中" * 700})
    assert (await sim.chat())[-1]["body"]["content"] == "中" * 682


async def test_unknown_people_are_named_in_small_letters_and_nobody_at_all_is_81013(sim: Simulator) -> None:
    answer = await sim.send("text", {"content": "x"}, touser="ZhouYuTong|Nobody")
    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody")
    answer = await sim.send("text", {"content": "x"}, touser="nobody")
    assert (answer["errcode"], answer["invaliduser"]) == (81013, "nobody")
    assert (await sim.send("text", {"content": "x"}, touser=""))["errcode"] == 82001


async def test_departments_and_everybody_are_reached_within_the_scope(sim: Simulator) -> None:
    await sim.send("text", {"content": "一部"}, touser="", toparty="7")
    assert [row["body"]["content"] for row in await sim.chat("fangzhixia")] == ["一部"]
    await sim.sim("PUT", "scope", {"parties": [4], "users": ["zhouyutong"]})
    await sim.send("text", {"content": "全体"}, touser="@all")
    assert len(await sim.chat("lijiayi")) == 1
    assert await sim.chat("wangxiaoming") == []
    answer = await sim.send("text", {"content": "x"}, touser="zhouyutong|wangxiaoming")
    assert answer["invaliduser"] == "wangxiaoming"


async def test_another_agent_and_another_apps_token_are_301002(sim: Simulator) -> None:
    request = {"touser": "zhouyutong", "msgtype": "text", "agentid": 1000003, "text": {"content": "x"}}
    assert (await sim.post("message/send", request))["errcode"] == 301002
    request["agentid"] = AGENT_ID
    other = await sim.token(CONTACT_SECRET)
    assert (await sim.post("message/send", request, access_token=other))["errcode"] == 301002
    assert (await sim.post("message/send", {**request, "agentid": None}))["errcode"] == 40056


@pytest.mark.parametrize(
    "msgtype,body,code",
    [
        ("text", {}, 44004),
        ("shout", {}, 40008),
        ("markdown", {"content": "**好**"}, 0),
        ("markdown", {"content": "中" * 683}, 45002),
        ("image", {}, 41006),
        ("image", {"media_id": "gone"}, 40007),
        ("textcard", {"title": "a", "description": "b", "url": "https://crm.example/"}, 0),
        ("textcard", {"title": "a", "description": "b", "url": "javascript:1"}, 40058),
        ("textcard", {"title": "a", "description": "b"}, 40058),
        ("news", {"articles": [{"title": "a", "url": "https://crm.example/"}]}, 0),
        ("news", {"articles": []}, 45008),
        ("news", {"articles": [{"title": "a", "url": "https://crm.example/"}] * 9}, 45008),
        ("news", {"articles": [{"title": "a"}]}, 40058),
        ("miniprogram_notice", {"appid": "wx1", "title": "会议室预订成功"}, 0),
        ("miniprogram_notice", {"appid": "wx1", "title": "短"}, 40058),
    ],
)
async def test_every_kind_has_its_limits(sim: Simulator, msgtype: str, body: dict[str, Any], code: int) -> None:
    assert await code_of(sim, msgtype, body) == code


async def test_long_titles_are_cut_and_safe_is_not_for_cards(sim: Simulator) -> None:
    card = {"title": "中" * 60, "description": "d" * 600, "url": "https://crm.example/"}
    await sim.send("textcard", card)
    body = (await sim.chat())[-1]["body"]
    assert (len(body["title"]), len(body["description"])) == (42, 512)
    assert await code_of(sim, "textcard", card, safe=1) == 40074


async def test_the_same_request_is_dropped_in_silence_within_its_interval(sim: Simulator) -> None:
    again = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    first = await sim.send("text", {"content": "一次"}, **again)
    second = await sim.send("text", {"content": "一次"}, **again)
    assert (second["errcode"], second["msgid"]) == (0, first["msgid"])
    assert len(await sim.chat()) == 1
    await sim.sim("POST", "clock", {"advance": 601})
    await sim.send("text", {"content": "一次"}, **again)
    assert len(await sim.chat()) == 2


async def test_the_thirty_first_message_in_a_minute_is_dropped_without_an_error(sim: Simulator) -> None:
    for number in range(31):
        assert await code_of(sim, "text", {"content": str(number)}) == 0
    assert [row["state"] for row in await sim.chat()][-2:] == ["shown", "dropped"]
    assert (await sim.log("message/send"))[0]["outcome"] == "dropped"
    await sim.sim("POST", "clock", {"advance": 61})
    await sim.send("text", {"content": "later"})
    assert (await sim.chat())[-1]["state"] == "shown"


async def test_a_used_task_id_is_refused_for_ever(sim: Simulator) -> None:
    assert await code_of(sim, "template_card", button_card("once")) == 0
    assert await code_of(sim, "template_card", button_card("once")) == 42014
    await sim.sim("POST", "clock", {"advance": 400 * 86400})
    assert await code_of(sim, "template_card", button_card("once")) == 42014


async def test_a_refused_card_leaves_its_task_id_unused(sim: Simulator) -> None:
    assert await code_of(sim, "template_card", button_card("again"), touser="nobody") == 81013
    assert await code_of(sim, "template_card", button_card("again")) == 0


async def test_only_cards_that_can_be_pressed_bring_a_response_code(sim: Simulator) -> None:
    assert "response_code" in await sim.send("template_card", button_card("a"))
    assert "response_code" not in await sim.send("template_card", notice_card())
    menu = {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]}
    assert "response_code" in await sim.send("template_card", notice_card(task_id="b", action_menu=menu))


async def test_a_response_code_changes_the_card_once(sim: Simulator) -> None:
    sent = await sim.send("template_card", button_card("c1"), touser="zhouyutong|chensiyuan")
    update = {
        "userids": ["zhouyutong", "nobody"],
        "agentid": AGENT_ID,
        "response_code": sent["response_code"],
        "button": {"replace_name": "已存为线索"},
    }
    answer = await sim.post("message/update_template_card", update)
    assert (answer["errcode"], answer["invaliduser"]) == (0, ["nobody"])
    assert (await sim.chat())[-1]["body"]["replaced"] == "已存为线索"
    assert (await sim.chat("chensiyuan"))[-1]["body"]["replaced"] == ""
    assert (await sim.post("message/update_template_card", update))["errcode"] == 60140


async def test_a_response_code_lives_72_hours(sim: Simulator) -> None:
    sent = await sim.send("template_card", button_card("c2"))
    await sim.sim("POST", "clock", {"advance": 72 * 3600})
    update = {"atall": 1, "agentid": AGENT_ID, "response_code": sent["response_code"], "button": {"replace_name": "x"}}
    assert (await sim.post("message/update_template_card", update))["errcode"] == 60140


async def test_a_whole_card_replaces_the_old_one_and_a_bad_one_spends_nothing(sim: Simulator) -> None:
    sent = await sim.send("template_card", button_card("c3"))
    update = {"atall": 1, "agentid": AGENT_ID, "response_code": sent["response_code"]}
    bad = {**update, "template_card": button_card("c3", button_list=[])}
    assert (await sim.post("message/update_template_card", bad))["errcode"] == 42017
    good = {**update, "template_card": button_card("c3", replace_text="已存为线索 · 9:41")}
    assert (await sim.post("message/update_template_card", good))["errcode"] == 0
    assert (await sim.chat())[-1]["body"]["replaced"] == "已存为线索 · 9:41"


async def test_a_message_can_be_taken_back_within_a_day(sim: Simulator) -> None:
    first, second = await sim.send("text", {"content": "a"}), await sim.send("text", {"content": "b"})
    assert (await sim.post("message/recall", {"msgid": first["msgid"]}))["errcode"] == 0
    assert (await sim.chat())[0]["state"] == "recalled"
    await sim.sim("POST", "clock", {"advance": 86401})
    assert (await sim.post("message/recall", {"msgid": second["msgid"]}))["errcode"] == 40058
    assert (await sim.post("message/recall", {"msgid": "?"}))["errcode"] == 40058


async def test_pictures_come_back_for_three_days(sim: Simulator) -> None:
    uploaded = await sim.upload("image", "名片.jpg", JPEG)
    token = await sim.token()
    query = {"access_token": token, "media_id": uploaded["media_id"]}
    async with sim.session.get(f"{sim.base}/cgi-bin/media/get", params=query) as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", JPEG)
    headers = {"Range": "bytes=0-2"}
    async with sim.session.get(f"{sim.base}/cgi-bin/media/get", params=query, headers=headers) as answer:
        assert (answer.status, await answer.read()) == (206, JPEG[:3])
    assert await code_of(sim, "image", {"media_id": uploaded["media_id"]}) == 0
    await sim.sim("POST", "clock", {"advance": 3 * 86400})
    query["access_token"] = await sim.token()
    assert (await sim.get("media/get", **query))["errcode"] == 40007


@pytest.mark.parametrize(
    "kind,content,code",
    [
        ("image", b"tiny", 40006),
        ("image", b"GIF89a-------", 40004),
        ("image", b"\xff\xd8\xff" + b"0" * (10 << 20), 40009),
        ("voice", b"RIFF-------", 301017),
        ("voice", b"#!AMR\n" + b"0" * 50, 0),
        ("video", b"0000ftypisom----", 0),
        ("video", b"0000nope--------", 40004),
        ("file", b"anything at all", 0),
        ("song", b"anything at all", 40005),
    ],
)
async def test_uploads_are_checked(sim: Simulator, kind: str, content: bytes, code: int) -> None:
    assert (await sim.upload(kind, "x", content)).get("errcode", 0) == code

import asyncio
import socket
from dataclasses import replace

import pytest
from aiohttp import web

from core.kv import LocalKV
from core.wecom import messages
from core.wecom.client import Sent, WeComClient
from core.wecom.errors import Kind, WeComError, WeComUnreachable

HELLO = messages.to(["zhangsan", "lisi"], messages.Text("你好"))
BUSY = {"errcode": -1, "errmsg": "system busy"}


async def hang_up(request: web.Request) -> web.StreamResponse:
    """The request was read, then the connection breaks: nobody knows what became of it."""
    assert request.transport
    request.transport.abort()
    return web.Response()


async def test_a_message_goes_out_with_the_apps_id_and_says_who_did_not_get_it(client, cloud):
    cloud.script("message/send", {"errcode": 0, "msgid": "m1", "response_code": "rc", "invaliduser": "lisi|wangwu"})

    assert await client.send(HELLO) == Sent("m1", "rc", ("lisi", "wangwu"))
    assert cloud.last("message/send").body == {
        "touser": "zhangsan|lisi",
        "msgtype": "text",
        "text": {"content": "你好"},
        "agentid": 1000002,
    }


async def test_the_token_travels_in_the_query_only(client, cloud):
    await client.send(HELLO)
    call = cloud.last("message/send")
    assert call.query["access_token"] == "token-1"
    assert b"token-1" not in call.raw


async def test_readings_are_repeated_three_times_with_growing_pauses(client, cloud, pauses):
    cloud.script("department/list", BUSY, {"errcode": 45033}, web.Response(status=502), {"errcode": 0})

    assert await client.departments() == []
    assert [low <= pause <= low * 1.25 for pause, low in zip(pauses, (0.5, 2.0, 8.0), strict=True)] == [True] * 3


async def test_after_the_last_repeat_the_trouble_is_told(client, cloud):
    cloud.script("department/list", *[BUSY] * 4)
    with pytest.raises(WeComError) as trouble:
        await client.departments()
    assert trouble.value.kind is Kind.TRANSIENT
    assert cloud.count("department/list") == 4


@pytest.mark.parametrize("step", [hang_up, web.Response(status=502), web.Response(text='{"errcode": 0'), BUSY])
async def test_a_send_with_an_unclear_end_is_not_repeated(client, cloud, step):
    cloud.script("message/send", step)
    with pytest.raises((WeComUnreachable, WeComError)) as trouble:
        await client.send(HELLO)
    assert getattr(trouble.value, "maybe_done", True)
    assert cloud.count("message/send") == 1


async def test_a_send_that_never_left_is_repeated(config, cloud):
    """The port is closed at first and opens while the client waits."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    kv = LocalKV()
    await kv.set("wecom:tok:ww1:1000002", "t")
    cloud.script("message/send", {"errcode": 0, "msgid": "m1"})
    runner = web.AppRunner(cloud.app())

    async def open_the_port(_: float) -> None:
        if not runner.server:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()

    client = WeComClient(replace(config, api_url=f"http://127.0.0.1:{port}"), kv, sleep=open_the_port)
    assert (await client.send(HELLO)).msgid == "m1"
    await client.close()
    await runner.cleanup()


async def test_a_refused_connection_is_certainly_not_done(config):
    kv = LocalKV()
    await kv.set("wecom:tok:ww1:1000002", "t")

    async def at_once(_: float) -> None:
        return None

    client = WeComClient(config, kv, sleep=at_once)
    with pytest.raises(WeComUnreachable) as trouble:
        await client.send(HELLO)
    await client.close()
    assert not trouble.value.maybe_done


@pytest.mark.parametrize("code", [40029, 42003, 42022, 60140, 41050, 84014])
async def test_a_used_code_is_never_tried_again(client, cloud, pauses, code):
    cloud.script("auth/getuserinfo", {"errcode": code, "errmsg": "used"})
    with pytest.raises(WeComError) as refusal:
        await client.user_by_code("c")
    assert refusal.value.kind is Kind.CONSUMED
    assert refusal.value.retry_after is None
    assert (cloud.count("auth/getuserinfo"), pauses) == (1, [])


async def test_a_code_is_not_redeemed_twice_when_the_answer_gets_lost(client, cloud):
    cloud.script("auth/getuserinfo", hang_up)
    with pytest.raises(WeComUnreachable):
        await client.user_by_code("c")
    assert cloud.count("auth/getuserinfo") == 1


async def test_too_many_calls_say_how_long_to_wait(client, cloud, pauses):
    cloud.script("user/get", {"errcode": 45009, "errmsg": "api freq out of limit"})
    with pytest.raises(WeComError) as refusal:
        await client.user("a")
    assert (refusal.value.kind, refusal.value.retry_after) == (Kind.RATE_LIMITED, 60.0)
    assert pauses == []


async def test_at_most_eight_calls_of_one_interface_run_at_once(client, cloud):
    await client.access_token()
    cloud.slow_s = 0.02
    await asyncio.gather(*(client.call("user/get") for _ in range(30)), *(client.call("agent/get") for _ in range(30)))
    assert cloud.most_at_once["user/get"] == 8
    assert cloud.most_at_once["agent/get"] == 8


async def test_a_redirect_is_not_followed_with_our_token(client, cloud):
    elsewhere = {"Location": "/cgi-bin/elsewhere"}
    cloud.script("message/send", *[web.Response(status=302, headers=elsewhere) for _ in range(4)])
    with pytest.raises(WeComUnreachable):
        await client.send(HELLO)
    assert cloud.count("elsewhere") == 0


async def test_neither_secret_nor_token_shows_in_what_is_raised(config, client, cloud):
    cloud.script("user/get", *[web.Response(text="<html>") for _ in range(4)])
    with pytest.raises(WeComUnreachable) as trouble:
        await client.user("a")
    assert "token-1" not in str(trouble.value) + repr(trouble.value) + repr(trouble.value.__context__)
    assert "secret" not in repr(config)


async def test_a_card_is_replaced_for_everybody_or_for_some(client, cloud):
    cloud.script("message/update_template_card", {"errcode": 0, "invaliduser": ["lisi"]}, {"errcode": 0})
    card = messages.TextNotice(title="已同意", open=messages.Page("https://crm.example.com/m/1"))

    assert await client.update_card("rc", users=["zhangsan", "lisi"], button="已由李四处理") == ("lisi",)
    assert cloud.last("message/update_template_card").body == {
        "agentid": 1000002,
        "response_code": "rc",
        "userids": ["zhangsan", "lisi"],
        "button": {"replace_name": "已由李四处理"},
    }
    assert await client.update_card("rc2", card=card, replace_text="已同意") == ()
    body = cloud.last("message/update_template_card").body
    assert (body["atall"], body["template_card"]["replace_text"]) == (1, "已同意")
    assert body["template_card"]["card_type"] == "text_notice"


async def test_a_message_is_taken_back_by_its_id(client, cloud):
    await client.recall("m1")
    assert cloud.last("message/recall").body == {"msgid": "m1"}


async def test_departments_and_members_are_read(client, cloud):
    cloud.script(
        "department/list",
        {
            "errcode": 0,
            "department": [{"id": 2, "name": "销售", "parentid": 1, "order": 9, "department_leader": ["a"]}],
        },
    )
    cloud.script(
        "user/list",
        {
            "errcode": 0,
            "userlist": [
                {
                    "userid": "a",
                    "name": "张三",
                    "department": [2, 3],
                    "is_leader_in_dept": [0, 1],
                    "direct_leader": ["boss"],
                    "main_department": 2,
                    "status": 1,
                }
            ],
        },
    )
    (department,), (member,) = await client.departments(), await client.users(2)

    assert (department.id, department.name, department.parent_id, department.leaders) == (2, "销售", 1, ("a",))
    assert (member.userid, member.departments, member.leads, member.direct_leaders) == ("a", (2, 3), (3,), ("boss",))
    assert (member.mobile, member.email) == ("", "")
    assert cloud.last("user/list").query["department_id"] == "2"


async def test_all_userids_are_read_page_by_page(client, cloud):
    cloud.script(
        "user/list_id",
        {"errcode": 0, "dept_user": [{"userid": "a"}, {"userid": "b"}], "next_cursor": "c1"},
        {"errcode": 0, "dept_user": [{"userid": "b"}, {"userid": "c"}], "next_cursor": ""},
    )
    assert await client.user_ids() == ["a", "b", "c"]
    assert [call.body.get("cursor") for call in cloud.calls if call.api == "user/list_id"] == [None, "c1"]


async def test_the_app_and_its_menu(client, cloud):
    cloud.script(
        "agent/get",
        {
            "errcode": 0,
            "name": "CRM",
            "allow_userinfos": {"user": [{"userid": "a"}]},
            "allow_partys": {"partyid": [1]},
            "redirect_domain": "crm.example.com",
            "close": 0,
            "isreportenter": 1,
        },
    )
    cloud.script("menu/get", {"errcode": 0, "button": [{"type": "click", "name": "今日", "key": "today"}]})
    agent = await client.agent()
    await client.menu_create([{"type": "click", "name": "今日", "key": "today"}])

    assert (agent.name, agent.userids, agent.party_ids, agent.tag_ids) == ("CRM", ("a",), (1,), ())
    assert (agent.closed, agent.reports_enter) == (False, True)
    assert cloud.last("menu/create").query["agentid"] == "1000002"
    assert (await client.menu_get())[0]["key"] == "today"


async def test_who_signed_in_may_be_no_member(client, cloud):
    cloud.script(
        "auth/getuserinfo",
        {"errcode": 0, "userid": "a", "user_ticket": "t"},
        {"errcode": 0, "openid": "o", "external_userid": "wm1"},
    )
    cloud.script("auth/getuserdetail", {"errcode": 0, "userid": "a", "mobile": "13800000000"})

    member, stranger = await client.user_by_code("1+2/3"), await client.user_by_code("c2")
    assert (member.userid, member.user_ticket) == ("a", "t")
    assert (stranger.userid, stranger.external_userid) == ("", "wm1")
    assert (await client.user_detail("t")).mobile == "13800000000"
    assert [call.query["code"] for call in cloud.calls if call.api == "auth/getuserinfo"] == ["1+2/3", "c2"]


async def test_addresses_of_wecom(client, cloud):
    cloud.script("getcallbackip", {"errcode": 0, "ip_list": ["1.2.3.4"]})
    cloud.script("get_api_domain_ip", {"errcode": 0, "ip_list": ["5.6.7.8"]})
    assert await client.callback_ips() == ["1.2.3.4"]
    assert await client.api_domain_ips() == ["5.6.7.8"]

"""The company itself: directory, menu, faults, what survives a restart and what a reset takes away."""

import aiohttp
import pytest
from aiohttp import ClientSession

from tests.simulator.conftest import AGENT_ID, CONTACT_SECRET, Simulator, button_card, running


async def test_thirty_people_in_nine_departments_of_three_levels(sim: Simulator) -> None:
    token, contacts = await sim.token(), await sim.token(CONTACT_SECRET)
    departments = (await sim.get("department/list", access_token=token))["department"]
    assert len(departments) == 9
    parents = {row["id"]: row["parentid"] for row in departments}
    assert parents[parents[parents[7]]] == 0
    first = await sim.post("user/list_id", {"limit": 20}, access_token=contacts)
    second = await sim.post("user/list_id", {"limit": 20, "cursor": first["next_cursor"]}, access_token=contacts)
    assert len({row["userid"] for row in first["dept_user"] + second["dept_user"]}) == 30
    assert second["next_cursor"] == ""
    assert (await sim.post("user/list_id", {}))["errcode"] == 48002


async def test_a_member_is_given_out_without_personal_fields(sim: Simulator) -> None:
    token = await sim.token()
    member = await sim.get("user/get", access_token=token, userid="ZhouYuTong")
    assert (member["name"], member["direct_leader"]) == ("周雨桐", ["zhaolinchuan"])
    assert "mobile" not in member
    assert (await sim.get("user/get", access_token=token, userid="nobody"))["errcode"] == 60111
    await sim.sim("PUT", "scope", {"parties": [4]})
    assert (await sim.get("user/get", access_token=token, userid="zhouyutong"))["errcode"] == 60011
    below = await sim.get("department/list", access_token=token)
    assert [row["id"] for row in below["department"]] == [4]


async def test_lists_by_department(sim: Simulator) -> None:
    token = await sim.token()
    names = await sim.get("user/simplelist", access_token=token, department_id="7")
    assert "周雨桐" in [row["name"] for row in names["userlist"]]
    assert (await sim.get("user/list", access_token=token, department_id="99"))["errcode"] == 60003
    east = await sim.get("department/simplelist", access_token=token, id="2")
    assert [row["id"] for row in east["department_id"]] == [2, 7, 8]


async def test_the_menu_is_kept_and_checked(sim: Simulator) -> None:
    token = await sim.token()
    good = {"button": [{"type": "click", "name": "今日", "key": "today"}]}
    assert (await sim.get("menu/get", access_token=token, agentid=AGENT_ID))["errcode"] == 46003
    assert (await sim.post("menu/create", good, agentid=AGENT_ID))["errcode"] == 0
    assert (await sim.get("menu/get", access_token=token, agentid=AGENT_ID))["button"] == good["button"]
    for button, code in (
        ([], 40016),
        ([{"type": "click", "name": "六个汉字太长", "key": "k"}], 40018),
        ([{"type": "click", "name": "今日"}], 40019),
        ([{"type": "dance", "name": "今日"}], 40017),
        ([{"type": "view", "name": "今日", "url": "x"}], 40055),
        ([{"name": "今日", "sub_button": [{"type": "click", "name": "a", "key": "k"}] * 6}], 40023),
    ):
        assert (await sim.post("menu/create", {"button": button}, agentid=AGENT_ID))["errcode"] == code
    assert (await sim.get("menu/delete", access_token=token, agentid=AGENT_ID))["errcode"] == 0


async def test_customers_can_be_read(sim: Simulator) -> None:
    token = await sim.token()
    found = await sim.get("externalcontact/list", access_token=token, userid="zhouyutong")
    one = await sim.get("externalcontact/get", access_token=token, external_userid=found["external_userid"][0])
    assert one["external_contact"]["name"] == "林嘉禾"
    assert (await sim.get("externalcontact/list", access_token=token, userid="lijiayi"))["errcode"] == 84061


async def test_errors_on_request_last_as_many_calls_as_asked(sim: Simulator) -> None:
    await sim.sim("PUT", "faults", {"error_code": 45009, "error_calls": 2})
    codes = [(await sim.send("text", {"content": "x"}))["errcode"] for _ in range(3)]
    assert codes == [45009, 45009, 0]
    await sim.sim("PUT", "faults", {"error_http": 502, "error_calls": 1})
    async with sim.session.get(f"{sim.base}/cgi-bin/agent/list") as answer:
        assert answer.status == 502


async def test_an_expired_token_is_refused_once_and_replaced(sim: Simulator) -> None:
    token = await sim.token()
    await sim.sim("PUT", "faults", {"expired_token": True})
    assert (await sim.get("agent/list", access_token=token))["errcode"] == 42001
    assert await sim.token() != token
    assert (await sim.get("agent/list", access_token=await sim.token()))["errcode"] == 0


async def test_a_lost_answer_was_done_all_the_same(sim: Simulator) -> None:
    await sim.token()
    await sim.sim("PUT", "faults", {"lost_answer": 1})
    with pytest.raises(aiohttp.ClientError):
        await sim.send("text", {"content": "做了"})
    assert (await sim.chat())[-1]["body"]["content"] == "做了"
    assert (await sim.send("text", {"content": "再来"}))["errcode"] == 0


async def test_a_wrong_fault_is_refused(sim: Simulator) -> None:
    async with sim.session.put(f"{sim.base}/_sim/faults", json={"meteor": 1}) as answer:
        assert answer.status == 400


async def test_pages_of_other_sites_cannot_steer_the_company(sim: Simulator) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with sim.session.post(f"{sim.base}/_sim/reset", json={}, headers=headers) as answer:
        assert answer.status == 403


async def test_a_restart_keeps_everything_but_the_faults(sim: Simulator, tmp_path: object) -> None:
    token = await sim.token()
    sent = await sim.send("template_card", button_card("kept"))
    await sim.sim("PUT", "faults", {"delay_ms": 5})
    await sim.sim("POST", "clock", {"advance": 60})
    moved = sim.config.__class__(**{**sim.config.__dict__, "base_url": _next_port(sim.config.base_url)})
    async with running(moved) as (base, callbacks), ClientSession() as session:
        after = Simulator(base, session, sim.receiver, moved, callbacks)
        assert await after.token() == token
        assert len(await after.chat()) == 1
        assert (await after.send("template_card", button_card("kept")))["errcode"] == 42014
        state = await after.sim("GET", "state")
        assert (state["faults"]["delay_ms"], state["clock"]["ahead"]) == (0, 60)
        update = {"atall": 1, "agentid": AGENT_ID, "response_code": sent["response_code"]}
        answer = await after.post("message/update_template_card", {**update, "button": {"replace_name": "好"}})
        assert answer["errcode"] == 0


async def test_a_reset_empties_the_chats_and_everything_means_everything(sim: Simulator) -> None:
    await sim.send("template_card", button_card("used"))
    await sim.sim("POST", "reset", {})
    assert await sim.chat() == []
    assert (await sim.send("template_card", button_card("used")))["errcode"] == 42014
    await sim.sim("POST", "people", {"name": "季星野"})
    await sim.sim("POST", "reset", {"everything": True})
    assert len(await sim.sim("GET", "people")) == 30
    assert (await sim.send("template_card", button_card("used")))["errcode"] == 0


async def test_an_api_call_can_be_repeated_from_the_log(sim: Simulator) -> None:
    await sim.send("text", {"content": "再发"})
    row = (await sim.log("message/send"))[0]
    assert "access_token" not in str(row["detail"]["query"])
    await sim.sim("POST", f"log/{row['id']}/resend", {})
    assert [message["body"]["content"] for message in await sim.chat()] == ["再发", "再发"]


async def test_waiting_returns_with_the_message(sim: Simulator) -> None:
    await sim.send("text", {"content": "到了"})
    found = await sim.sim("GET", "people/zhouyutong/messages", wait_ms=2000, sender="app")
    assert found[0]["body"]["content"] == "到了"
    assert [row["person"] for row in await sim.sim("GET", "outbox")] == ["zhouyutong"]
    assert await sim.sim("GET", "outbox", after=found[0]["id"]) == []


def _next_port(base_url: str) -> str:
    from aiohttp.test_utils import unused_port

    return f"{base_url.rsplit(':', 1)[0]}:{unused_port()}"

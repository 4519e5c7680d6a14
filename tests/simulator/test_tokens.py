"""Tokens, tickets, sign-in codes and the clock that ages them."""

from urllib.parse import parse_qs, urlsplit

from tests.simulator.conftest import AGENT_ID, CONTACT_SECRET, CORP_ID, Simulator

HOUR, DAY = 3600, 86400


async def test_a_token_stays_the_same_until_it_expires(sim: Simulator) -> None:
    first = await sim.token()
    assert await sim.token() == first
    assert await sim.token(CONTACT_SECRET) != first
    await sim.sim("POST", "clock", {"advance": 2 * HOUR})
    assert (await sim.get("agent/list", access_token=first))["errcode"] == 42001
    second = await sim.token()
    assert second != first
    assert (await sim.get("agent/list", access_token=second))["errcode"] == 0


async def test_wrong_credentials_have_their_own_codes(sim: Simulator) -> None:
    async def code(**query: str) -> int:
        return int((await sim.get("gettoken", **query))["errcode"])

    assert await code(corpid="wx0", corpsecret="x") == 40013
    assert await code(corpid=CORP_ID, corpsecret="?") == 40091
    assert await code(corpid=CORP_ID, corpsecret="x" * 43) == 40001
    assert await code(corpid=CORP_ID) == 41004
    assert await code(corpsecret="x") == 41002
    assert (await sim.get("agent/list"))["errcode"] == 41001
    assert (await sim.get("agent/list", access_token="nobody"))["errcode"] == 40014


async def test_the_two_tickets_differ_and_the_app_ticket_needs_its_type(sim: Simulator) -> None:
    token = await sim.token()
    corp = await sim.get("get_jsapi_ticket", access_token=token)
    app = await sim.get("ticket/get", access_token=token, type="agent_config")
    assert corp["ticket"] != app["ticket"]
    assert (await sim.get("ticket/get", access_token=token))["errcode"] == 91040


async def test_unknown_paths_are_404_and_known_ones_say_that_they_are_missing(sim: Simulator) -> None:
    token = await sim.token()
    missing = await sim.get("oa/gettemplatedetail", access_token=token)
    assert (missing["errcode"], missing["_sim"]) == (48002, "unimplemented")
    async with sim.session.get(f"{sim.base}/cgi-bin/no/such/thing") as answer:
        assert answer.status == 404
    assert (await sim.get("message/send", access_token=token))["errcode"] == 43002


async def test_broken_json_is_refused(sim: Simulator) -> None:
    query = {"access_token": await sim.token()}
    async with sim.session.post(f"{sim.base}/cgi-bin/message/send", params=query, data=b"{") as answer:
        assert (await answer.json())["errcode"] == 47001


def authorize(sim: Simulator, **changed: str) -> tuple[str, dict[str, str]]:
    query = {
        "appid": CORP_ID,
        "redirect_uri": sim.config.app_origin + "/sign-in/done",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
        "agentid": str(AGENT_ID),
    }
    return f"{sim.base}/connect/oauth2/authorize", query | changed


async def code_for(sim: Simulator, person: str, **changed: str) -> str:
    address, query = authorize(sim, **changed)
    async with sim.session.get(address, params=query | {"_person": person}, allow_redirects=False) as answer:
        given = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert given["state"] == ["abc123"]
    return given["code"][0]


async def test_a_code_is_worth_one_answer(sim: Simulator) -> None:
    code, token = await code_for(sim, "chensiyuan"), await sim.token()
    assert (await sim.get("auth/getuserinfo", access_token=token, code=code))["userid"] == "chensiyuan"
    assert (await sim.get("auth/getuserinfo", access_token=token, code=code))["errcode"] == 42022
    assert (await sim.get("auth/getuserinfo", access_token=token, code="nothing"))["errcode"] == 40029


async def test_a_code_lives_five_minutes(sim: Simulator) -> None:
    code, token = await code_for(sim, "chensiyuan"), await sim.token()
    await sim.sim("POST", "clock", {"advance": 301})
    assert (await sim.get("auth/getuserinfo", access_token=token, code=code))["errcode"] == 42003


async def test_private_fields_need_a_ticket_of_the_private_scope(sim: Simulator) -> None:
    token = await sim.token()
    code = await code_for(sim, "lijiayi", scope="snsapi_privateinfo")
    ticket = (await sim.get("auth/getuserinfo", access_token=token, code=code))["user_ticket"]
    assert (await sim.post("auth/getuserdetail", {"user_ticket": ticket}))["mobile"].startswith("139")
    await sim.sim("POST", "clock", {"advance": 1801})
    assert (await sim.post("auth/getuserdetail", {"user_ticket": ticket}))["errcode"] == 84014
    assert (await sim.post("auth/getuserdetail", {"user_ticket": "?"}))["errcode"] == 84015


async def test_a_known_person_signs_in_silently_and_a_stranger_is_asked(sim: Simulator) -> None:
    address, query = authorize(sim)
    async with sim.session.get(address, params=query, allow_redirects=False) as answer:
        assert answer.status == 200
        assert "周雨桐" in await answer.text()
    cookie = {"Cookie": "sim_person=zhouyutong"}
    async with sim.session.get(address, params=query, headers=cookie, allow_redirects=False) as answer:
        assert answer.status == 302


async def test_a_code_goes_to_the_app_only(sim: Simulator) -> None:
    for changed, code in (
        ({"redirect_uri": "http://elsewhere.example/done"}, "50001"),
        ({"redirect_uri": "http://127.0.0.1:1/done"}, "50001"),
        ({"appid": "ww0"}, "40013"),
    ):
        address, query = authorize(sim, **changed)
        async with sim.session.get(address, params=query, allow_redirects=False) as answer:
            assert answer.status == 400
            assert code in await answer.text()


async def test_the_desktop_login_asks_who_scans(sim: Simulator) -> None:
    query = {
        "login_type": "CorpApp",
        "appid": CORP_ID,
        "agentid": str(AGENT_ID),
        "redirect_uri": sim.config.app_origin + "/sign-in/done",
        "state": "s1",
    }
    address = f"{sim.base}/wwlogin/sso/login"
    async with sim.session.get(address, params=query) as answer:
        assert "扫码" in await answer.text()
    async with sim.session.get(address, params=query | {"_person": "lijiayi"}, allow_redirects=False) as answer:
        code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    found = await sim.get("auth/getuserinfo", access_token=await sim.token(), code=code)
    assert found["userid"] == "lijiayi"


async def test_another_persons_phone_signs_in_again_before_a_link_opens(sim: Simulator) -> None:
    async def target(person: str, signed: str, url: str) -> str:
        cookies = {"Cookie": f"sim_signed={signed}"}
        query = {"person": person, "url": url}
        async with sim.session.get(f"{sim.base}/open", params=query, headers=cookies, allow_redirects=False) as answer:
            return answer.headers.get("Location", await answer.text())

    app = sim.config.app_origin
    assert await target("zhouyutong", "zhouyutong", f"{app}/m/leads/1?a=1") == f"{app}/m/leads/1?a=1"
    assert await target("chensiyuan", "zhouyutong", f"{app}/m/leads/1?a=1") == (
        f"{app}/sign-in?next=%2Fm%2Fleads%2F1%3Fa%3D1"
    )
    assert "外部链接" in await target("zhouyutong", "zhouyutong", "https://elsewhere.example/")

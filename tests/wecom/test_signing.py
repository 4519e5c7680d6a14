import pytest

from core.errors import Invalid
from core.wecom.oauth import authorize_url, new_state, web_login_url
from core.wecom.signing import check_ours, page_signatures, sign


def test_the_official_signature(vectors):
    official = vectors["jsapi"]
    for case in official["cases"]:
        for url in (case["url"], case["url"] + "#fragment"):
            made = sign(official["jsapi_ticket"], url, official["noncestr"], official["timestamp"])
            assert made.signature == case["signature"]


async def test_a_page_gets_both_signatures_of_different_tickets(client, cloud):
    cloud.script("get_jsapi_ticket", {"errcode": 0, "ticket": "corp", "expires_in": 7200})
    cloud.script("ticket/get", {"errcode": 0, "ticket": "agent", "expires_in": 7200})
    url = "https://crm.example.com/m/leads?q=惠筑#top"

    made = await page_signatures(client, url)

    assert (made["corp_id"], made["agent_id"]) == ("ww1", 1000002)
    for part, ticket in (("config", "corp"), ("agent_config", "agent")):
        again = sign(ticket, url, made[part]["nonceStr"], made[part]["timestamp"])
        assert made[part] == again.json()


@pytest.mark.parametrize(
    "url",
    [
        "https://crm.example.com",
        "https://crm.example.com/",
        "https://CRM.example.com:443/m?a=b#c",
    ],
)
def test_our_own_pages_are_signed(url):
    check_ours(url, "https://crm.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/m",
        "http://crm.example.com/",
        "https://crm.example.com:8443/",
        "https://crm.example.com:port/",
        "https://crm.example.com.evil.cn/",
        "https://evil.cn/?https://crm.example.com/",
        "https://crm.example.com@evil.cn/",
        "https://me@crm.example.com/",
        "https://evil.cn\\@crm.example.com/",
        "https://crm.example.com\n.evil.cn/",
        "javascript:alert(1)",
        "https://[crm.example.com/",
    ],
)
def test_nobody_elses_page_is_signed(url):
    with pytest.raises(Invalid):
        check_ours(url, "https://crm.example.com")


def test_the_way_to_sign_in_within_wecom(config):
    url = authorize_url(config, "https://crm.example.com/sign-in/done?a=1&b=2", "abc")
    assert url == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1"
        "&redirect_uri=https%3A%2F%2Fcrm.example.com%2Fsign-in%2Fdone%3Fa%3D1%26b%3D2"
        "&response_type=code&scope=snsapi_base&state=abc&agentid=1000002#wechat_redirect"
    )
    assert "scope=snsapi_privateinfo" in authorize_url(config, "https://crm.example.com", "abc", private=True)


def test_the_way_to_sign_in_by_scanning(config):
    url = web_login_url(config, "https://crm.example.com/sign-in/done", "abc")
    assert url.startswith("https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&appid=ww1&")
    assert "redirect_uri=https%3A%2F%2Fcrm.example.com%2Fsign-in%2Fdone&state=abc&lang=zh" in url


def test_a_state_cannot_be_guessed_and_has_only_allowed_signs():
    states = {new_state() for _ in range(100)}
    assert len(states) == 100
    assert all(len(state) == 32 and state.isalnum() for state in states)

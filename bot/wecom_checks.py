"""The checks between us and WeCom (企业微信接入检查): token, trusted IP, app, tickets, callback, domain file, clock."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

import aiohttp

from bot.checks import AGAIN, Check, later
from core import clock, ids
from core.kv import open_kv
from core.settings import Settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from core.wecom.crypto import CallbackKeys, encrypt_reply
from core.wecom.errors import WeComError, WeComUnreachable
from core.wecom.xmltree import xml_fields

SKEW_SECONDS = 60
ASKED_FROM = re.compile(r"from ip: ([0-9a-fA-F.:]+)")
TIMEOUT = aiohttp.ClientTimeout(total=8, connect=4)


async def app_checks(settings: Settings) -> list[Check]:
    """Everything the app asks of WeCom, in order; what depends on a failed one waits."""
    client = WeComClient(WeComConfig.of(settings), open_kv(""), sleep=_at_once)
    try:
        token = await _asked("token", "应用凭证", client.access_token(), lambda _: "取到了")
        if token.broken:
            waiting = (("trusted_ip", "可信 IP"), ("agent", "应用"), ("directory", "通讯录"), ("tickets", "页面签名"))
            return [token, *(later(key, label, "取到凭证之后再查") for key, label in waiting)]
        trusted, agent = await _agent(client)
        people = await _asked("directory", "通讯录", client.departments(), lambda found: f"看得到 {len(found)} 个部门")
        return [token, trusted, agent, people, await _asked("tickets", "页面签名", _tickets(client), str)]
    finally:
        await client.close()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _asked(key: str, label: str, asking: Awaitable[object], told: Callable[..., str]) -> Check:
    try:
        return Check(key, label, True, told(await asking))
    except (WeComError, WeComUnreachable) as error:
        return refused(key, label, error)
    except (KeyError, ValueError, TypeError):
        return Check(key, label, False, "得到的回答不像企业微信的", ("核对 WECRM_WECOM_API_URL 和中间的代理", AGAIN))


def refused(key: str, label: str, error: WeComError | WeComUnreachable) -> Check:
    """A refusal of WeCom with the steps that cure it."""
    if isinstance(error, WeComUnreachable):
        steps = (
            "确认这台服务器能访问 qyapi.weixin.qq.com 的 443 端口",
            "检查防火墙、DNS 和 WECRM_WECOM_API_URL",
            AGAIN,
        )
        return Check(key, label, False, f"企业微信没有回应（{error.reason}）", steps)
    if error.errcode == 60020:
        return Check(
            key, label, False, f"错误码 60020，服务器的 IP 不在企业可信 IP 里：{_address(error)}", _ip_cure(error)
        )
    return Check(key, label, False, f"错误码 {error.errcode}", (error.cure, "改好后重新启动服务", AGAIN))


def _address(error: WeComError) -> str:
    found = ASKED_FROM.search(error.errmsg)
    return found[1] if found else "没有说明"


def _ip_cure(error: WeComError) -> tuple[str, ...]:
    return (
        f"复制这台服务器的出口 IP：{_address(error)}",
        "打开管理后台：应用管理 → 你的应用 → 企业可信IP。要先配好可信域名或接收消息的地址",
        f"粘贴 IP，保存，等 1 分钟，{AGAIN}",
    )


async def _agent(client: WeComClient) -> tuple[Check, Check]:
    """Whether our address may call, and whether anybody sees the app: one call tells both."""
    try:
        agent = await client.agent()
    except WeComError as error:
        if error.errcode == 60020:
            return refused("trusted_ip", "可信 IP", error), later("agent", "应用", "可信 IP 配好之后再查")
        return Check("trusted_ip", "可信 IP", True, "能调用"), refused("agent", "应用", error)
    except WeComUnreachable as error:
        return later("trusted_ip", "可信 IP", "企业微信有回应之后再查"), refused("agent", "应用", error)
    trusted = Check("trusted_ip", "可信 IP", True, "能调用")
    if agent.closed:
        steps = ("打开管理后台：应用管理 → 你的应用", "把应用启用", AGAIN)
        return trusted, Check("agent", "应用", False, f"「{agent.name}」已停用", steps)
    if not (agent.userids or agent.party_ids or agent.tag_ids):
        steps = ("打开管理后台：应用管理 → 你的应用 → 可见范围", "加上要用它的部门或成员", AGAIN)
        return trusted, Check("agent", "应用", False, f"「{agent.name}」的可见范围是空的", steps)
    seen = f"{len(agent.party_ids)} 个部门、{len(agent.userids)} 位成员可见"
    return trusted, Check("agent", "应用", True, f"「{agent.name}」，{seen}")


async def _tickets(client: WeComClient) -> str:
    company, app = await client.corp_ticket(), await client.agent_ticket()
    if company == app:
        return "取到了，但两种票据相同，签名可能不对"
    return "企业和应用的票据都取到了"


async def clock_skew(settings: Settings, session: aiohttp.ClientSession) -> Check:
    """Our clock against the Date that WeCom answers with; a wrong clock makes signatures invalid."""
    key, label = "clock", "系统时间"
    try:
        async with session.get(f"{settings.wecom_api_url}/cgi-bin/gettoken", timeout=TIMEOUT) as response:
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return later(key, label, "企业微信有回应之后再查")
    ahead = (clock.now() - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds()
    if abs(ahead) <= SKEW_SECONDS:
        return Check(key, label, True, f"与企业微信相差 {abs(ahead):.0f} 秒")
    return Check(
        key,
        label,
        False,
        f"比企业微信{'快' if ahead > 0 else '慢'} {abs(ahead):.0f} 秒，页面签名会失效",
        ("打开时间同步：timedatectl set-ntp true", "虚拟机再检查宿主机的时间", AGAIN),
    )


async def callback_answers(settings: Settings, session: aiohttp.ClientSession) -> Check:
    """The callback address from outside: it answers the URL check, and refuses a wrong signature."""
    key, label = "callback", "回调地址"
    keys = CallbackKeys(settings.callback_token, settings.callback_aes_key, settings.corp_id)
    if not (keys.token and keys.aes_key):
        return later(key, label, "填好 Token 和 EncodingAESKey 之后再查")
    url, word = f"{settings.base_url}/wecom/callback", ids.token(9)
    query = _echo(keys, word)
    try:
        right = await _got(session, url, query)
        wrong = await _got(session, url, {**query, "msg_signature": "0" * 40})
    except (aiohttp.ClientError, TimeoutError) as error:
        return Check(key, label, False, f"从这台服务器打不开 {url}（{type(error).__name__}）", OUTSIDE)
    if right == (200, word) and wrong[0] == 403:
        return Check(key, label, True, f"{url} 能通过 URL 验证，错的签名被拒")
    if 300 <= right[0] < 400:
        return Check(key, label, False, f"{url} 被转到别的地址，企业微信的消息会在半路丢掉", REDIRECTED)
    if right[0] == 200 and wrong[0] == 200:
        return Check(key, label, False, f"{url} 不检查签名，那里不是这个程序", OTHER)
    return Check(key, label, False, f"{url} 回答 {right[0]}，应是 200 和解密的内容", OTHER)


OUTSIDE = (
    "在手机上用流量打开 WECRM_BASE_URL/healthz，看是不是能看到 up",
    "打不开就检查域名解析、反向代理、证书和防火墙",
    "只有这台服务器自己打不开，是路由器不支持回流，可以不管",
)
REDIRECTED = (
    "反向代理对 /wecom/ 不要做跳转（http 转 https、加斜杠、登录页都不行）",
    "把 WECRM_BASE_URL 和管理后台里的地址都写成最终的 https 地址",
    AGAIN,
)
OTHER = (
    "确认反向代理把这个地址转到 wecrm，前面没有登录、防火墙规则或别的程序",
    "核对 WECRM_CALLBACK_TOKEN、WECRM_CALLBACK_AES_KEY 和 WECRM_CORP_ID 与管理后台一致，两边改完都要重新启动",
    AGAIN,
)


def _echo(keys: CallbackKeys, word: str) -> dict[str, str]:
    """The query of WeCom's check of an address."""
    sealed = xml_fields(encrypt_reply(keys, word).encode())
    names = {"echostr": "Encrypt", "msg_signature": "MsgSignature", "timestamp": "TimeStamp", "nonce": "Nonce"}
    return {name: str(sealed[field]) for name, field in names.items()}


async def domain_file(settings: Settings, session: aiohttp.ClientSession) -> Check:
    """Whether the file that proves the domain is ours is served under it."""
    key, label, code = "domain", "域名归属文件", "wecrmdoctor00001"
    url = f"{settings.base_url}/WW_verify_{code}.txt"
    try:
        status, body = await _got(session, url, {})
    except (aiohttp.ClientError, TimeoutError) as error:
        return Check(key, label, False, f"打不开 {url}（{type(error).__name__}）", OUTSIDE)
    if (status, body.strip()) == (200, code):
        return Check(key, label, True, "WW_verify 文件能访问，任何校验码都能用")
    return Check(
        key,
        label,
        False,
        f"{url} 回答 {status}",
        ("反向代理要把域名根目录下的 /WW_verify_*.txt 也转到 wecrm", "不用再上传文件，wecrm 会直接回答", AGAIN),
    )


async def _got(session: aiohttp.ClientSession, url: str, query: dict[str, str]) -> tuple[int, str]:
    async with session.get(url, params=query, timeout=TIMEOUT, allow_redirects=False) as response:
        return response.status, (await response.content.read(4096)).decode(errors="replace")


async def server_up(settings: Settings, session: aiohttp.ClientSession) -> bool:
    """Whether our server listens on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    try:
        return (await _got(session, f"http://{host}:{settings.port}/healthz", {}))[0] == 200
    except (aiohttp.ClientError, TimeoutError):
        return False

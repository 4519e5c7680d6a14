"""Tokens, tickets and addresses (凭证与 IP)."""

import re

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import AGENT, CONTACTS, Answer, Call, get


async def gettoken(call: Call) -> Answer:
    """The same token until it expires. A secret of impossible form is 40091, a wrong one 40001."""
    config, secret = call.company.config, call.query.get("corpsecret", "")
    if not call.query.get("corpid"):
        raise ApiError(41002)
    if not secret:
        raise ApiError(41004)
    if call.query["corpid"].lower() != config.corp_id.lower():
        raise ApiError(40013)
    holder = {config.agent_secret: AGENT, config.contact_secret: CONTACTS}.get(secret)
    if not holder:
        raise ApiError(40001 if re.fullmatch(r"[\w-]{20,64}", secret) else 40091)
    lent = call.company.credentials.current("access_token", holder)
    call.note = "应用令牌，2 小时有效" if holder == AGENT else "通讯录令牌，2 小时有效"
    return ok(access_token=lent.value, expires_in=call.company.credentials.seconds_left(lent))


async def corp_ticket(call: Call) -> Answer:
    call.note = "企业签名票据"
    return _ticket(call, "corp_ticket")


async def app_ticket(call: Call) -> Answer:
    """Only type=agent_config; without it, or with another, 91040."""
    if call.query.get("type") != "agent_config":
        raise ApiError(91040)
    call.note = "应用签名票据"
    return _ticket(call, "agent_ticket")


async def callback_ips(call: Call) -> Answer:
    return ok(ip_list=["127.0.0.1"])


def _ticket(call: Call, kind: str) -> Answer:
    lent = call.company.credentials.current(kind, call.app)
    return ok(ticket=lent.value, expires_in=call.company.credentials.seconds_left(lent))


ENDPOINTS = {
    "gettoken": get(gettoken, token=False),
    "get_jsapi_ticket": get(corp_ticket),
    "ticket/get": get(app_ticket),
    "getcallbackip": get(callback_ips, apps=(AGENT, CONTACTS)),
    "get_api_domain_ip": get(callback_ips, apps=(AGENT, CONTACTS)),
}

"""Who signed in (身份验证): a code is worth one answer within five minutes."""

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import Answer, Call, get, post


async def getuserinfo(call: Call) -> Answer:
    """40029 unknown, 42003 too old, 42022 used before."""
    credentials = call.company.credentials
    lent = credentials.find("oauth_code", call.query.get("code", ""))
    if not lent:
        raise ApiError(40029)
    if lent.used:
        raise ApiError(42022)
    if credentials.expired(lent):
        raise ApiError(42003)
    credentials.spend(lent.value)
    call.note = f"{call.company.directory.name(lent.holder)} 登录"
    if lent.detail.get("scope") != "snsapi_privateinfo":
        return ok(userid=lent.holder)
    return ok(userid=lent.holder, user_ticket=credentials.lend("user_ticket", lent.holder).value)


async def getuserdetail(call: Call) -> Answer:
    credentials = call.company.credentials
    lent = credentials.find("user_ticket", str(call.body.get("user_ticket") or ""))
    member = call.company.directory.member(lent.holder) if lent else None
    if not lent or not member:
        raise ApiError(84015)
    if credentials.expired(lent):
        raise ApiError(84014)
    call.note = member["name"]
    names = ("userid", "gender", "avatar", "qr_code", "mobile", "email", "biz_mail", "address")
    return ok(**{name: member[name] for name in names})


ENDPOINTS = {
    "auth/getuserinfo": get(getuserinfo),
    "user/getuserinfo": get(getuserinfo),
    "auth/getuserdetail": post(getuserdetail),
}

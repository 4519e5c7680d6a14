"""Customers that members added as contacts (客户联系), as far as reading goes."""

from typing import Any

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import Answer, Call, get, post
from bot.simulator.customers import contact_card, follow, tags
from bot.simulator.endpoints.paging import cursor, place

MOST_USERS, USUAL_PAGE, MOST_PAGE = 100, 50, 100


async def followers(call: Call) -> Answer:
    """Members with the function, whether or not they added anybody."""
    found = call.company.customers.members()
    call.note = f"有客户联系功能的成员 {len(found)} 人"
    return ok(follow_user=found)


async def customer_list(call: Call) -> Answer:
    """84061 for a member without the function, and for one without customers."""
    userid = call.query.get("userid", "")
    _check_member(call, userid)
    found = [customer.external_userid for customer in call.company.customers.of(userid)]
    if not found or not call.company.customers.may(userid):
        raise ApiError(84061)
    call.note = f"{call.company.directory.name(userid)} {len(found)} 个客户"
    return ok(external_userid=found)


async def customer_get(call: Call) -> Answer:
    """40096 for an unknown person, 84061 when nobody with the function has added them."""
    rows = call.company.customers.named(call.query.get("external_userid", ""))
    if not rows:
        raise ApiError(40096)
    rows = [row for row in rows if call.company.customers.may(row.owner)]
    if not rows:
        raise ApiError(84061)
    call.note = rows[0].name
    follows = [{**follow(row), "tags": tags(row)} for row in rows]
    return ok(external_contact=contact_card(rows[0]), follow_user=follows)


async def customers_by_user(call: Call) -> Answer:
    """A page of the customers of up to 100 members; who lacks the function is left out, all of them is 84061."""
    userids = call.body.get("userid_list")
    if not isinstance(userids, list) or not 1 <= len(userids) <= MOST_USERS:
        raise ApiError(40032)
    for userid in userids:
        _check_member(call, str(userid))
    able = [str(userid) for userid in userids if call.company.customers.may(str(userid))]
    if not able:
        raise ApiError(84061)
    rows = [row for userid in able for row in call.company.customers.of(userid)]
    first = place(str(call.body.get("cursor") or ""))
    limit = max(1, min(int(call.body.get("limit") or USUAL_PAGE), MOST_PAGE))
    part = rows[first : first + limit]
    listed: list[dict[str, Any]] = [
        {"external_contact": contact_card(row), "follow_info": {**follow(row), "tag_id": list(row.tags)}}
        for row in part
    ]
    call.note = f"{call.company.directory.name(able[0])} {len(part)} 个客户"
    return ok(external_contact_list=listed, next_cursor=cursor(first + limit) if first + limit < len(rows) else "")


def _check_member(call: Call, userid: str) -> None:
    if not call.company.directory.member(userid):
        raise ApiError(40003)


ENDPOINTS = {
    "externalcontact/get_follow_user_list": get(followers),
    "externalcontact/list": get(customer_list),
    "externalcontact/get": get(customer_get),
    "externalcontact/batch/get_by_user": post(customers_by_user),
}

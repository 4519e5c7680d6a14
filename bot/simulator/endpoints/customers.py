"""Customers that members added as contacts (客户联系), as far as reading goes."""

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import Answer, Call, get
from bot.simulator.company_seed import CUSTOMERS
from bot.simulator.directory import customers_of

ADDED_AT = 1_763_000_000


async def followers(call: Call) -> Answer:
    return ok(follow_user=sorted({owner for _, _, owner, _ in CUSTOMERS}))


async def customer_list(call: Call) -> Answer:
    """84061 for a member without customers."""
    found = customers_of(call.query.get("userid", ""))
    if not found:
        raise ApiError(84061)
    call.note = f"{call.company.directory.name(call.query['userid'])} {len(found)} 个客户"
    return ok(external_userid=found)


async def customer_get(call: Call) -> Answer:
    wanted = call.query.get("external_userid", "")
    found = next((row for row in CUSTOMERS if row[0] == wanted), None)
    if not found:
        raise ApiError(40096)
    external, name, owner, remark = found
    call.note = name
    return ok(
        external_contact={"external_userid": external, "name": name, "avatar": "", "type": 1, "gender": 0},
        follow_user=[
            {
                "userid": owner,
                "remark": name,
                "description": remark,
                "createtime": ADDED_AT,
                "tags": [],
                "remark_mobiles": [],
                "add_way": 1,
                "oper_userid": owner,
            }
        ],
    )


ENDPOINTS = {
    "externalcontact/get_follow_user_list": get(followers),
    "externalcontact/list": get(customer_list),
    "externalcontact/get": get(customer_get),
}

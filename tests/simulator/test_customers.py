"""Customers in the simulated company (客户联系): who has the function, whom they added, what is given out."""

import pytest

from bot.simulator.customers_seed import CUSTOMERS, SELLERS, invented
from tests.simulator.conftest import CONTACT_SECRET, Simulator

ZHOU, OUTSIDE = "zhouyutong", "panruogu"
BATCH = "externalcontact/batch/get_by_user"


async def test_each_who_sells_has_six_to_ten_customers_of_both_kinds() -> None:
    counts = [sum(customer.owner == seller for customer in CUSTOMERS) for seller in SELLERS]
    assert min(counts) >= 6 and max(counts) <= 10
    assert {customer.kind for customer in CUSTOMERS} == {1, 2}
    assert invented() == CUSTOMERS  # a second start makes the same people
    assert len({customer.external_userid for customer in CUSTOMERS}) == len(CUSTOMERS)


async def test_a_customer_is_given_out_with_what_the_member_noted(sim: Simulator) -> None:
    token = await sim.token()
    one = await sim.get("externalcontact/get", access_token=token, external_userid="wmsim0003")
    assert (one["external_contact"]["name"], one["external_contact"]["type"]) == ("贺清扬", 1)
    noted = one["follow_user"][0]
    assert (noted["userid"], noted["remark_mobiles"]) == (ZHOU, ["13700006350"])
    assert [tag["tag_name"] for tag in noted["tags"]] == ["重要", "展会"]
    assert (await sim.get("externalcontact/get", access_token=token, external_userid="wmnobody"))["errcode"] == 40096


async def test_only_a_wecom_user_shows_company_and_position(sim: Simulator) -> None:
    found = (await sim.post(BATCH, {"userid_list": [ZHOU], "limit": 100}))["external_contact_list"]
    for contact in (row["external_contact"] for row in found):
        assert ("corp_name" in contact) == ("position" in contact) == (contact["type"] == 2)


async def test_customers_come_in_pages_without_gap_or_repeat(sim: Simulator) -> None:
    cursor, seen = "", []
    while True:
        page = await sim.post(BATCH, {"userid_list": [ZHOU], "cursor": cursor, "limit": 4})
        seen += [row["external_contact"]["external_userid"] for row in page["external_contact_list"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    token = await sim.token()
    assert seen == (await sim.get("externalcontact/list", access_token=token, userid=ZHOU))["external_userid"]
    assert 6 <= len(set(seen)) == len(seen)


async def test_who_is_outside_the_scope_of_use_has_no_customers(sim: Simulator) -> None:
    token = await sim.token()
    members = (await sim.get("externalcontact/get_follow_user_list", access_token=token))["follow_user"]
    assert ZHOU in members and OUTSIDE not in members and "lijiayi" not in members
    assert (await sim.get("externalcontact/list", access_token=token, userid=OUTSIDE))["errcode"] == 84061
    assert (await sim.post(BATCH, {"userid_list": [OUTSIDE]}))["errcode"] == 84061
    theirs = next(customer for customer in CUSTOMERS if customer.owner == OUTSIDE)
    one = await sim.get("externalcontact/get", access_token=token, external_userid=theirs.external_userid)
    assert one["errcode"] == 84061
    await sim.sim("PUT", "customer-scope", {"users": [OUTSIDE]})
    assert (await sim.get("externalcontact/get_follow_user_list", access_token=token))["follow_user"] == [OUTSIDE]
    assert (await sim.get("externalcontact/list", access_token=token, userid=OUTSIDE))["errcode"] == 0
    assert (await sim.get("externalcontact/list", access_token=token, userid=ZHOU))["errcode"] == 84061


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"userid_list": []}, 40032),
        ({"userid_list": [ZHOU] * 101}, 40032),
        ({"userid_list": ["nobody"]}, 40003),
        ({"userid_list": [ZHOU], "cursor": "made up"}, 40058),
    ],
)
async def test_a_wrong_request_is_refused(sim: Simulator, body: dict[str, object], code: int) -> None:
    assert (await sim.post(BATCH, body))["errcode"] == code


async def test_the_address_book_secret_does_not_open_customers(sim: Simulator) -> None:
    contacts = await sim.token(CONTACT_SECRET)
    assert (await sim.get("externalcontact/list", access_token=contacts, userid=ZHOU))["errcode"] == 48002


async def test_a_person_added_later_is_there_for_each_who_added_them(sim: Simulator) -> None:
    person = {"name": "简晚晴", "external_userid": "wmnew", "mobiles": ["13800000001"], "tags": ["etsim02"]}
    for member in (ZHOU, "wangxiaoming"):
        await sim.sim("POST", f"people/{member}/customers", person)
    token = await sim.token()
    one = await sim.get("externalcontact/get", access_token=token, external_userid="wmnew")
    assert [follow["userid"] for follow in one["follow_user"]] == [ZHOU, "wangxiaoming"]

"""Asking WeCom for the people whom members added (外部联系人)."""

import pytest

from core.wecom.errors import WeComError

CARD = {"external_userid": "wm1", "name": "林嘉禾", "avatar": "https://wx.example/a", "type": 1}
COLLEAGUE = {
    "external_userid": "wo2",
    "name": "叶疏桐",
    "type": 2,
    "corp_name": "云岫",
    "corp_full_name": "上海云岫自动化设备有限公司",
    "position": "采购经理",
}
NOTED = {"userid": "ZhouYuTong", "remark": "惠筑林总", "remark_mobiles": ["13900002716", ""], "description": "展会"}


def page(*people: dict[str, object], following: str = "") -> dict[str, object]:
    rows = [{"external_contact": one, "follow_info": NOTED} for one in people]
    return {"errcode": 0, "external_contact_list": rows, "next_cursor": following}


async def test_the_members_with_the_function(client, cloud):
    cloud.script("externalcontact/get_follow_user_list", {"errcode": 0, "follow_user": ["a", "b"]})
    assert await client.follow_users() == ["a", "b"]


async def test_everybody_a_member_added_is_read_page_by_page_and_once(client, cloud):
    cloud.script("externalcontact/batch/get_by_user", page(CARD, following="c1"), page(CARD, COLLEAGUE))
    found = await client.external_contacts("zhouyutong")
    assert [each.external_userid for each in found] == ["wm1", "wo2"]
    calls = [call.body for call in cloud.calls if call.api == "externalcontact/batch/get_by_user"]
    assert calls == [
        {"userid_list": ["zhouyutong"], "limit": 100},
        {"userid_list": ["zhouyutong"], "limit": 100, "cursor": "c1"},
    ]
    assert (found[0].mobiles, found[0].remark, found[0].of_wecom) == (("13900002716",), "惠筑林总", False)
    assert (found[1].company, found[1].position, found[1].of_wecom) == (COLLEAGUE["corp_full_name"], "采购经理", True)


async def test_a_cursor_that_comes_back_ends_the_reading(client, cloud):
    cloud.script("externalcontact/batch/get_by_user", page(CARD, following="c1"), page(CARD, following="c1"))
    assert len(await client.external_contacts("zhouyutong")) == 1


async def test_a_member_without_customers_has_none(client, cloud):
    cloud.script("externalcontact/batch/get_by_user", {"errcode": 84061, "errmsg": "no relation"})
    assert await client.external_contacts("zhouyutong") == []


async def test_an_app_that_may_not_ask_is_told_apart_from_nobody(client, cloud):
    cloud.script("externalcontact/batch/get_by_user", {"errcode": 48002, "errmsg": "api forbidden"})
    with pytest.raises(WeComError) as refused:
        await client.external_contacts("zhouyutong")
    assert "可调用接口的应用" in refused.value.message


async def test_one_person_is_seen_with_the_notes_of_the_member_who_asks(client, cloud):
    other = {"userid": "wangxiaoming", "remark": "老林", "remark_mobiles": []}
    cloud.script(
        "externalcontact/get",
        {"errcode": 0, "external_contact": CARD, "follow_user": [other], "next_cursor": "c1"},
        {"errcode": 0, "external_contact": CARD, "follow_user": [NOTED]},
    )
    found = await client.external_contact("wm1", "zhouyutong")
    assert found is not None and found.remark == "惠筑林总"
    assert cloud.last("externalcontact/get").query["cursor"] == "c1"


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 40096, "errmsg": "invalid external userid"},
        {"errcode": 84061, "errmsg": "no relation"},
        {"errcode": 0, "external_contact": CARD, "follow_user": [{"userid": "wangxiaoming"}]},
    ],
)
async def test_a_person_whom_the_member_did_not_add_is_nobody(client, cloud, answer):
    cloud.script("externalcontact/get", answer)
    assert await client.external_contact("wm1", "zhouyutong") is None

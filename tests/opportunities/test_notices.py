"""Who is told of opportunities: the rep for whom one was made, and those whom the company lets hear of a win."""

import pytest

from core.company import decide, decide_all
from core.errors import Invalid
from core.opportunities.announcing import SETTING, check_setting
from core.opportunities.opportunity import Opportunity
from core.org.tables import FieldRule, Member, MemberRole, Role
from core.work import work
from tests.conftest import Company
from tests.opportunities.making import account, act, opportunity
from tests.tasks.conftest import Told
from tests.teams.conftest import collaborate


async def announcing(to: str) -> None:
    async with work():
        await decide(SETTING, to)


async def won(company: Company, **values: str) -> Opportunity:
    made = await opportunity(company.rep, await account(company.rep), amount="128000", **values)
    return await act(company.rep, made, "win")


def heard(told: list[tuple[str, str]]) -> list[str]:
    return sorted(userid for userid, _ in told)


@pytest.mark.feature("WN-OPP-004")
async def test_the_rep_is_told_once_who_made_one_for_them_and_works_on_it_from_there(company: Company, told: Told):
    of = await account(company.rep)
    await collaborate(of, company.rep, company.south, powers=("opportunities",))
    await told()
    await opportunity(company.south, of, owner=company.rep.id, amount="128000")
    assert await told() == [
        ("rep", "何嘉文帮你新增了商机：储能柜产线 |  | 客户=霁川新能源科技有限公司 | 预计金额=¥128,000 | 现在处理")
    ]
    await opportunity(company.rep, of, "自己的")
    assert await told() == []


async def test_a_transferred_or_shared_one_is_told_like_everything_else(company: Company, told: Told):
    made = await opportunity(company.rep, await account(company.rep))
    await act(company.rep, made, "share", members=[company.south.id])
    [(who, words)] = await told()
    assert who == "south" and words.startswith("周雨桐把商机共享给你：储能柜产线")
    await act(company.manager, made, "transfer", to=company.other.id, advice="先约决策人")
    assert {(userid, words.split(" | ")[0]) for userid, words in await told()} == {
        ("other", "商机转移给你负责：储能柜产线"),
        ("rep", "商机已转移给王晓明：储能柜产线"),
    }


async def test_a_win_is_announced_only_where_the_company_wants_it(company: Company, told: Told):
    await won(company)
    assert await told() == []


@pytest.mark.parametrize(
    ("to", "hear"),
    [
        ("superiors", ["boss", "manager"]),
        ("department", ["other"]),
        ("everyone", ["boss", "manager", "other", "south"]),
    ],
)
async def test_a_win_is_announced_to_whom_the_company_says_and_not_to_the_winner(
    company: Company, told: Told, to: str, hear: list[str]
):
    await announcing(to)
    await won(company)
    assert heard(await told()) == hear
    assert await told() == []


async def test_who_may_not_open_it_hears_who_won_and_nothing_more(company: Company, told: Told):
    await announcing("everyone")
    await won(company)
    words = dict(await told())
    assert words["manager"] == "恭喜周雨桐赢单：储能柜产线 |  | 客户=霁川新能源科技有限公司 | 成交金额=¥128,000"
    assert words["south"] == "恭喜周雨桐赢下一个商机 | "


async def test_an_amount_that_a_role_hides_is_not_in_the_announcement(company: Company, told: Told):
    await announcing("superiors")
    role = await Role.create(key="no_amounts", name="不看金额")
    await FieldRule.create(role=role, object="opportunity", field="amount", rule="hidden")
    await MemberRole.create(member_id=company.manager.id, role=role)
    await won(company)
    assert dict(await told())["manager"] == "恭喜周雨桐赢单：储能柜产线 |  | 客户=霁川新能源科技有限公司"


async def test_whoever_entered_the_win_for_the_rep_is_not_told_either(company: Company, told: Told):
    await announcing("superiors")
    made = await opportunity(company.rep, await account(company.rep), amount="5")
    await act(company.manager, made, "win")
    assert heard(await told()) == ["boss"]


async def test_a_win_that_was_taken_back_before_it_was_told_is_not_and_the_next_one_is(company: Company, told: Told):
    await announcing("superiors")
    made = await won(company)
    await act(company.rep, made, "reopen")
    assert await told() == []
    await act(company.rep, made, "win")
    assert heard(await told()) == ["boss", "manager"]


async def test_those_who_left_or_are_disabled_hear_nothing(company: Company, told: Told):
    await announcing("everyone")
    await Member.filter(id=company.south.id).update(status="disabled")
    await won(company)
    assert heard(await told()) == ["boss", "manager", "other"]


async def test_an_unknown_audience_is_refused(company: Company):
    with pytest.raises(Invalid, match="赢单播报只能选"):
        async with work():
            await decide_all({SETTING: "customers"}, check_setting)
    async with work():
        await decide_all({SETTING: "department"}, check_setting)

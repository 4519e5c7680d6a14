"""The directory taken over: whole and in part, people who leave, circles, depth, equals."""

from hypothesis import given
from hypothesis import strategies as st

from core.objects.query import Listing, search
from core.org.actor import Actor, actor_by_userid
from core.org.directory import DepartmentFact, MemberFact, take_over
from core.org.superiors import DEEPEST, closure, cut_cycles
from core.org.tables import Department, Member, Superior
from core.people.people import MEMBER
from tests.conftest import DEPARTMENTS, MEMBERS, Company, actor


def changed(userid: str, **changes: object) -> list[MemberFact]:
    return [MemberFact(**{**fact.__dict__, **(changes if fact.userid == userid else {})}) for fact in MEMBERS]


async def above(userid: str) -> set[str]:
    """Userids of everybody who stands above somebody."""
    member = await Member.get(userid_key=userid.lower())
    ids = [row.superior_id for row in await Superior.filter(member_id=member.id, depth__gt=0)]
    return {row.userid for row in await Member.filter(id__in=ids)}


async def found(who: Actor, q: str) -> list[str]:
    return [item["name"] for item in (await search(who, MEMBER, Listing(q=q))).items]


async def test_the_same_directory_again_changes_nothing(company: Company, stopped_clock):
    before = {row.userid: (row.id, row.version, row.updated_at) for row in await Member.all()}
    departments = {row.id: (row.version, row.updated_at) for row in await Department.all()}
    assert await take_over(DEPARTMENTS, MEMBERS, ["boss"]) == 5
    assert {row.userid: (row.id, row.version, row.updated_at) for row in await Member.all()} == before
    assert {row.id: (row.version, row.updated_at) for row in await Department.all()} == departments


async def test_a_new_name_is_found_and_the_old_one_is_not(company: Company):
    await take_over(DEPARTMENTS, changed("rep", name="周小雨"), ["boss"])
    assert await found(company.boss, "周小雨") == ["周小雨"] and await found(company.boss, "周雨桐") == []
    renamed = [DepartmentFact(**{**fact.__dict__, "name": f"新{fact.name}"}) for fact in DEPARTMENTS]
    await take_over(renamed, MEMBERS, ["boss"])
    assert (await Department.get(wecom_id=1)).name == "新澄石科技"


async def test_a_userid_is_one_whatever_its_case(company: Company):
    await take_over(DEPARTMENTS, [*MEMBERS[:2], MemberFact("REP", "周雨桐", 3), *MEMBERS[3:]], ["BOSS"])
    assert await Member.all().count() == 5
    assert (await Member.get(userid_key="rep")).userid == "rep"
    assert (await actor_by_userid("Rep")) == (await actor_by_userid("rep")) is not None


async def test_who_is_missing_has_left_and_may_come_back(company: Company):
    await take_over(DEPARTMENTS, [fact for fact in MEMBERS if fact.userid != "rep"], ["boss"])
    assert (await Member.get(userid_key="rep")).status == "left" and await actor_by_userid("rep") is None
    await take_over(DEPARTMENTS, MEMBERS, ["boss"])
    assert await actor_by_userid("rep") == company.rep


async def test_a_part_of_the_directory_leaves_the_rest_alone(company: Company):
    await take_over(DEPARTMENTS[:1], [MemberFact("fresh", "新人", 3, direct_leader=("rep",))], [], whole=False)
    assert await Member.filter(status="active").count() == 6
    assert await Department.filter(deleted_at=None).count() == 4
    assert (await actor("fresh")).department_id == (await Department.get(wecom_id=3)).id
    assert "rep" in await above("fresh") and await above("rep") == {"manager", "boss"}


async def test_who_left_leads_nobody_and_is_still_seen_by_those_above(company: Company):
    await take_over(DEPARTMENTS, [fact for fact in MEMBERS if fact.userid != "manager"], ["boss"])
    assert await above("rep") == {"boss"} and await above("manager") == {"boss"}


async def test_a_department_that_is_gone_is_binned_and_revived(company: Company):
    await take_over(DEPARTMENTS[:3], MEMBERS, ["boss"])
    assert (await Department.get(wecom_id=4)).deleted_at is not None
    await take_over(DEPARTMENTS, MEMBERS, ["boss"])
    assert (await Department.get(wecom_id=4)).deleted_at is None


async def test_a_mobile_the_directory_keeps_back_stays_known(company: Company):
    await take_over(DEPARTMENTS, changed("rep", mobile="13900000001"), ["boss"])
    await take_over(DEPARTMENTS, MEMBERS, ["boss"])
    assert (await Member.get(userid_key="rep")).mobile == "13900000001"


async def test_a_named_administrator_is_one_and_others_are_not(company: Company):
    assert [(await actor(name)).admin for name in ("boss", "manager", "rep")] == [True, False, False]


async def test_superiors_are_the_heads_above_and_the_reporting_line(company: Company):
    assert (
        await above("rep") == {"manager", "boss"} and await above("south") == {"boss"} and await above("boss") == set()
    )
    await take_over(DEPARTMENTS, changed("rep", direct_leader=("South", "nobody")), ["boss"])
    assert await above("rep") == {"manager", "boss", "south"}


async def test_heads_of_one_department_are_equals(company: Company):
    await take_over(DEPARTMENTS, changed("other", leader_of=(2,)), ["boss"])
    assert await above("rep") == {"manager", "other", "boss"}
    assert await above("other") == {"boss"} and await above("manager") == {"boss"}


async def test_a_head_named_by_the_department_counts_like_one_named_by_the_member(company: Company):
    departments = [DepartmentFact(**{**d.__dict__, "leaders": ("Other",) if d.id == 4 else ()}) for d in DEPARTMENTS]
    await take_over(departments, MEMBERS, ["boss"])
    assert await above("south") == {"other", "manager", "boss"}  # and who stands above the head


async def test_a_circle_of_leaders_is_cut(company: Company):
    facts = [
        MemberFact("a", "甲", 1, direct_leader=("b",)),
        MemberFact("b", "乙", 1, direct_leader=("c",)),
        MemberFact("c", "丙", 1, direct_leader=("a",)),
    ]
    await take_over([DepartmentFact(1, "公司", 0)], facts, [])
    pairs = {(row.superior_id, row.member_id) for row in await Superior.filter(depth__gt=0)}
    assert not any((member, boss) in pairs for boss, member in pairs) and len(pairs) == 3


async def test_departments_in_a_circle_do_not_hang_it(company: Company):
    await take_over([DepartmentFact(1, "甲", 2), DepartmentFact(2, "乙", 1)], changed("rep", leader_of=(2,)), [])
    assert await Superior.filter(depth__gt=0).count() > 0


async def test_odd_names_are_cleaned(company: Company):
    await take_over(DEPARTMENTS, changed("rep", name="周\x00雨\ud800桐" * 60, position="\x00"), ["boss"])
    row = await Member.get(userid_key="rep")
    assert row.name.startswith("周雨桐") and len(row.name) == 100 and row.position == ""


def test_twelve_levels_and_no_more():
    line = {n: {n - 1} if n else set() for n in range(20)}
    pairs = closure(line)
    assert max(depth for _, _, depth in pairs) == DEEPEST == 12
    assert (7, 19, 12) in pairs and not any(boss == 6 and member == 19 for boss, member, _ in pairs)


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7)), max_size=8))
def test_after_cutting_nobody_stands_above_themselves(drawn: dict[int, set[int]]):
    graph = {n: drawn.get(n, set()) - {n} for n in range(8)}
    kept, cut = cut_cycles(graph)
    pairs = {(boss, member) for boss, member, depth in closure(kept) if depth}
    assert not any((member, boss) in pairs for boss, member in pairs)
    assert {(m, b) for m, bosses in graph.items() for b in bosses} == {
        *((m, b) for m, bosses in kept.items() for b in bosses), *cut,
    }  # fmt: skip
    for member, boss in cut:  # nothing was cut that need not be
        assert any(high == member and low == boss for high, low in pairs) or member == boss

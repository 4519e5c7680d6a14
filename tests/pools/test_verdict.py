"""The pure function that says when a record falls, and the rules it refuses to be given."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.errors import Invalid
from core.leads.lead import LEAD
from core.pools.contradictions import contradiction
from core.pools.recycling import Facts, Rule, verdict, warning_step
from core.pools.rule_book import checked_assignment, checked_conditions, checked_warn_days, drafted

TODAY = date(2026, 11, 24)


def facts(days_owned: int = 40, **known: Any) -> Facts:
    return Facts(**{"id": 1, "owner_id": 7, "group_id": 3, "owned_since": TODAY - timedelta(days=days_owned), **known})


def rule(*conditions: dict[str, Any], name: str = "规则", n: int = 1) -> Rule:
    return Rule(n, name, conditions)


IDLE = {"kind": "idle", "days": 30}
NO_OPPORTUNITY = {"kind": "no_opportunity", "days": 60}
LEVEL = {"kind": "not_reached", "field": "level", "values": ["a", "b"], "days": 45}
RETURNS = {"kind": "returns", "at_least": 2}
FIELD = {"kind": "field", "where": {"field": "city", "is": "苏州"}}


@pytest.mark.feature("WN-CPOOL-006")
def test_a_record_falls_the_given_days_after_its_last_follow_up():
    found = verdict(facts(40, last_follow=TODAY - timedelta(days=10)), (rule(IDLE),), TODAY)
    assert found.falls_on == TODAY + timedelta(days=20) and found.why == ("已 10 天没有跟进，超过 30 天收回",)


def test_a_new_owner_begins_anew_whatever_the_former_one_did():
    found = verdict(facts(5, last_follow=TODAY - timedelta(days=300)), (rule(IDLE),), TODAY)
    assert found.falls_on == TODAY + timedelta(days=25)


def test_what_is_overdue_falls_today():
    assert verdict(facts(400), (rule(IDLE),), TODAY).falls_on == TODAY


@pytest.mark.feature("WN-CPOOL-007")
def test_without_intent_it_falls_the_given_days_after_it_was_taken():
    assert verdict(facts(40), (rule(NO_OPPORTUNITY),), TODAY).falls_on == TODAY + timedelta(days=20)
    assert verdict(facts(40, opportunity=True), (rule(NO_OPPORTUNITY),), TODAY).falls_on is None
    assert verdict(facts(40, values={"level": "c"}), (rule(LEVEL),), TODAY).falls_on == TODAY + timedelta(days=5)
    assert verdict(facts(40, values={"level": "b"}), (rule(LEVEL),), TODAY).falls_on is None


def test_conditions_of_a_rule_are_anded_and_the_last_day_counts():
    both = rule(IDLE, NO_OPPORTUNITY)
    assert verdict(facts(40), (both,), TODAY).falls_on == TODAY + timedelta(days=20)
    assert verdict(facts(40, opportunity=True), (both,), TODAY).falls_on is None
    assert verdict(facts(40, returns=1), (rule(IDLE, RETURNS),), TODAY).falls_on is None
    assert verdict(facts(40, returns=2), (rule(IDLE, RETURNS),), TODAY).falls_on == TODAY
    assert verdict(facts(40, fits=frozenset({(1, 1)})), (rule(IDLE, FIELD),), TODAY).falls_on == TODAY
    assert verdict(facts(40, fits=frozenset({(2, 1)})), (rule(IDLE, FIELD),), TODAY).falls_on is None


def test_rules_are_ored_and_the_earliest_day_and_its_rule_count():
    later, sooner = rule(NO_OPPORTUNITY, name="迟", n=1), rule(LEVEL, name="早", n=2)
    found = verdict(facts(40), (later, sooner), TODAY)
    assert found.rule is sooner and found.falls_on == TODAY + timedelta(days=5)


@pytest.mark.parametrize("known", [{"exempt": ("已冻结",)}, {"group_id": None}])
def test_what_is_exempt_does_not_fall_and_says_why(known: dict[str, Any]):
    found = verdict(facts(40, **known), (rule(IDLE),), TODAY)
    assert not found.falls and found.falls_on == TODAY and found.exempt[0] in ("已冻结", "没有公海分组")


def test_what_nobody_has_does_not_fall_and_no_rules_take_nothing():
    assert verdict(facts(400, owner_id=None), (rule(IDLE),), TODAY).falls_on is None
    assert verdict(facts(400), (), TODAY).falls_on is None


def test_the_shortest_step_that_reaches_the_day_is_due():
    left = {days: warning_step(TODAY + timedelta(days=days), TODAY, (7, 3, 1)) for days in range(-1, 10)}
    assert left == {-1: None, 0: None, 1: 1, 2: 3, 3: 3, 4: 7, 5: 7, 6: 7, 7: 7, 8: None, 9: None}


WRONG: list[Any] = [
    None, [], "x", [{}], [{"kind": "nonsense"}], [{"kind": "idle"}], [{"kind": "idle", "days": 0}],
    [{"kind": "idle", "days": True}], [{"kind": "idle", "days": 99_999}], [{"kind": "returns", "at_least": "2"}],
    [{"kind": "not_reached", "field": "level", "values": [], "days": 3}],
    [{"kind": "not_reached", "field": "level", "values": ["z"], "days": 3}],
    [{"kind": "not_reached", "field": "gone", "values": ["a"], "days": 3}],
    [{"kind": "not_reached", "field": "note", "values": ["a"], "days": 3}],
    [{"kind": "field", "where": {}}], [{"kind": "field", "where": {"all": []}}],
    [{"kind": "field", "where": {"field": "gone", "is": 1}}],
    [{"kind": "field", "where": {"field": "level", "is": "z"}}],
    [{"kind": "idle", "days": n} for n in range(1, 22)],
    [{"kind": "field", "where": {"all": [{"field": "city", "is_not": str(n)} for n in range(21)]}}],
]  # fmt: skip


@pytest.mark.feature("AR-CUST-004")
@pytest.mark.parametrize("conditions", WRONG, ids=range(len(WRONG)))
async def test_a_rule_that_is_wrong_is_refused_with_a_sentence(conditions: Any, database):
    with pytest.raises(Invalid) as refusal:
        checked_conditions(ACCOUNT, conditions)
    assert list(refusal.value.fields) == ["conditions"]


@pytest.mark.feature("AR-CUST-004")
async def test_a_rule_keeps_exactly_its_conditions(database):
    given = [IDLE, NO_OPPORTUNITY, LEVEL, RETURNS, FIELD]
    assert checked_conditions(ACCOUNT, [{**one, "extra": 1} for one in given]) == given
    assert checked_warn_days(None) == [7, 3, 1] and checked_warn_days([1, 14, 1]) == [14, 1]
    for days in ("x", [0], [True], [91], list(range(1, 12))):
        with pytest.raises(Invalid):
            checked_warn_days(days)


def where(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "field", "where": {"all": list(parts)}}


CONTRADICTING = [
    ("level", [where({"field": "level", "is": "a"}, {"field": "level", "is": "b"})]),
    ("level", [where({"field": "level", "in": ["a", "b"]}), where({"field": "level", "not_in": ["a", "b"]})]),
    ("level", [where({"field": "level", "in": ["a", "b"]}), LEVEL]),
    ("city", [where({"field": "city", "empty": True}, {"field": "city", "is": "苏州"})]),
    ("city", [where({"field": "city", "empty": True}, {"field": "city", "filled": True})]),
    ("returns", [where({"field": "returns", "lt": 2}), RETURNS]),
    ("returns", [where({"field": "returns", "gt": 2}, {"field": "returns", "lt": 2})]),
    ("returns", [where({"field": "returns", "between": [5, 3]})]),
    ("owner", [where({"field": "owner", "empty": True})]),
]  # fmt: skip
POSSIBLE = [
    [where({"field": "level", "in": ["a", "b"]}, {"field": "level", "is": "b"})],
    [{"kind": "field", "where": {"any": [{"field": "level", "is": "a"}, {"field": "level", "is": "b"}]}}],
    [where({"field": "returns", "gte": 2}, {"field": "returns", "lte": 2}), RETURNS],
    [where({"field": "city", "is_not": "苏州"}, {"field": "city", "contains": "州"})],
    [where({"field": "created_at", "gt": "2026-01-01"}, {"field": "created_at", "within": "this_year"})],
]


@pytest.mark.parametrize(("field", "conditions"), CONTRADICTING, ids=range(len(CONTRADICTING)))
async def test_conditions_that_exclude_each_other_are_found_when_a_rule_is_saved(
    field: str, conditions: list[Any], database
):
    assert contradiction(conditions) == field
    with pytest.raises(Invalid, match="互相矛盾"):
        checked_conditions(ACCOUNT, conditions)


@pytest.mark.parametrize("conditions", POSSIBLE, ids=range(len(POSSIBLE)))
async def test_conditions_that_can_hold_together_are_taken(conditions: list[Any], database):
    assert checked_conditions(ACCOUNT, conditions) == conditions


async def test_a_rule_says_in_words_what_it_looks_at(company):
    drafts = [LEVEL, where({"field": "city", "is": "苏州"}, {"field": "owner", "is": company.rep.id})]
    made = await drafted(ACCOUNT, 1, "x", drafts, [7])
    assert made.words == ("级别没有到A、B", "城市是苏州，负责人是周雨桐")


@pytest.mark.feature("XS-LPOOL-030", "XS-LPOOL-031")
async def test_an_assignment_rule_begins_with_the_returns_and_takes_at_most_twenty_conditions(company):
    kept = await checked_assignment(LEAD, {"assignees": [company.rep.id]})
    assert kept["where"] == {"all": [{"field": "returns", "gte": 0}]}
    twenty = {"all": [{"field": "returns", "gte": 1}, *({"field": "city", "is_not": str(n)} for n in range(19))]}
    await checked_assignment(LEAD, {"assignees": [company.rep.id], "where": twenty})
    more = {"all": [*twenty["all"], {"field": "city", "is_not": "x"}]}
    for wrong in ({"where": more, "assignees": [company.rep.id]}, {}, {"assignees": [999_999]}, {"departments": [999]}):
        with pytest.raises(Invalid):
            await checked_assignment(LEAD, wrong)

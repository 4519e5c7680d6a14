"""The filter compiler against plain Python, and everything it must refuse with a sentence."""

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import Invalid
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.fields import Face, Option
from core.objects.query import Listing, search
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company
from tests.core.oracle import Oracle

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # Tuesday 09:30 in Shanghai
KINDS = {
    "name": "text", "company": "text", "mobile": "phone", "email": "email", "note": "long_text", "status": "choice",
    "level": "choice", "owner": "reference", "next_follow_at": "datetime", "created_at": "datetime",
    "frozen": "boolean", "id": "number", "budget": "money", "score": "number", "renewal_on": "date",
    "met_at": "datetime", "vip": "boolean", "tier": "choice", "remark": "text", "labels": "choices",
}  # fmt: skip
CUSTOM = {
    "budget": Face("预算", "money"),
    "score": Face("评分", "number"),
    "renewal_on": Face("续约日", "date"),
    "met_at": Face("见面时间", "datetime"),
    "vip": Face("重要", "boolean"),
    "tier": Face("分层", "choice", options=(Option("gold", "金"), Option("iron", "铁"))),
    "remark": Face("附注", "text"),
    "labels": Face("标记", "choices", options=(Option("hot", "热"), Option("old", "老"), Option("o'b", "引号"))),
}
TEXTS = ("", "汇筑科技", "汇筑", "a%b", "a_b", "axb", "back\\slash", "O'Brien\"; --", "ABC", "abc", "😀", "100%")
DAYS = tuple(date(2026, 11, 24) + timedelta(days=n) for n in (-400, -95, -31, -8, -1, 0, 1, 6, 7, 40))
# the edges of Shanghai's days, in UTC
MOMENTS = tuple(
    datetime(2026, 11, 24, 16, tzinfo=UTC) + timedelta(days=n, microseconds=us)
    for n in (-24, -8, -2, -1, 0, 6) for us in (-1, 0)
)  # fmt: skip
WORDS = (
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter", "last_quarter",
    "this_year", "last_n_days:7", "next_n_days:7", "last_n_days:1", "next_n_days:1",
)  # fmt: skip


@dataclass
class Filled:
    actor: Actor
    oracle: Oracle
    rows: dict[int, dict[str, Any]]


def _row(n: int, people: list[int | None]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The `n`th row: columns and custom values; the step widths make most combinations meet."""

    def one(choices: Any, step: int) -> Any:
        return choices[n * step % len(choices)]

    columns = {
        "name": one(TEXTS, 1), "company": one(TEXTS, 5), "mobile": one(("", "13900002716", "13900000001"), 1),
        "email": one(("", "a@example.com", "b_c@example.com"), 2), "note": one(TEXTS, 7),
        "status": one(("new", "contacted", "closed"), 1), "level": one(("", "a", "b"), 1),
        "owner_id": one(people, 1), "next_follow_at": one((None, *MOMENTS), 3), "created_at": one(MOMENTS, 1),
        "frozen": bool(n % 2),
    }  # fmt: skip
    extra = {
        "budget": one((None, 0, 145_050, -100), 1), "score": one((None, 0.1, 2.0, 0.30000000000000004), 1),
        "renewal_on": one((None, *DAYS), 1), "met_at": one((None, *MOMENTS), 1), "vip": one((None, True, False), 1),
        "tier": one((None, "gold", "iron"), 1), "remark": one((None, *TEXTS[1:]), 1),
        "labels": one((None, ["hot"], ["old", "hot"], ["o'b"], ["hot", "old", "o'b"]), 1),
    }  # fmt: skip
    return columns, extra


@pytest.fixture
async def filled(company: Company) -> AsyncIterator[Filled]:
    with clock.use(clock.Stopped(NOW)):
        async with work():
            for key, face in CUSTOM.items():
                await custom.add_field("lead", key, face)
        await custom.load()
        people = [None, company.rep.id, company.other.id, company.manager.id]
        stored = {}
        for n in range(40):
            columns, extra = _row(n, people)
            lead = await Lead.create(**columns, custom={k: v for k, v in extra.items() if v is not None})
            stored[lead.id] = {**columns, **extra, "id": lead.id, "owner": columns["owner_id"]}
        team = {company.manager.id, company.rep.id, company.other.id}
        actor = Actor(**{**company.manager.__dict__, "admin": True})
        yield Filled(actor, Oracle(KINDS, NOW, company.manager.id, team), stored)


async def found(actor: Actor, where: Any) -> set[int]:
    return {item["id"] for item in (await search(actor, LEAD, Listing(where=where, limit=200))).items}


# -- what a filter may say -----------------------------------------------------------------------------------------

texts = st.sampled_from([*TEXTS[1:], "a", "b", "%", "_", "\\", "'", "13900002716", "科技", "B", "zz"])
VALUES: dict[str, Any] = {
    "number": st.sampled_from([0.1, 2, 0.3, 0.30000000000000004, -5, 7]),
    "money": st.sampled_from(["0", "1450.50", "-1.00", "99999999.99"]),
    "date": st.sampled_from([day.isoformat() for day in DAYS]) | st.sampled_from(WORDS),
    "datetime": st.sampled_from([m.isoformat() for m in MOMENTS] + [d.isoformat() for d in DAYS])
    | st.sampled_from(WORDS),
    "boolean": st.booleans(),
}
EXACT = {
    "date": st.sampled_from([day.isoformat() for day in DAYS]),
    "datetime": st.sampled_from([moment.isoformat() for moment in MOMENTS]),
}
OPTIONS = {
    "status": ["new", "contacted", "closed"], "level": ["a", "b", "c"], "tier": ["gold", "iron"],
    "labels": ["hot", "old", "o'b"],
}  # fmt: skip


@st.composite
def condition(draw: st.DrawFn) -> dict[str, Any]:
    key = draw(st.sampled_from(sorted(KINDS)))
    kind = KINDS[key]
    value = VALUES.get(kind, st.nothing())
    if kind in ("choice", "choices"):
        value = st.sampled_from(OPTIONS[key])
    elif kind == "reference":
        value = st.sampled_from(["me", "my_team", 1, 2, 3, 4, 99])
    elif key == "id":
        value = st.integers(-3, 60)
    elif kind == "phone":
        value = st.sampled_from(["13900002716", "13900000001"])
    elif kind == "email":
        value = st.sampled_from(["a@example.com", "b_c@example.com"])
    elif kind not in VALUES:
        value = texts
    operators = ["is", "is_not", "in", "not_in", "empty", "filled"]
    if kind in ("number", "money", "date", "datetime"):
        operators += ["gt", "gte", "lt", "lte", "between"]
    if kind in ("date", "datetime"):
        operators.append("within")
    if kind in ("text", "long_text", "phone", "email"):
        operators += ["contains", "starts"]
    operator = draw(st.sampled_from(operators))
    listed = st.lists(EXACT.get(kind, value), max_size=4)
    wanted = {
        "in": listed,
        "not_in": listed,
        "between": st.tuples(value, value).map(list),
        "within": st.sampled_from(WORDS),
        "contains": texts,
        "starts": texts,
        "empty": st.booleans(),
        "filled": st.booleans(),
    }.get(operator, st.one_of(value, value, value, st.none()) if operator in ("is", "is_not") else value)
    return {"field": key, operator: draw(wanted)}


filters = st.recursive(
    condition(),
    lambda inner: (
        st.fixed_dictionaries({"all": st.lists(inner, max_size=4)})
        | st.fixed_dictionaries({"any": st.lists(inner, max_size=4)})
    ),
    max_leaves=6,
).filter(lambda where: _depth(where) <= 5)


def _depth(node: dict[str, Any]) -> int:
    return 0 if "field" in node else 1 + max(map(_depth, next(iter(node.values()))), default=0)


@settings(
    max_examples=250, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(where=filters)
async def test_a_filter_finds_what_plain_python_finds(filled: Filled, where: dict[str, Any]):
    expected = {record_id for record_id, row in filled.rows.items() if filled.oracle.holds(where, row)}
    assert await found(filled.actor, where) == expected


@pytest.mark.parametrize("word", WORDS)
async def test_a_relative_word_means_whole_days_in_company_time(filled: Filled, word: str):
    for operator in ("within", "is", "is_not", "gt", "gte", "lt", "lte"):
        for key in ("created_at", "next_follow_at", "renewal_on", "met_at"):
            where = {"field": key, operator: word}
            expected = {i for i, row in filled.rows.items() if filled.oracle.holds(where, row)}
            assert await found(filled.actor, where) == expected, where


async def test_the_letters_of_a_pattern_are_letters(company: Company):
    for name in ("100%", "100x", "a_b", "axb", "c\\d", "cd", "O'Brien", 'say "hi"', "x; DROP TABLE lead"):
        await Lead.create(name=name, owner_id=company.rep.id)
    for part in ("%", "_", "\\", "'", '"', "; DROP"):
        names = {
            item["name"]
            for item in (
                await search(company.rep, LEAD, Listing(where={"field": "name", "contains": part}))
            ).items
        }  # fmt: skip
        assert len(names) == 1 and part in names.pop()


# -- what it refuses -----------------------------------------------------------------------------------------------

DEEP: Any = {"field": "name", "is": "x"}
for _ in range(7):
    DEEP = {"all": [DEEP]}

WRONG = [
    "text", 7, ["x"], {"all": {}}, {"none": []}, {"all": [], "any": []}, {"all": ["x"]}, {"all": [None]}, DEEP,
    {"any": [{"field": "name", "is": "x"}] * 101},
    {"field": "nonsense", "is": 1}, {"field": None, "is": 1}, {"field": ["name"], "is": 1}, {"field": {}, "is": 1},
    {"field": "deleted_at", "empty": True}, {"field": "owner_id", "is": 1}, {"field": "custom", "is": 1},
    {"field": 'name" OR 1=1 --', "is": "x"}, {"field": "x" * 5000, "is": 1}, {"field": "\ud800", "is": 1},
    {"field": "name"}, {"field": "name", "is": "x", "is_not": "y"}, {"field": "name", "equals": "x"},
    {"field": "name", "is": "x", "extra": 1}, {"field": "name", "is": 7}, {"field": "name", "is": ["x"]},
    {"field": "name", "gt": "x"}, {"field": "name", "between": ["a", "b"]}, {"field": "name", "within": "today"},
    {"field": "name", "contains": ""}, {"field": "name", "contains": "x" * 100_000}, {"field": "name", "contains": 7},
    {"field": "name", "contains": "\x00"}, {"field": "name", "in": "x"}, {"field": "name", "in": ["x"] * 501},
    {"all": [{"field": "name", "in": [f"{n}" for n in range(500)]}] * 10},
    {"field": "name", "empty": "yes"}, {"field": "name", "filled": 1},
    {"field": "status", "is": "removed"}, {"field": "status", "in": ["new", "removed"]}, {"field": "status", "gt": "a"},
    {"field": "labels", "is": "removed"}, {"field": "labels", "in": "hot"}, {"field": "labels", "gt": "hot"},
    {"field": "labels", "contains": "hot"}, {"field": "labels", "between": ["hot", "old"]},
    {"field": "labels", "is": ["hot"]}, {"field": "labels", "in": [["hot"]]}, {"field": "labels", "empty": "yes"},
    {"field": "status", "contains": "n"}, {"field": "status", "is": {"a": 1}},
    {"field": "owner", "is": "everybody"}, {"field": "owner", "is": 0}, {"field": "owner", "is": 2**63},
    {"field": "owner", "is": True}, {"field": "owner", "gt": "me"}, {"field": "owner", "in": ["me", "x"]},
    {"field": "owner", "in": ["me", *range(1, 600)]}, {"field": "owner", "within": "my_team"},
    {"field": "id", "is": "1 OR 1=1"}, {"field": "id", "is": 10**40}, {"field": "id", "is": 1.5},
    {"field": "id", "gt": math.nan}, {"field": "id", "gt": math.inf}, {"field": "id", "gt": None},
    {"field": "id", "is": True}, {"field": "id", "between": [1]}, {"field": "id", "between": 1},
    {"field": "score", "gt": math.nan}, {"field": "score", "gt": -math.inf}, {"field": "score", "is": 10**400},
    {"field": "score", "in": [1, None]}, {"field": "budget", "gt": "NaN"}, {"field": "budget", "gt": "1e400"},
    {"field": "budget", "is": True}, {"field": "vip", "is": "yes"}, {"field": "vip", "gt": True},
    {"field": "vip", "between": [True, False]},
    {"field": "created_at", "is": "2026-13-45"}, {"field": "created_at", "is": "9999-12-31"},
    {"field": "created_at", "is": "0001-01-01"}, {"field": "created_at", "is": "someday"},
    {"field": "created_at", "is": "٢٠٢٦-٠١-٠١"}, {"field": "created_at", "within": "2026-11-24"},
    {"field": "created_at", "within": 7}, {"field": "created_at", "within": "last_n_days:99999"},
    {"field": "created_at", "within": "last_n_days:-1"},
    {"field": "created_at", "within": "last_n_days:0"}, {"field": "created_at", "gt": None},
    {"field": "created_at", "gt": ["today"]}, {"field": "created_at", "in": ["today"]},
    {"field": "created_at", "contains": "2026"}, {"field": "created_at", "is": "0001-01-01T00:00:00+14:00"},
    {"field": "renewal_on", "gt": "2026-11-24T10:00:00+08:00"}, {"field": "renewal_on", "between": ["today", 7]},
]  # fmt: skip


@pytest.mark.parametrize("where", WRONG, ids=lambda where: repr(where)[:60])
async def test_a_wrong_filter_is_refused_with_a_sentence(where: Any, filled: Filled):
    with pytest.raises(Invalid) as refusal:
        await found(filled.actor, where)
    assert list(refusal.value.fields) == ["where"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refusal.value.message)
    refusal.value.message.encode()


async def test_a_hidden_field_is_no_field(filled: Filled):
    hidden = Actor(**{**filled.actor.__dict__, "hidden": frozenset({("lead", "mobile")})})
    with pytest.raises(Invalid, match="不存在或你看不到"):
        await found(hidden, {"field": "mobile", "is": "13900002716"})


async def test_a_value_that_cannot_be_stored_is_looked_for_without_it(filled: Filled):
    assert await found(filled.actor, {"field": "name", "is": "ABC\x00\ud800"}) == await found(
        filled.actor, {"field": "name", "is": "ABC"}
    )


async def test_an_empty_filter_is_no_filter(filled: Filled):
    for where in (None, {}, {"all": []}, {"any": []}, {"all": [{"any": []}]}):
        assert await found(filled.actor, where) == set(filled.rows)

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text.fold import HAN, WIDE
from core.text.pinyin import initials, pinyin
from core.text.search import MOST, query_tokens, tokens
from tests.text.oracle import matches

LEAD = ["林嘉禾", "杭州汇筑科技有限公司", "采购总监", "lin.jiahe@huizhu-tech.com", "HT-2024-0012"]
PHONES = ["13900002716", "0571-88886666-802"]

han = st.text(
    "汇筑杭州科技林嘉禾重庆银行单晓东曾志明长沙吕绿安西华辰智能装备贸易建设上海市有限公司", min_size=2, max_size=14
)
names = st.text("林嘉禾单曾仇区解查陈伟芳欧阳晓东志明", min_size=2, max_size=4)
numbers = st.from_regex(r"1[3-9][0-9]{9}|0(10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}", fullmatch=True)


def found(q: str, values: list[str] = LEAD, phones: list[str] = PHONES) -> bool:
    asked = query_tokens(q)
    return bool(asked) and set(asked) <= set(tokens(values, phones))


TYPED = """
汇筑 筑科 嘉禾 林嘉禾 汇筑科技 汇筑科技有限公司 有限公司 滙築 汇 林 林总 林嘉禾总 林嘉禾先生 总监
huizhu HUIZHU huiz zhuke huizhukeji huizhukejiyo huizhukejiyouxian huizhukejiyouxiangongsi hangzhou hangzhouhuizhu
hzkj hzhzkj hzk hz hzkjyx hzkjyxgs kj linjiahe linjiah linjia jiahe ljh linjh l
2716 13900002716 +86-139-0000-2716 8613900002716 00027 8888 88886666 0571-88886666 057188886666 (0571)8888
86-571-88886666 lin.jiahe@huizhu huizhu-tech jiahe@hui tech www.huizhu-tech.com https://huizhu-tech.com
HT-2024-0012 2024-0012 2024-00 汇筑2716 林jh
"""


@pytest.mark.parametrize("q", TYPED.split())
def test_a_lead_is_found_by_what_people_type(q: str) -> None:
    assert found(q)


@pytest.mark.parametrize(
    "q",
    [
        "lin jiahe",
        "hui zhu ke ji",
        "林嘉禾 汇筑",
        "汇筑，林",
        "汇筑 2716",
        "139 0000 2716",
        "139 0000 27",
        "+86 571 8888 6666",
        "0571 8888 6666 802",
        "0571-88886666 13900002716",
        " 杭州 · 汇筑 ",
        "hzkj lin 2716",
    ],
)
def test_several_words_are_all_asked_for(q: str) -> None:
    assert found(q)


@pytest.mark.parametrize(
    "q", ["汇丰", "张总", "林嘉和", "huifeng", "hzmy", "2717", "汇筑 张伟", "uiz ke", "", "  ", "！", "？。"]
)
def test_another_query_does_not_find_it(q: str) -> None:
    assert not found(q)


def test_a_query_without_letters_and_digits_asks_for_nothing() -> None:
    assert query_tokens("，。 ") == []


@pytest.mark.parametrize("q", ["shang shang you", "shangshang you xian", "上上 you xian gong si", "hui zhu gu fen you"])
def test_syllables_that_reach_into_the_legal_form_find_it(q: str) -> None:
    assert found(q, ["上上有限公司", "汇筑股份有限公司"])


@pytest.mark.parametrize(("q", "name"), [("you bang", "友邦保险"), ("hui you", "汇友科技"), ("lin you", "林友善")])
def test_a_name_that_sounds_like_a_legal_form_keeps_its_syllables(q: str, name: str) -> None:
    assert found(q, [name])
    assert not found(q, ["汇林有限公司"])


def test_a_surname_is_found_in_both_readings() -> None:
    for q in ("shanxd", "shanxiaodong", "sxd", "danxiao"):
        assert found(q, ["单晓东"], [])


@given(han, st.data())
def test_any_two_characters_of_a_name_find_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert found(name[start:end], [name, "其他公司"])


@given(numbers, st.data())
def test_any_four_digits_of_a_number_find_it(number: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(number) - 4))
    end = data.draw(st.integers(start + 4, len(number)))
    assert found(number[start:end], ["林嘉禾"], ["021-55556666", number])


@given(han, st.integers(1, 8), st.integers(0, 5))
@example("上上有限公司", 3, 0)
@example("上上有限公司", 6, 0)
def test_the_first_syllables_find_it(name: str, count: int, cut: int) -> None:
    spelled = pinyin(name)[:count]
    typed = "".join(spelled)
    typed = typed[: max(len(typed) - cut, 2)]
    assert found(typed, [name])
    assert found(" ".join(spelled), [name])


@given(han, st.integers(2, 8))
def test_the_initials_find_it(name: str, count: int) -> None:
    assert found(initials(name)[:count], [name])


@given(names)
def test_a_person_is_found_by_surname_reading_and_by_surname_with_initials(name: str) -> None:
    spelled = pinyin(name, person=True)
    assert found("".join(spelled), [name])
    assert found(spelled[0] + " " + "".join(spelled[1:]), [name])
    assert found(spelled[0] + "".join(syllable[0] for syllable in spelled[1:]), [name])


@given(
    st.lists(st.text("汇筑科技有限公司林嘉禾abhuizk0127 -.@（）", min_size=1, max_size=12), min_size=1, max_size=3),
    st.text("汇筑科技林嘉禾abhuizk0127 ", min_size=1, max_size=8),
)
def test_nothing_that_plainly_matches_is_missed(values: list[str], q: str) -> None:
    spread = any(len(part) > 1 for part in re.findall(r"[0-9][0-9 ]*", q) if " " in part.strip())
    if (
        matches(values, q)
        and query_tokens(q)
        and not spread
        and not re.search(rf"(?<![{WIDE}])[限公司有](?![{WIDE}])", q)
    ):
        assert found(q, values, []), (query_tokens(q), tokens(values))


@given(st.lists(st.text(max_size=80), max_size=6), st.lists(st.text("0123456789+- ", max_size=30), max_size=4))
def test_tokens_are_few_short_sorted_and_plain(values: list[str], phones: list[str]) -> None:
    made = tokens(values, phones)
    assert made == sorted(set(made))
    assert len(made) <= MOST
    assert all(re.fullmatch(rf"[0-9a-z{WIDE}]{{1,11}}", token) for token in made)


def test_an_ordinary_lead_has_fewer_than_two_hundred() -> None:
    assert 100 < len(tokens(LEAD, PHONES)) < 200


def test_empty_values_give_nothing() -> None:
    assert tokens([None, "", " "], [None, ""]) == []


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(tokens, tokenize='unicode61', detail=none)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5vocab(found, 'row')")
        yield connection
    connection.close()


def test_every_token_is_one_token_of_the_full_text_table(store: sqlite3.Connection) -> None:
    made = tokens([*LEAD, "株式会社トヨタ", "㐀𠀀の〇々한국", "Müller 葉問"], PHONES)
    store.execute("INSERT INTO found (tokens) VALUES (?)", (" ".join(made),))
    assert sorted(term for (term,) in store.execute("SELECT term FROM words")) == made


def test_every_character_of_a_run_is_a_letter_to_the_full_text_table(store: sqlite3.Connection) -> None:
    letters = [chr(code) for first, last in re.findall("(.)-(.)", WIDE) for code in range(ord(first), ord(last) + 1)]
    letters += [char for char in HAN if char != "-"]
    store.execute("INSERT INTO found (tokens) VALUES (?)", (" ".join(f"x{char}x" for char in letters),))
    terms = {term for (term,) in store.execute("SELECT term FROM words")}
    assert [char for char in letters if f"x{char}x" not in terms] == []


def test_the_full_text_table_finds_what_the_tokens_promise(store: sqlite3.Connection) -> None:
    records = [(LEAD, PHONES), (["陈伟", "上海腾飞贸易有限公司"], ["13800001111"]), (["单晓东", "重庆银行"], [])]
    for values, phones in records:
        store.execute("INSERT INTO found (tokens) VALUES (?)", (" ".join(tokens(values, phones)),))
    for q, expected in (
        ("汇筑", [1]),
        ("tfmy", [2]),
        ("1111", [2]),
        ("chongqing", [3]),
        ("有限公司", [1, 2]),
        ("陈 汇筑", []),
    ):
        match = " ".join(f'"{token}"' for token in query_tokens(q))
        assert [row for (row,) in store.execute("SELECT rowid FROM found WHERE found MATCH ?", (match,))] == expected, q

import subprocess
import sys
from pathlib import Path

import pytest

import core.text
from core.text.pinyin import initials, pinyin, syllables
from core.text.readings import SURNAMES, WORDS


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("汇筑科技", "hui zhu ke ji"),
        ("重庆银行", "chong qing yin hang"),
        ("长沙重型机械", "chang sha zhong xing ji xie"),
        ("厦门大厦", "xia men da sha"),
        ("成都音乐厅", "cheng du yin yue ting"),
        ("佛山模具", "fo shan mu ju"),
        ("空调调味", "kong tiao tiao wei"),
        ("吕绿", "lv lv"),
        ("战略", "zhan lue"),
        ("滙築ERP系統2024", "hui zhu erp xi tong 2024"),
        ("二〇二四", "er ling er si"),
        ("晟鑫垚", "sheng xin yao"),
        ("", ""),
        ("（）", ""),
    ],
)
def test_text_is_spelled_as_people_type_it(text: str, spelled: str) -> None:
    assert pinyin(text) == spelled.split()


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("单晓东", "shan xiao dong"),
        ("曾志明", "zeng zhi ming"),
        ("仇小雨", "qiu xiao yu"),
        ("区家辉", "ou jia hui"),
        ("解文博", "xie wen bo"),
        ("查良", "zha liang"),
        ("朴英子", "piao ying zi"),
        ("覃芳", "qin fang"),
        ("尉迟恭礼", "yu chi gong li"),
        ("林嘉禾", "lin jia he"),
        ("單曉東", "shan xiao dong"),
        ("Julia", "julia"),
    ],
)
def test_the_first_character_of_a_person_is_read_as_a_surname(name: str, spelled: str) -> None:
    assert pinyin(name, person=True) == spelled.split()


def test_initials_keep_other_words_whole() -> None:
    assert initials("杭州汇筑科技") == "hzhzkj"
    assert initials("汇筑ERP") == "hzerp"
    assert initials("单晓东", person=True) == "sxd"


def test_the_common_characters_all_have_a_reading() -> None:
    common = [bytes([high, low]).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    assert [char for char in common if char and not pinyin(char)] == []


def test_every_word_and_surname_is_worth_its_line() -> None:
    for word, reading in WORDS.items():
        assert len(word) == len(reading)
        assert [syllables(char)[0] for char in word] != list(reading), word
    for surname, reading in SURNAMES.items():
        assert syllables(surname) != [reading], surname


def test_the_tables_stay_small() -> None:
    folder = Path(core.text.__path__[0])
    assert sum((folder / name).stat().st_size for name in ("pinyin.txt", "simplified.txt")) < 120_000
    code = (
        "import resource\nfrom core.text.pinyin import pinyin\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\npinyin('汇筑')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    grown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder.parents[1]
    )
    assert int(grown.stdout) <= 5 * 1024

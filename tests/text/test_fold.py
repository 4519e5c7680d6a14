from pathlib import Path

import pytest

import core.text
from core.text.fold import fold, narrow


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ｈuizhu　ＴＥＣＨ", "huizhu tech"),
        ("滙築科技（上海）", "汇筑科技(上海)"),
        ("臺灣鐘錶", "台湾钟表"),
        ("Müller & Søn Straße", "muller & son strasse"),
        ("１３９–0000—2716", "139-0000-2716"),
        ("【汇筑】", "(汇筑)"),
        ("汇\u200b筑", "汇筑"),
        ("", ""),
    ],
)
def test_text_that_means_the_same_folds_to_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(fold(written)) == folded


def test_narrow_keeps_case_and_script() -> None:
    assert narrow("Ａbc（滙）") == "Abc(滙)"


def test_no_simplified_character_is_simplified_again() -> None:
    old, new = (Path(core.text.__path__[0]) / "simplified.txt").read_text(encoding="utf-8").split()
    assert len(old) == len(new) > 2500
    assert fold(fold(old)) == fold(old)

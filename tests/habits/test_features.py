"""`make features`: marks are found wherever they stand, and an unknown id fails (功能清单)."""

from pathlib import Path

import pytest

from tools import features

CATALOGUE = "id\tmodule\tfeature\tterm_zh\nA-1\tleads\tTake a lead.\t领取\nA-2\tleads\tGive it back.\t放弃\n"
MARKED = """
import pytest
pytestmark = [pytest.mark.feature("A-1")]

class TestLead:
    @pytest.mark.feature("A-1", "A-9")
    async def test_it(self): ...
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "features.tsv").write_text(CATALOGUE)
    monkeypatch.setattr(features, "CATALOGUE", tmp_path / "features.tsv")
    monkeypatch.setattr(features, "TESTS", tmp_path)
    return tmp_path


def test_features_with_and_without_a_test_are_told_apart(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "test_lead.py").write_text(MARKED.replace(', "A-9"', ""))
    assert features.main([]) == 0
    tested, untested = capsys.readouterr().out.split("Features without a test (1):")
    assert "A-1" in tested
    assert "[2]" in tested
    assert "A-2" in untested
    assert "1 of 2 features have a test." in untested


def test_a_mark_that_the_catalogue_does_not_list_fails(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "test_lead.py").write_text(MARKED)
    assert features.main([]) == 1
    assert "test_lead.py:6: A-9 is not in docs/features.tsv" in capsys.readouterr().err


def test_the_marks_of_the_suite_are_all_in_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert features.main(["--tested"]) == 0, capsys.readouterr().err


def test_the_catalogue_has_one_row_per_id() -> None:
    rows = features.CATALOGUE.read_text().splitlines()[1:]
    assert len(features.read_catalogue(features.CATALOGUE)) == len(rows) == 710

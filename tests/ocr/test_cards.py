"""The gate: small drawn cards are read well enough, by both engines alike."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ocr.scoring import Score, matched
from ocr.pipeline import Pipeline
from ocr.reading import DOUBT, Reading
from tests.ocr.conftest import CARDS

Row = dict[str, Any]


def rows() -> list[Row]:
    return [json.loads(line) for line in (CARDS / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def read(pipeline: Pipeline, row: Row) -> Reading:
    return pipeline.read((CARDS / row["image"]).read_bytes())


def answers(reading: Reading) -> list[dict[str, list[tuple[str, float]]]]:
    return [
        {name: [(value.value, value.confidence) for value in values] for name, values in card.fields.items()}
        for card in reading.cards
    ]


@pytest.fixture(scope="module")
def score(pipeline: Pipeline) -> Score:
    total = Score()
    for row in rows():
        for truth, answer in matched(row.get("cards") or [row["fields"]], answers(read(pipeline, row))):
            total.add(truth, answer)
    return total


def test_the_small_cards_are_read_as_well_as_promised(score: Score) -> None:
    assert score.f1() >= 0.94
    assert score.share_perfect("lead") >= 0.75
    assert score.share_perfect("core") >= 0.60
    assert score.address_error <= 0.08


def test_values_shown_as_certain_are_right(score: Score) -> None:
    assert score.sure_correct >= 0.985
    assert score.sure_covered >= 0.85


def test_two_cards_in_one_picture_are_two_readings(pipeline: Pipeline) -> None:
    [row] = [row for row in rows() if "cards" in row][:1]
    reading = read(pipeline, row)
    assert {card.first("name") for card in reading.cards} == {fields["name"][0] for fields in row["cards"]}


def test_the_same_bytes_give_the_same_reading(pipeline: Pipeline) -> None:
    first, again = (read(pipeline, rows()[0]).to_json() for _ in range(2))
    assert first | {"ms": 0} == again | {"ms": 0}


def test_boxes_lie_inside_the_picture_and_values_carry_what_was_printed(pipeline: Pipeline) -> None:
    reading = read(pipeline, rows()[1])
    for card in reading.cards:
        for values in card.fields.values():
            for value in values:
                assert value.raw and len(value.box) == 4
                assert all(-2 <= x <= reading.width + 2 and -2 <= y <= reading.height + 2 for x, y in value.box)
                assert value.doubtful == (value.confidence < DOUBT)


def test_both_engines_read_the_same_values(pipeline: Pipeline, cache_dir: Path) -> None:
    other = Pipeline.open("paddle", cache_dir)
    assert other.engine.name == "paddle"
    for row in [row for row in rows() if "cards" not in row][:3]:
        truth = row["fields"]
        for engine in (pipeline, other):
            [card] = read(engine, row).cards
            assert card.first("name") == truth["name"][0]
            assert card.first("email") == truth["email"][0]

"""Readings survive the way through the pipe."""

from ocr.reading import CardReading, Reading, Value

SQUARE = ((0, 0), (10, 0), (10, 5), (0, 5))


def test_a_reading_is_the_same_after_json() -> None:
    card = CardReading({"name": [Value("王小明", "王 小 明", 0.97, SQUARE)]}, ["欢迎光临"], SQUARE)
    reading = Reading([card, CardReading()], 812, 1600, 1200)
    assert Reading.from_json(reading.to_json()) == reading


def test_the_first_value_of_an_empty_field_is_empty() -> None:
    assert CardReading().first("mobile") == ""

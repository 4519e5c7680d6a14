"""One script on one card: stray traditional characters on a simplified card are misreadings (繁简)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ocr.lexicon.words import words
from ocr.lines import Line

_OUTWEIGHS = 3
"""So many times as many simplified as traditional characters make a card simplified, or one odd line among several."""


@cache
def _pairs() -> dict[str, str]:
    return {pair[0]: pair[1] for pair in words("traditional")}


@cache
def _simplified_only() -> frozenset[str]:
    return frozenset(_pairs().values())


def simplified(text: str) -> str:
    return "".join(_pairs().get(letter, letter) for letter in text)


def in_one_script(lines: Sequence[Line]) -> list[Line]:
    """The lines with stray traditional characters simplified; a traditional card is left as it is."""
    traditional = [sum(letter in _pairs() for letter in line.text) for line in lines]
    simple = [sum(letter in _simplified_only() for letter in line.text) for line in lines]
    alone = sum(map(bool, traditional)) == 1 and sum(map(bool, simple)) > 1
    if not any(traditional) or not (alone or sum(simple) >= _OUTWEIGHS * sum(traditional)):
        return list(lines)
    return [replace(line, text=simplified(line.text)) for line in lines]

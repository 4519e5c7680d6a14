"""How Chinese characters are spelled in Latin letters, to compare names with mailboxes and domains (拼音)."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from ocr.lexicon.words import rows, words

_MOST = 16
"""Readings of one name tried at most; a name of three characters seldom has more than four."""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("pinyin"):
        syllable, letters = row.split(" ", 1)
        for letter in letters:
            found[letter] = (*found.get(letter, ()), syllable)
    return found


@cache
def syllables() -> frozenset[str]:
    """All syllables, also as passports write ü."""
    plain = {row.split(" ", 1)[0] for row in rows("pinyin")}
    return frozenset(plain | {one.replace("v", "yu") for one in plain} | {one.replace("v", "u") for one in plain})


def readings(letter: str) -> tuple[str, ...]:
    return _table().get(letter, ())


def spellings(text: str) -> list[tuple[str, ...]]:
    """Ways to spell a text, each as its syllables; empty when a character is unknown."""
    options = [readings(letter) for letter in text]
    if not options or not all(options):
        return []
    return [spelled for spelled, _ in zip(product(*options), range(_MOST), strict=False)]


def is_syllables(word: str) -> bool:
    """Whether a lower-case Latin word is made of pinyin syllables (or is a Cantonese or Wade-Giles surname)."""
    if word in words("romanised"):
        return True
    known = syllables()
    good = [True] + [False] * len(word)
    for end in range(1, len(word) + 1):
        good[end] = any(good[start] and word[start:end] in known for start in range(max(0, end - 6), end))
    return good[-1] and bool(word)


def spells(latin: str, name: str, surname: int) -> bool:
    """Whether a Latin name is the Chinese `name` whose first `surname` characters are the family name."""
    letters = re.sub(r"[^a-z]", "", latin.lower())
    for spelled in spellings(name):
        family, given = "".join(spelled[:surname]), "".join(spelled[surname:])
        if letters in (family + given, given + family) or letters in _passport(family, given):
            return True
    return False


def _passport(family: str, given: str) -> tuple[str, ...]:
    """With ü written as yu or u."""
    if "v" not in family + given:
        return ()
    return tuple(text.replace("v", with_) for text in (family + given, given + family) for with_ in ("yu", "u", "ue"))

"""The word lists beside this file, read once and kept (词表)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def rows(name: str) -> tuple[str, ...]:
    """The lines of a list without comments."""
    lines = _FOLDER.joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """All words of a list that are separated by spaces."""
    return frozenset(word for row in rows(name) for word in row.split())


@cache
def in_order(name: str) -> tuple[str, ...]:
    """The same words in the order of the file, the commonest first."""
    return tuple(dict.fromkeys(word for row in rows(name) for word in row.split()))


@cache
def phrases(name: str) -> frozenset[str]:
    """All phrases of a list that are separated by bars."""
    return frozenset(phrase.strip() for row in rows(name) for phrase in row.split("|"))


@cache
def characters(name: str) -> frozenset[str]:
    return frozenset("".join(rows(name)))


@cache
def longest(name: str) -> int:
    return max(len(word) for word in words(name))


def ends_with(text: str, name: str) -> str:
    """The longest word of a list that `text` ends with, or an empty string."""
    known = words(name)
    for start in range(max(0, len(text) - longest(name)), len(text)):
        if text[start:] in known:
            return text[start:]
    return ""


def made_of(text: str, *names: str) -> bool:
    """Whether `text` is a chain of words of these lists."""
    known = [words(name) for name in names]
    reach = max(longest(name) for name in names)
    good = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        good[end] = any(
            good[start] and any(text[start:end] in part for part in known) for start in range(max(0, end - reach), end)
        )
    return good[-1]

"""What a search should find, said plainly and slowly: the measure for the tokens of core.text.search."""

import re
from collections.abc import Iterable

from core.text.fold import WIDE, fold
from core.text.pinyin import initials, pinyin


def matches(values: Iterable[str], q: str) -> bool:
    """Whether every run of the query is in some value: characters, letters, digits, or pinyin from a syllable on.

    Knows no legal forms, titles or numbers written apart: of those the tokens may find more, never less.
    """
    folded = [fold(value) for value in values]
    return all(any(_in(value, run) for value in folded) for run in re.findall(rf"[{WIDE}]+|[a-z]+|[0-9]+", fold(q)))


def _in(value: str, run: str) -> bool:
    if not run.isascii():
        return run in re.sub(rf"[^0-9a-z{WIDE}]", "", value)
    if any(run in word if len(run) > 3 else word.startswith(run) for word in re.findall("[a-z]+|[0-9]+", value)):
        return True
    return any(_in_spelled(han, run) for han in re.findall(rf"[{WIDE}]+", value))


def _in_spelled(han: str, run: str) -> bool:
    spelled = pinyin(han)
    begins = ("".join(spelled[at:]) for at in range(len(spelled)))
    return len(run) > 1 and (any(rest.startswith(run) for rest in begins) or run in initials(han))

"""Spell Chinese characters in toneless pinyin, as people type it (拼音): lv for 吕, not lü.

Two bytes per character, read from pinyin.txt on first use (a few ms); pypinyin itself would cost 56 MB.
"""

import re
from array import array
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from core.text.fold import HAN, fold
from core.text.readings import HEADS, LONGEST_WORD, SURNAMES, WORDS

_FIRST: Final = 0x4E00
_PIECES: Final = re.compile(f"[{HAN}]+|[a-z0-9]+")


@cache
def _tables() -> "tuple[list[str], array[int]]":
    """Syllables by number (0 = none), and the number of every character from U+4E00 on."""
    names, numbers = [""], array("H", bytes(2 * (0xA000 - _FIRST)))
    for number, line in enumerate((Path(__file__).with_name("pinyin.txt")).read_text(encoding="utf-8").splitlines(), 1):
        name, chars = line.split()
        names.append(name)
        for char in chars:
            if char >= "一":
                numbers[ord(char) - _FIRST] = number
    return names, numbers


def syllables(run: str) -> list[str]:
    """One syllable per folded Chinese character, '' for one without a known reading; words are read as words."""
    names, numbers = _tables()
    found: list[str] = []
    at, end = 0, len(run)
    while at < end:
        char = run[at]
        if char in HEADS and (word := _word_at(run, at)):
            found.extend(WORDS[word])
            at += len(word)
            continue
        code = ord(char) - _FIRST
        found.append(names[numbers[code]] if 0 <= code < len(numbers) else "ling" if char == "〇" else "")
        at += 1
    return found


def _word_at(run: str, at: int) -> str:
    for length in range(LONGEST_WORD, 1, -1):
        if (word := run[at : at + length]) in WORDS:
            return word
    return ""


def pinyin(text: str, *, person: bool = False) -> list[str]:
    """Syllables of the Chinese characters, other words as they are: 汇筑ERP → hui, zhu, erp.

    With `person` the first character is read as a surname: 单晓东 → shan, xiao, dong.
    """
    return [part for part, _ in _parts(text, person)]


def initials(text: str, *, person: bool = False) -> str:
    """First letters of the syllables, other words whole: 汇筑科技 → hzkj, 汇筑ERP → hzerp."""
    return "".join(part[:1] if chinese else part for part, chinese in _parts(text, person))


def _parts(text: str, person: bool) -> Iterator[tuple[str, bool]]:
    """Each syllable or other word, and whether it came from a Chinese character."""
    for number, piece in enumerate(_PIECES.findall(fold(text))):
        if piece.isascii():
            yield piece, False
        else:
            spell = surname_first if person and number == 0 else syllables
            yield from ((syllable, True) for syllable in spell(piece) if syllable)


def surname_first(run: str) -> list[str]:
    """`syllables` of a person's name: the first character in its reading as a surname, unless it begins a word."""
    spelled = syllables(run)
    if run[0] in SURNAMES and not _word_at(run, 0):
        spelled[0] = SURNAMES[run[0]]
    return spelled

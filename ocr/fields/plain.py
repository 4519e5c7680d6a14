"""Text as it is compared: one width, one kind of dash and colon, tidy spaces (文字规整)."""

from __future__ import annotations

import re
import unicodedata

_DASHES = str.maketrans({dash: "-" for dash in "‐‑‒–—―−－﹣"} | {"’": "'", "‘": "'", "`": "'", "″": '"', "丨": "|"})
_SPACES = re.compile(r"\s+")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def plain(text: str) -> str:
    """Full-width forms to half-width, all dashes to one, runs of spaces to one."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).translate(_DASHES)).strip()


def has_cjk(text: str) -> bool:
    return _CJK.search(text) is not None


def cjk_count(text: str) -> int:
    return len(_CJK.findall(text))


def latin_count(text: str) -> int:
    return len(_LATIN.findall(text))


def digit_count(text: str) -> int:
    return sum(character.isdigit() for character in text)


def is_chinese(text: str) -> bool:
    """Whether a text counts as Chinese on a bilingual card: its Chinese characters outweigh Latin words."""
    return cjk_count(text) * 3 >= latin_count(text) and has_cjk(text)


_ONE_FOR_L = re.compile(r"(?<=[A-Za-z])1(?=[a-z])|(?<=[a-z]{3})1\b")
_ZERO_FOR_O = re.compile(r"\b0(?=[a-z]{2})|(?<=[a-z])0(?=[a-z])")


def letters_mended(text: str) -> str:
    """English words without the digits that were read for letters (`Industria1`, `0ffice`)."""
    return _ZERO_FOR_O.sub(lambda match: "O" if match.start() == 0 else "o", _ONE_FOR_L.sub("l", text))

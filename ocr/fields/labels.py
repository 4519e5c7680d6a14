"""What is printed before a value: 手机, Tel, M: … found anywhere in a line (标签)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ocr.fields.places import address_score
from ocr.fields.plain import has_cjk
from ocr.lexicon.words import rows

_LETTERS = {
    "mobile": "mch手机",
    "phone": "tpdo电话",
    "fax": "f传真",
    "email": "e邮箱",
    "website": "wu网",
    "address": "a址",
    "postcode": "pz邮编",
    "qq": "q",
    "wechat": "v微信",
}
SINGLE = {
    letter: tuple(kind for kind, letters in _LETTERS.items() if letter in letters)
    for letter in "".join(_LETTERS.values())
}
"""Labels of one letter; the value decides where two are possible."""

NUMBERS = frozenset(("mobile", "phone", "fax"))
_WEAK = frozenset(("name", "title", "department", "company", "other"))
"""Kinds whose labels are also ordinary words: they count only with a colon."""
_BARE = re.compile(
    r"公司|工厂|基地|总部|总公司|展厅|地点|main|office|work|direct|location|factory|plant|site|internet|net|mail|contact|hq|mo",
    re.I,
)


@dataclass(frozen=True)
class Label:
    kinds: tuple[str, ...]
    start: int
    end: int
    """Where the value may begin: after the colon and spaces."""


def _loose(word: str) -> str:
    """A pattern for one label: spaces inside Chinese words, l and 1 and I alike, free separators for `_`."""
    if has_cjk(word):
        return r"\s*".join(re.escape(letter) if letter != "_" else r"\s*" for letter in word)
    swaps = {"i": "[i1l|!]", "l": "[l1i|!]", "o": "[o0]", "_": r"[\s.\-/]*"}
    return "".join(swaps.get(letter, re.escape(letter)) for letter in word)


_ALIKE = str.maketrans({"1": "l", "|": "l", "!": "l", "i": "l", "0": "o"} | dict.fromkeys(" .-_/"))


def _key(text: str) -> str:
    """The same label however it was spaced or misread."""
    return text.lower().translate(_ALIKE)


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("labels"):
        kind, *names = row.split()
        for name in names:
            found.setdefault(_key(name), (kind,))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted({name for row in rows("labels") for name in row.split()[1:] if len(name) > 1}, key=len, reverse=True)
    chinese = "|".join(_loose(name) for name in names if has_cjk(name))
    latin = "|".join(_loose(name) for name in names if not has_cjk(name))
    single = "|".join(SINGLE)
    return re.compile(
        rf"(?P<zh>{chinese})|(?<![A-Za-z0-9@._])(?P<en>{latin})(?![a-z]|[A-Z](?=[a-z]))|(?<![^\s|/;,])(?P<one>{single})(?![A-Za-z])",
        re.IGNORECASE,
    )


_BETWEEN = re.compile(r"[\s/|&、,+(\[.]{0,4}(?:and|or)?\s*", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*[.)\]】]{0,2}\s*(?P<colon>\s?[:;|]|\.{1,3}(?=\s|\d|[A-Za-z])|\s?[/,>](?=\s?[\w+(])|[-=·•I](?=\s))?[\s:.|]*"
)


def _is_colon(after: re.Match[str]) -> bool:
    return (after.group("colon") or "").strip() in (":", ";", "|")


_NOTE = re.compile(r"\s*\([^()\d@]{1,8}\)")
_NUMBER = re.compile(r"[(+\[]?\s*[+\dOo]")
_MAIL = re.compile(r"\S{2,}@|[\w.\-]+\s?\.(?:c[o0][mn]|cn|net|org)\b", re.IGNORECASE)
_SITE = re.compile(r"https?:|www|[\w\-]+\.[a-z]{2}", re.IGNORECASE)
_HANDLE = re.compile(r"[A-Za-z\d][\w\-]{3,}")


def find_labels(text: str) -> list[Label]:
    """All labels of one plain line in order; a chain such as `电话/传真` or `地址 Add:` is one label."""
    found: list[Label] = []
    at = 0
    while match := _pattern().search(text, at):
        label = _chain(text, match)
        if label is None:
            at = match.end() if match.group("zh") is None else match.start() + 1
        else:
            found.append(label)
            at = max(label.end, match.end())
    return found


def _chain(text: str, first: re.Match[str]) -> Label | None:
    """The label that begins with `first`, or None when what follows shows that it is an ordinary word."""
    kinds: list[str] = list(_kinds_of(first))
    end = first.end()
    while (gap := _BETWEEN.match(text, end)) and (more := _pattern().match(text, gap.end())):
        if (
            _begins_address(text, more)
            or more.end() == more.start()
            or (more.group("one") and text[more.end() : more.end() + 1] not in (":", "|", ""))
        ):
            break
        kinds += [kind for kind in _kinds_of(more) if kind not in kinds]
        end = more.end()
    if note := _NOTE.match(text, end):
        end = note.end()
        if "微信" in note.group() or "wechat" in note.group().lower():
            kinds.append("wechat")
        if "传真" in note.group() or "fax" in note.group().lower():
            kinds.append("fax")
    after = _AFTER.match(text, end)
    assert after is not None
    start = _start(text, first, after)
    if start is None or not _fits(text, first, kinds, start, after):
        return None
    return Label(tuple(dict.fromkeys(kinds)), start, after.end())


def _begins_address(text: str, match: re.Match[str]) -> bool:
    """`http://` and `www.` are the value itself."""
    return match.group().lower().startswith("http") and bool(re.match(r"\s?[:;]?\s?//", text[match.end() :]))


def _kinds_of(match: re.Match[str]) -> tuple[str, ...]:
    if match.group("one"):
        return SINGLE[match.group("one").lower()]
    return _kinds().get(_key(match.group()), ())


def _start(text: str, first: re.Match[str], after: re.Match[str]) -> int | None:
    """Where the label begins: `售后` of `售后电话:` belongs to it; inside a sentence it is no label."""
    start = first.start()
    if first.group("zh") is None or start == 0 or not has_cjk(text[start - 1]):
        return start
    run = start
    while run > 0 and has_cjk(text[run - 1]):
        run -= 1
    return run if after.group("colon") and start - run <= 6 and run == _word_start(text, run) else None


def _word_start(text: str, run: int) -> int:
    return run if run == 0 or not text[run - 1].isalnum() else -1


def _fits(text: str, first: re.Match[str], kinds: list[str], start: int, after: re.Match[str]) -> bool:
    """Whether the text after the label is what it announces; a colon or a lone label is enough for most."""
    rest = text[after.end() :]
    if _begins_address(text, first):
        return False
    if first.group("one"):
        return _fits_single(kinds, start, rest, after)
    if kinds and set(kinds) <= _WEAK:
        return _is_colon(after) and start == 0 and (bool(rest) or "other" in kinds)
    if _is_colon(after) or (not rest and start == 0):
        return not (_BARE.fullmatch(first.group()) and not rest)
    if _BARE.fullmatch(first.group()) and "address" in kinds:
        return False
    return any(_announces(kind, rest, start) for kind in kinds)


def _fits_single(kinds: list[str], start: int, rest: str, after: re.Match[str]) -> bool:
    colon = after.group("colon") is not None or after.group().startswith(".")
    if not rest:
        return start == 0 and len(after.string.strip(" .:|")) == 1 and after.string[:1].isupper()
    if start and not _is_colon(after) and "address" in kinds:
        return False
    if "address" in kinds:
        return colon or (len(rest) > 9 and address_score(rest) >= (2.2 if after.group() else 3.0))
    if "email" not in kinds and "@" in rest.split(" ")[0]:
        return False
    if has_cjk(after.string[: after.start()][-1:]) and not colon:
        return False
    return any(_announces(kind, rest, 0) for kind in kinds)


def _announces(kind: str, rest: str, start: int) -> bool:
    if kind in NUMBERS:
        return bool(_NUMBER.match(rest)) and sum(letter.isdigit() for letter in rest[:16]) >= 4
    if kind == "postcode":
        return bool(re.match(r"\d{5,6}(?!\d)|[A-Z\d]{2,4} ?\d[A-Z]{2}", rest))
    if kind == "qq":
        return bool(re.match(r"\d{5,11}", rest))
    if kind == "email":
        return bool(_MAIL.match(rest))
    if kind == "website":
        return bool(_SITE.match(rest))
    if kind == "wechat":
        return bool(_HANDLE.match(rest))
    if kind == "address":
        return start == 0 and len(rest) >= 5
    return False


def suits(kinds: tuple[str, ...], text: str) -> bool:
    """Whether a text can be the value of a label that stands apart from it."""
    return any(_announces(kind, text, 0) for kind in kinds)

"""Values that only their words give away: companies, addresses, posts, and who might be a name (文字分类)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ocr.fields.findings import Finding
from ocr.fields.firms import chinese_score, english_score, split_trailing
from ocr.fields.people import chinese_name, english_words
from ocr.fields.people import chinese_score as name_score
from ocr.fields.pieces import Piece
from ocr.fields.places import address_score, split_postcode, tidy_address, without_icon
from ocr.fields.plain import has_cjk, is_chinese, letters_mended
from ocr.fields.posts import is_known_title, is_title, mended_title, split_chinese, split_english

_SCRIPTS = re.compile(r"^(?P<zh>[^A-Za-z]*[\u3400-\u9fff)）])\s*[/|]?\s*(?P<en>[A-Z][A-Za-z.,'&()/\- ]{2,})$")
_SCRIPTS_BACK = re.compile(r"^(?P<en>[A-Z][A-Za-z.,'&()\- ]{2,}?)\s*[/|]?\s*(?P<zh>[\u3400-\u9fff][^A-Za-z]*)$")


def classify(text: str, piece: Piece) -> Iterator[Finding]:
    """Findings of one text without label; possible names come as field `name` and are decided later."""
    text = text.strip(" -_·•|/,;:")
    if not text:
        return
    whole = _whole(text, piece)
    if whole:
        yield from whole
        return
    for part in _parts(text):
        yield from _whole(part, piece) or ()


def address(text: str, piece: Piece, sure: float) -> list[Finding]:
    """An address and the postcode inside it."""
    english = not is_chinese(text)
    bare, code = split_postcode(letters_mended(text) if english else text)
    bare = tidy_address(bare)
    found = [Finding("address", bare, text, piece, sure, english)] if len(bare) >= 5 else []
    return [*found, Finding("postcode", code, code, piece, sure)] if code else found


def _whole(text: str, piece: Piece) -> list[Finding]:
    return _chinese(text, piece) if has_cjk(text) else _english(text, piece)


def _chinese(text: str, piece: Piece) -> list[Finding]:
    both = _SCRIPTS.match(text) or _SCRIPTS_BACK.match(text)
    if both and (parts := _both(both, piece)):
        return parts
    firm, place = chinese_score(text), address_score(text)
    if firm >= 2 and firm >= place - 1:
        company, rest = split_trailing(text)
        found = [Finding("company", company, company, piece, min(0.97, 0.6 + firm / 10))]
        return [*found, *classify(rest, piece)] if rest else found
    if place >= 2 and len(text) >= 6:
        return address(without_icon(text), piece, min(0.95, 0.55 + place / 10))
    if posts := split_chinese(text):
        return [Finding(field, value, text, piece, 0.93) for field, value in posts]
    if firm >= 1.2 and not re.search(r"\s", text):
        return [Finding("company", text, text, piece, 0.5)]
    if piece.weakest < 0.9 and len(text) <= 8 and (mended := mended_title(text)):
        return [Finding("title", mended, text, piece, 0.6)]
    name = chinese_name(text)
    if name and name_score(name) > 0:
        return [Finding("name", name, text, piece, name_score(name))]
    return _glued_name(text, piece)


def _both(match: re.Match[str], piece: Piece) -> list[Finding]:
    """Chinese and its English side by side; both must be recognised."""
    chinese, english = _whole(match.group("zh").strip(), piece), _whole(match.group("en").strip(), piece)
    return [*chinese, *english] if chinese and english else []


def _glued_name(text: str, piece: Piece) -> list[Finding]:
    """`李明总经理` read without the gap between name and title."""
    if is_known_title(text):
        return []
    for size in (3, 2, 4):
        name, rest = text[:size], text[size:]
        if name_score(name) >= 1.2 and is_title(rest) and is_known_title(rest):
            return [Finding("name", name, name, piece, name_score(name)), Finding("title", rest, rest, piece, 0.85)]
    return []


def _english(text: str, piece: Piece) -> list[Finding]:
    text = letters_mended(text)
    firm, place = english_score(text), address_score(text)
    if firm >= 2.5 and place < 3.5:
        return [Finding("company", text, text, piece, 0.93, True)]
    if place >= 2:
        return address(without_icon(text), piece, min(0.93, 0.5 + place / 10))
    if posts := split_english(text):
        return [Finding(field, value, text, piece, 0.9, True) for field, value in posts]
    if firm >= 1.8:
        return [Finding("company", text, text, piece, 0.6, True)]
    kept = english_words(text)
    if kept and (len(kept) > 1 or len(kept[0]) >= 3):
        return [Finding("name", text, text, piece, 1.0, True)]
    return [Finding("company", text, text, piece, 0.4, True)] if firm >= 1 else []


def _parts(text: str) -> list[str]:
    parts = [part for part in re.split(r"\s*[|/]\s*|\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", text) if part]
    return parts if len(parts) > 1 else []

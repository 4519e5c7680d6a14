"""Lines that continue the line above them, put together: addresses and long company names (折行)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ocr.fields.firms import chinese_score as firm_score
from ocr.fields.firms import chinese_tail, is_tail
from ocr.fields.firms import english_score as english_firm_score
from ocr.fields.mail import find_mail, find_site
from ocr.fields.numbers import find_numbers
from ocr.fields.people import chinese_name, english_words
from ocr.fields.people import chinese_score as name_score
from ocr.fields.pieces import Piece, merged
from ocr.fields.places import address_score, is_finished
from ocr.fields.plain import cjk_count, digit_count, has_cjk, is_chinese
from ocr.fields.posts import split_chinese, split_english
from ocr.lexicon.words import words

_ALIKE = 1.4
"""Lines of one text differ in measured height at most by this factor."""
_NEAR, _FAR = 0.9, 1.6
"""How far edges may differ, in heights; an icon may have been read into the first line of an address."""


def unwrapped(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces with continuations appended to what they continue."""
    rest = list(pieces)
    done: list[Piece] = []
    while rest:
        piece = rest.pop(0)
        while (following := _continuation(piece, rest)) is not None:
            rest.remove(following)
            piece = merged(piece, following, _glue(piece, following))
        done.append(piece)
    return done


def _continuation(piece: Piece, rest: Sequence[Piece]) -> Piece | None:
    if piece.vertical:
        return None
    continues = _rule(piece)
    if continues is None:
        return None
    for other in rest:
        reach = _FAR if continues is _continues_address else _NEAR
        if _is_next_line(piece, other, reach) and not _is_typed(other) and continues(piece, other):
            return other
    return None


def _rule(piece: Piece) -> Callable[[Piece, Piece], bool] | None:
    if "address" in piece.kinds or (not piece.kinds and address_score(piece.text) >= 2):
        return _continues_address
    if piece.kinds == () and not _is_typed(piece):
        return _continues_firm
    return None


def _is_next_line(piece: Piece, other: Piece, reach: float) -> bool:
    """Right below, of the same size, and aligned left, right or centred with the value or its label."""
    if other.kinds or other.vertical or other.spans[0][1] > 0.02:
        return False
    last = piece.spans[-1][0]
    size, height = last.height, other.height
    if max(size, height) > _ALIKE * min(size, height):
        return False
    if not -0.5 * size < other.top - last.bottom < 1.0 * size:
        return False
    edges = (other.left - piece.left, other.left - piece.label_left, other.right - piece.right)
    centred = (other.left + other.right) / 2 - (piece.label_left + piece.right) / 2
    return min(map(abs, (*edges, centred))) < reach * size


def _is_typed(piece: Piece) -> bool:
    text = piece.text
    return bool(find_mail(text) or find_site(text) or find_numbers(text, labelled=False))


def _continues_address(piece: Piece, other: Piece) -> bool:
    return _continues_chinese(piece, other) if is_chinese(piece.text) else _continues_english(piece, other)


_ADDRESS_TAIL = re.compile(
    r"\W*\d{6}\W*|[A-Z]?[座栋幢楼]?\d{1,5}[A-Za-z]?[室层号楼房]?\)?|[A-Z]?\d{0,5}[室层号楼座房栋幢](?:\W*\d{6}\W*)?"
)
"""A room, a floor or a postcode alone can only belong to the address above."""


def _continues_chinese(piece: Piece, other: Piece) -> bool:
    text = other.text
    if not has_cjk(text) and not (re.fullmatch(r"[\w\-#.() ]{1,14}", text) and digit_count(text)):
        return False
    if firm_score(text) >= 2.5 or _starts_anew(text) or _is_post(text):
        return False
    if _ADDRESS_TAIL.fullmatch(text):
        return True
    if is_finished(piece.text) and address_score(text) < 0.8:
        return False
    if chinese_name(text) and name_score(chinese_name(text)) > 1 and address_score(text) < 0.5:
        return False
    return cjk_count(text) <= 24


def _starts_anew(text: str) -> bool:
    """Another address begins with its province or city."""
    return any(text[:size] in words("places") for size in (2, 3, 4)) and bool(re.search(r"[市区县路]", text[:8]))


def _is_post(text: str) -> bool:
    return bool(split_chinese(text)) and not digit_count(text)


def _continues_english(piece: Piece, other: Piece) -> bool:
    text = other.text
    if has_cjk(text) or english_firm_score(text) >= 2.5:
        return False
    if piece.text.endswith((",", "-", "&")):
        return True
    if split_english(text):
        return False
    if _ROAD.search(piece.text) and re.match(r"^(?:No\.?|Room|Rm|Unit|Floor|\d+/F)", text):
        return False
    return address_score(text) >= 0.7 or _is_rest_of_word(piece.text, text)


_ROAD = re.compile(r"(?i)\b(?:road|rd|street|st|avenue|ave|boulevard|lane|drive|way)\b")


def _is_rest_of_word(text: str, other: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{1,5}[.,]?", other)) and text[-1:].isalpha()


def _continues_firm(piece: Piece, other: Piece) -> bool:
    if has_cjk(piece.text):
        return _continues_chinese_firm(piece.text, other.text)
    return _continues_english_firm(piece.text, other.text)


def _continues_chinese_firm(text: str, other: str) -> bool:
    if text.endswith(("集团", "集團")) and re.fullmatch(r"(?:股份|控股)?有限(?:责任)?公司", other):
        return True
    if (
        not has_cjk(other)
        or chinese_tail(text)
        or not chinese_tail(text + other)
        or len(text) + len(other) > 36
        or len(text) < 3
    ):
        return False
    if split_chinese(text) or (chinese_name(text) and name_score(chinese_name(text)) > 1):
        return False
    return len(other) <= 2 or is_tail(other) or firm_score(text) < 2


def _continues_english_firm(text: str, other: str) -> bool:
    if has_cjk(other) or split_english(text):
        return False
    if re.search(r"(?i)\bco\.?,?$|\bpte\.?$|\bsdn\.?$|[&,]$", text):
        return bool(_LEGAL_TAIL.fullmatch(other)) or english_firm_score(other) >= 2.5
    if _LEGAL_TAIL.fullmatch(other) and re.search(r"(?i)\b(?:holdings?|group|company)$", text):
        return True
    if english_firm_score(text) >= 2.5 or (_may_be_name(text) and len(other.split()) > 2):
        return False
    return english_firm_score(other) >= 2.5 or bool(_LEGAL_TAIL.fullmatch(other))


def _may_be_name(text: str) -> bool:
    return len(english_words(text)) in (2, 3) and english_firm_score(text) < 1


_LEGAL_TAIL = re.compile(
    r"(?i)\(?(?:co|ltd|inc|limited|corp|corporation|company|llc|llp|plc|gmbh|pte|group|ag|pty|sdn|bhd)\b[.,\w\s]{0,14}\)?"
)


def _glue(piece: Piece, other: Piece) -> str:
    if has_cjk(piece.text[-1:]) or has_cjk(other.text[:1]) or (is_chinese(piece.text) and "address" in piece.kinds):
        return ""
    return "" if piece.text.endswith("-") or _is_rest_of_word(piece.text, other.text) else " "

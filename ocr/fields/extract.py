"""From the lines of one card to its fields: every piece is used once, names are settled last (字段提取)."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ocr.fields import contacts, firms, people, texts
from ocr.fields.findings import Finding
from ocr.fields.mail import domain_of
from ocr.fields.pieces import Piece, pieces_of
from ocr.fields.plain import is_chinese
from ocr.fields.repair import repaired
from ocr.fields.script import in_one_script
from ocr.fields.wrapping import unwrapped
from ocr.lines import Line

_BILINGUAL = ("name", "company", "department", "title", "address")


@dataclass(frozen=True)
class Extraction:
    """Findings under their final field names, and the texts that belong to none."""

    found: list[tuple[str, Finding]]
    other: list[str]


def extract(lines: Iterable[Line]) -> Extraction:
    pieces = unwrapped(pieces_of(in_one_script(list(lines))))
    found: list[Finding] = []
    for piece in pieces:
        found += _of_piece(piece)
    found = _with_names(found, pieces)
    found = _firms_settled(found)
    found = repaired(found)
    used = {id(one.piece) for one in found}
    other = [piece.text for piece in pieces if id(piece) not in used]
    return Extraction(_in_languages(_once(found)), other)


def _of_piece(piece: Piece) -> list[Finding]:
    if piece.kinds == ("other",):
        return []
    if piece.kinds and set(piece.kinds) <= {"name", "title", "department", "company"}:
        return _told(piece)
    if piece.kinds and "address" not in piece.kinds and (found := contacts.labelled(piece)) is not None:
        return found
    if "address" in piece.kinds and len(piece.text) >= 4:
        return texts.address(piece.text, piece, 0.95)
    found, rest = contacts.unlabelled(piece)
    return [*found, *texts.classify(rest, piece)]


def _told(piece: Piece) -> list[Finding]:
    """A text whose label names the field itself: 姓名, 职务, 部门, 公司."""
    english = not is_chinese(piece.text)
    field = piece.kinds[0]
    if field == "name":
        return [
            Finding("name", piece.text.replace(" ", "") if not english else piece.text, piece.text, piece, 4.0, english)
        ]
    return [Finding(field, piece.text, piece.text, piece, 0.95, english)]


def _with_names(found: list[Finding], pieces: Sequence[Piece]) -> list[Finding]:
    """The findings with at most one Chinese and one English name, the likeliest ones."""
    rest = [one for one in found if one.field != "name"]
    possible = [one for one in found if one.field == "name"]
    usual = statistics.median(piece.height for piece in pieces) if pieces else 1.0
    mailbox = next((one.value.partition("@")[0] for one in rest if one.field == "email"), "")
    chinese = _best([(one, _weight(one, rest, usual)) for one in possible if not one.english], 1.0)
    name = chinese[0].value if chinese else ""
    english = _best([(one, _english_weight(one, rest, usual, name, mailbox)) for one in possible if one.english], 1.3)
    doubt = 0.8 if name and english and people.contradicts(english[0].value, name) else 1.0
    likeliest = (
        replace(one, sure=doubt * min(0.97, 0.5 + weight / 8)) for one, weight in filter(None, (chinese, english))
    )
    return [*rest, *likeliest]


def _best(weighed: list[tuple[Finding, float]], least: float) -> tuple[Finding, float] | None:
    best = max(weighed, key=lambda pair: pair[1], default=None)
    return best if best and best[1] >= least else None


def _weight(one: Finding, rest: Sequence[Finding], usual: float) -> float:
    return one.sure + _prominence(one.piece, usual) + _near_post(one.piece, rest)


def _english_weight(one: Finding, rest: Sequence[Finding], usual: float, name: str, mailbox: str) -> float:
    score = people.english_score(people.english_words(one.value), name, mailbox)
    return score + (0.5 if name else 1.0) * _prominence(one.piece, usual) + _near_post(one.piece, rest)


def _prominence(piece: Piece, usual: float) -> float:
    """Names are set larger than the rest: 0 for the usual height, up to 1.5."""
    return max(-0.5, min(1.5, (piece.height / usual - 1.0) * 1.2))


def _near_post(piece: Piece, rest: Sequence[Finding]) -> float:
    """0.5 for a text beside or just over or under a job title."""
    for one in rest:
        if one.field in ("title", "department") and one.piece is not piece:
            gap = max(one.piece.top - piece.bottom, piece.top - one.piece.bottom)
            if gap < 1.5 * max(piece.height, one.piece.height):
                return 0.5
    return 0.0


def _firms_settled(found: list[Finding]) -> list[Finding]:
    """Weak companies count only where no clear one is; word-marks are cut off."""
    elsewhere = " ".join(domain_of(one.value) for one in found if one.field in ("email", "website"))
    elsewhere += " ".join(one.value for one in found if one.field == "company" and one.english)
    kept: list[Finding] = []
    for english in (False, True):
        firms_ = [one for one in found if one.field == "company" and one.english == english]
        clear = [one for one in firms_ if one.sure >= 0.75]
        weak = max(firms_, key=lambda one: one.sure, default=None)
        kept += clear or ([weak] if weak else [])
    return [
        replace(one, value=firms.without_mark(one.value, elsewhere)) if one.field == "company" else one
        for one in found
        if one.field != "company" or one in kept
    ]


def _once(found: Sequence[Finding]) -> list[Finding]:
    """Without repeats of the same value in the same field."""
    seen: set[tuple[str, str]] = set()
    return [one for one in found if (key := (one.field, one.value)) not in seen and not seen.add(key)]  # type: ignore[func-returns-value]


def _in_languages(found: Sequence[Finding]) -> list[tuple[str, Finding]]:
    """English values go to `…_en` where the same field is also there in Chinese."""
    chinese = {one.field for one in found if not one.english}
    return [
        (f"{one.field}_en" if one.english and one.field in _BILINGUAL and one.field in chinese else one.field, one)
        for one in found
    ]

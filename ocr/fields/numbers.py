"""Telephone numbers as printed: mobile, landline with area code and extension, 400, foreign (电话号码)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_CODE = r"(?:\(?\s?(?:\+|00)?\s?86\s?\)?[\s\-.·]*)"
_GAP = r"[\s\-.·]{0,2}"
_EXT = (
    r"(?:\s*(?:转|分机|[Ee][Xx][Tt][.:]?|[x*#×])\s?[:.]?\s?(?P<{0}>\d{{2,6}})(?!\d)"
    r"|\s?-{{1,2}}\s?(?P<{0}d>\d{{2,5}})(?!\d))?"
)

_MOBILE = rf"(?<!\d){_CODE}?(?:\(0\)|0)?(?P<mobile>\(?1[3-9]\d\)?(?:{_GAP}\d){{8}})(?!\d)"
_SERVICE = r"(?<!\d)(?P<service>[48]00(?:[\s\-.]{0,2}\d){7})(?!\d)"
_AREA = r"\(?\s?(?:\(0\)|0)?(?P<area>10|2\d|[3-9]\d{2})\s?\)?"
_LANDLINE = (
    rf"(?<!\d)(?:{_CODE}{_AREA}|\(\s?0(?P<area2>10|2\d|[3-9]\d{{2}})\s?\)|0(?P<area3>10|2\d|[3-9]\d{{2}}))"
    rf"[\s\-.·/]{{0,3}}(?P<line>[1-9](?:\d|[\s\-.](?!0\d{{2,3}}[\s\-)]{{1,2}}\d)\d){{6,7}})(?!\d)" + _EXT.format("ext")
)
_FOREIGN = r"(?P<foreign>\+\s?(?!86)[1-9]\d{0,2}(?:[\s\-.()]{0,2}\d){6,12})(?!\d)" + _EXT.format("fext")
_LOCAL = r"(?<![\d.])(?P<local>[1-9]\d{2,3}[\s\-.]?\d{4})(?!\d)" + _EXT.format("lext")
_NORTH_AMERICA = r"(?<!\d)(?P<nanp>\(?[2-9]\d{2}\)?[\s\-.]{1,2}[2-9]\d{2}[\s\-.]\d{4})(?!\d)"
_LONG = r"(?<!\d)(?P<long>\+?\(?\d(?:[\s\-.()]{0,2}\d){6,14})(?!\d)" + _EXT.format("xext")

_STRICT = re.compile("|".join((_MOBILE, _SERVICE, _LANDLINE, _FOREIGN)))
_LABELLED = re.compile("|".join((_MOBILE, _SERVICE, _LANDLINE, _FOREIGN, _NORTH_AMERICA, _LOCAL, _LONG)))
_MISREAD = str.maketrans("OoQDlI|!Zz", "0000111122")

Kind = Literal["mobile", "phone"]


@dataclass(frozen=True)
class Number:
    """One number: as printed, what its digits say it is, and whether they follow a known plan."""

    text: str
    kind: Kind
    sound: bool
    start: int
    end: int


def find_numbers(text: str, labelled: bool) -> list[Number]:
    """All numbers of a plain text in order; a label before them allows short and unusual forms."""
    readable = _digits_mended(re.sub(r"^[1I|/](?=0\d{2,3}[\s\-.]?\d{3})", " ", text)) if labelled else text
    return list(_found(readable, _LABELLED if labelled else _STRICT))


def _found(text: str, pattern: re.Pattern[str]) -> Iterator[Number]:
    for match in pattern.finditer(text):
        kind: Kind = "mobile" if match.group("mobile") else "phone"
        sound = any(match.group(name) for name in ("mobile", "service", "line", "foreign"))
        raw = match.group().replace("×", "x").strip(" -.·/")
        yield Number(_balanced(raw), kind, sound, match.start(), match.end())


def _balanced(text: str) -> str:
    if text.count(")") > text.count("("):
        return text.replace(")", " ", 1) if not text.endswith(")") else text[:-1].strip()
    return text


def _digits_mended(text: str) -> str:
    """Letters that the reader takes for digits, inside runs that are mostly digits."""

    def mended(match: re.Match[str]) -> str:
        run = match.group()
        return run.translate(_MISREAD) if sum(c.isdigit() for c in run) >= 4 else run

    return re.sub(r"[\dOoQDlI|!Zz][\dOoQDlI|!Zz\s\-]*[\dOoQDlI|!Zz]", mended, text)


def national(text: str) -> str:
    """Digits without country code and leading zero, for comparing."""
    digits = re.sub(r"\D", "", text)
    digits = re.sub(r"^(?:00)?86(?=\d{8,})", "", digits)
    return digits.lstrip("0")

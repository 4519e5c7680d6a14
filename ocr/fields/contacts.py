"""Values with a form of their own: numbers, mailboxes, web sites, handles, postcodes (联系方式)."""

from __future__ import annotations

import re
from dataclasses import replace

from ocr.fields.findings import Finding
from ocr.fields.labels import NUMBERS
from ocr.fields.mail import clean_site, find_handle, find_mail, find_site, is_domain, loose_mail, underlined
from ocr.fields.numbers import Number, find_numbers
from ocr.fields.pieces import Piece
from ocr.fields.plain import digit_count, has_cjk
from ocr.fields.repair import misread_mail, squeezed_mail


def labelled(piece: Piece) -> list[Finding] | None:
    """What a labelled piece gives; None when its value does not suit its label."""
    found: list[Finding] = []
    kinds = set(piece.kinds)
    if kinds & NUMBERS:
        found += _numbers(piece, kinds)
    for kind, read in _READERS.items():
        if kind in kinds and (value := read(piece.text)):
            if kind == "postcode" and found:
                continue
            found.append(Finding(kind, value, piece.text, piece, 0.97))
    if found and "email" in kinds and (mail := find_mail(piece.text)):
        found += [one for one in unlabelled(replace(piece, text=piece.text[mail[2] :]))[0] if one.field == "website"]
    if not found and "email" in kinds and misread_mail(piece.text):
        return [Finding("email", squeezed_mail(piece.text), piece.text, piece, 0.75)]
    if not found and "website" in kinds and re.match(r"(?i)www|https?:", piece.text):
        return [Finding("website", clean_site(piece.text), piece.text, piece, 0.6)]
    if not found and (kinds & {"email", "website"}):
        found = unlabelled(piece)[0]
    return found or None


def _numbers(piece: Piece, kinds: set[str]) -> list[Finding]:
    found = []
    numbers = find_numbers(piece.text, labelled=True)
    if "postcode" in kinds and re.fullmatch(r"\d{6}", piece.text.strip()):
        return []
    for number in numbers:
        for field in _fields(number, kinds):
            found.append(Finding(field, number.text, number.text, piece, 0.98 if number.sound else 0.85))
    if "wechat" in kinds and numbers and not re.search(r"[A-Za-z]{2}", piece.text):
        found.append(Finding("wechat", re.sub(r"\D", "", numbers[0].text), numbers[0].text, piece, 0.8))
    return found


def _fields(number: Number, kinds: set[str]) -> list[str]:
    """The digits decide between mobile and landline, the label between telephone and fax."""
    fields = ["fax"] if "fax" in kinds else []
    if kinds & {"mobile", "phone"}:
        if number.kind == "mobile":
            fields.append("mobile")
        elif number.sound and not re.match(r"\+\s?(?!86)", number.text):
            fields.append("phone")
        else:
            fields.append("mobile" if "mobile" in kinds else "phone")
    return fields


def _mail(text: str) -> str:
    found = find_mail(underlined(text))
    return found[0] if found else loose_mail(text)


def _site(text: str) -> str:
    found = find_site(text)
    return found[0] if found else ""


def _handle(text: str) -> str:
    return "" if "@" in text else find_handle(text)


def _qq(text: str) -> str:
    match = re.search(r"(?<!\d)[1-9]\d{4,10}(?!\d)", re.sub(r"(?<=\d) (?=\d)", "", text))
    return match.group() if match else ""


def _postcode(text: str) -> str:
    match = re.search(r"(?<!\d)\d{6}(?!\d)", re.sub(r"(?<=\d) (?=\d)", "", text))
    return match.group() if match else ""


_READERS = {"email": _mail, "website": _site, "wechat": _handle, "qq": _qq, "postcode": _postcode}


def unlabelled(piece: Piece) -> tuple[list[Finding], str]:
    """What is recognisable without a label, and the text that remains."""
    found: list[Finding] = []
    rest = piece.text
    if mail := find_mail(rest):
        found.append(Finding("email", mail[0], rest[mail[1] : mail[2]], piece, 0.97))
        rest = rest[: mail[1]] + " " + rest[mail[2] :]
    if (site := find_site(rest)) and _is_site(site[0], rest):
        found.append(Finding("website", site[0], rest[site[1] : site[2]], piece, 0.95))
        rest = rest[: site[1]] + " " + rest[site[2] :]
    if re.fullmatch(r"\W*[0-8]\d{5}\W*", rest):
        return [*found, Finding("postcode", re.sub(r"\D", "", rest), rest, piece, 0.85)], ""
    numbers = find_numbers(rest, labelled=False)
    if numbers and not _inside_sentence(rest, numbers):
        for number in numbers:
            found.append(Finding(number.kind, number.text, number.text, piece, 0.93))
            rest = rest.replace(number.text, " ")
    return found, re.sub(r"\s+", " ", rest).strip(" /,;|、:")


def _is_site(site: str, text: str) -> bool:
    bare = re.sub(r"^https?://", "", site)
    if re.match(r"(?i)(?:w|web)?www\.", bare):
        return True
    return bare.startswith("www.") or (is_domain(bare.partition("/")[0]) and not has_cjk(text))


def _inside_sentence(text: str, numbers: list[Number]) -> bool:
    """Digits in an address or a certificate number are no telephone."""
    own = sum(digit_count(number.text) for number in numbers)
    letters = len(re.sub(r"[\W\d_]", "", text))
    return letters > own + 4

"""Addresses in Chinese and English and their postcodes (地址、邮编)."""

from __future__ import annotations

import re

from ocr.fields.plain import cjk_count, digit_count, has_cjk, is_chinese
from ocr.lexicon.words import rows, words


def _named(kind: str) -> list[str]:
    """The address words of one kind."""
    return next(row.split()[1:] for row in rows("address_words") if row.startswith(f"{kind} "))


_PROVINCE = r"(?:[\u4e00-\u9fff]{2,3}省|内蒙古|广西|西藏|宁夏|新疆|北京|上海|天津|重庆|香港|澳门|台湾|臺灣|中国)"
_CUES = (
    (re.compile(_PROVINCE), 1.0),
    (re.compile(r"[\u4e00-\u9fff]{2,5}?(?:市|自治州|自治区|特区)"), 1.0),
    (re.compile(r"[\u4e00-\u9fff]{1,5}?(?:区|县|區|縣|旗)"), 0.8),
    (re.compile(r"(?:镇|乡|村|街道|社区|屯|鎮|鄉)"), 0.6),
    (re.compile(r"[\u4e00-\u9fff\d]{1,8}?(?:路|街|大道|巷|弄|胡同|道|里|大街|公路|环线|段)"), 0.9),
    (re.compile(r"\d+\s?[-\d]*\s?(?:号|弄|號)"), 1.4),
    (re.compile(r"(?:[A-Za-z\d一二三四五六七八九十东西南北]+\s?)(?:[栋幢座楼层室房樓層棟F铺门]|号楼|单元)"), 1.2),
    (re.compile("|".join(_named("building"))), 0.6),
)
_EN_CUES = (
    (re.compile(rf"\b(?:{'|'.join(_named('road'))}|stra(?:ss|ß)e)\b", re.I), 1.3),
    (re.compile(rf"\b(?:{'|'.join(_named('unit'))}|industrial estate)\b|\d+\s?/\s?f\b|\d+f\b", re.I), 0.9),
    (re.compile(rf"\b(?:{'|'.join(_named('area'))}|new area|p\.?\s?r\.?\s?(?:o\.?)?\s?c|p\.?o\.? ?box)\b", re.I), 0.9),
    (re.compile(r"\bno\.?\s?\d+|#\s?\d+|^\d+\s+[A-Z]", re.I), 1.0),
    (re.compile(r"\b\d{5,6}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}\b"), 0.7),
)
_END = re.compile(r"(?:号|室|层|楼|座|栋|幢|房|单元|铺|大厦|广场|中心|園|园|园区|號|樓|層|\d[A-Za-z]?|[A-Z])\)?$")
_LABELLED_CODE = re.compile(
    r"\(?\s*(?:邮编|邮政编码|郵編|P\.?\s?C\.?|Post\s?code|Zip(?:\s?code)?)\s*[:：.]?\s*(\d{6})\s*\)?", re.I
)
_TRAILING_CODE = re.compile(r"[\s,，.;(\[]+(\d{6})\s*[)\]]?\s*$|(?<=[\u4e00-\u9fff])(\d{6})\s*$")
_LEADING_CODE = re.compile(r"^\s*[(\[]?(\d{6})[)\]]?[\s,，.]+(?=\D)|^(\d{6})(?=[\u4e00-\u9fff]{2})")
_GLUED_CODE = re.compile(r"(?<=[^\d-])(\d{2,4})(\d{6})\s*$")
_FOREIGN = re.compile(r"(?i)singapore|\bu\.?s\.?a\b|\bu\.?k\b|india|vietnam|russia|korea|germany|france")
_CHINESE_CODE = re.compile(r"[0-8]\d{5}")
_JUNK = re.compile(r"^[^\w\u4e00-\u9fff(#]+|[\s,，;、:|/·]+$")


def address_score(text: str) -> float:
    """How much a text looks like an address: 2 is likely, 3 is sure."""
    return _chinese_score(text) if is_chinese(text) else _english_score(text)


def _chinese_score(text: str) -> float:
    score = sum(weight for cue, weight in _CUES if cue.search(text))
    city = next((size for size in (3, 2, 4) if text[:size] in words("places")), 0)
    score += 0.8 if city else 0.0
    if not digit_count(text):
        score -= 1.0
    return score - (1.5 if re.search(r"公司$|部$|经理|@", text) else 0.0)


def _english_score(text: str) -> float:
    if has_cjk(text) or "@" in text:
        return 0.0
    score = sum(weight for cue, weight in _EN_CUES if cue.search(text))
    tokens = re.findall(r"[a-z']+", text.lower())
    score += 0.8 if any(token in words("places_en") for token in tokens) else 0.0
    score += 0.3 * min(2, text.count(","))
    if not digit_count(text):
        score -= 0.8
    return score if len(tokens) >= 2 else min(score, 1.0)


def is_finished(text: str) -> bool:
    """Whether a Chinese address may end here: after a house, floor or room."""
    return _END.search(text) is not None


def split_postcode(text: str) -> tuple[str, str]:
    """(address without its postcode, postcode or empty); a code of another country stays in the address."""
    if _FOREIGN.search(text) and not re.search(r"[,(]\s*\d{6}\W*$", text):
        return text, ""
    if glued := _GLUED_CODE.search(text):
        return text[: glued.start(2)].strip(), glued.group(2)
    for pattern in (_LABELLED_CODE, _TRAILING_CODE, _LEADING_CODE):
        match = pattern.search(text)
        if match and (pattern is _LABELLED_CODE or _is_code(text, match)):
            code = next(group for group in match.groups() if group)
            return (text[: match.start()] + " " + text[match.end() :]).strip(" ,，;.:("), code
    return text, ""


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether six digits at an edge of an address are its postcode, not a room: rooms follow a building."""
    rest = (text[: match.start()] + text[match.end() :]).strip()
    return cjk_count(rest) >= 5 or bool(
        re.search(r"china|p\.?r\.?c|singapore|road|street|district|avenue|rd\b", rest, re.I)
    )


_ICON = re.compile(
    r"^(?:[0-9oOQCcDGV@©®◎?]\s?(?=[\u4e00-\u9fff]{2}[\u4e00-\u9fff市省])|[0-9oOQCVG?]\s(?=\d|Room|Unit|No|Rm|Suite|Floor))"
)


def without_icon(text: str) -> str:
    """An address without the pin before it, which is read as 9, 0 or Q."""
    shorter = _ICON.sub("", text)
    return shorter if any(shorter[:size] in words("places") for size in (2, 3)) or not has_cjk(text) else text


def tidy_address(text: str) -> str:
    while (shorter := _JUNK.sub("", text)) != text:
        text = shorter
    if text.startswith("(") and ")" not in text:
        text = text[1:]
    if text.count("(") < text.count(")"):
        text = text.rstrip(")")
    return text

"""Names of companies and institutions in Chinese and English (公司)."""

from __future__ import annotations

import re

from ocr.fields.plain import cjk_count, digit_count, has_cjk
from ocr.lexicon.words import ends_with, words

_STRONG = re.compile(
    r"公司|合伙|厂$|集团|集團|事务所|事務所|研究院|研究所|设计院|大学|大學|学院|医院|醫院|银行|支行|分行|证券|协会|商会|合作社|出版社|杂志社|工作室|酒店|宾馆"
)
_SENTENCE = re.compile(
    r"[。!?;；]|欢迎|专业|专注|致力|您|我们|服务于|提供|认证|质量管理体系|主营|成员|会员单位|指定|授权|全国.*品牌"
)
_LEGAL = frozenset(
    [
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "llp",
        "lp",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "pte",
        "sdn",
        "bhd",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "ab",
        "aps",
        "kk",
        "pty",
        "sas",
        "jsc",
        "group",
        "holdings",
    ]
)


def chinese_score(text: str) -> float:
    """How much a Chinese text looks like a company: 2 is likely, 3 is sure."""
    bare = re.sub(r"\s+", "", text)
    if cjk_count(bare) < 4 or len(bare) > 40 or "@" in bare:
        return 0.0
    ending = ends_with(re.sub(r"\([^()]*\)$", "", bare).rstrip(".。,、"), "companies_zh")
    if not ending:
        return 0.0
    score = 1.0 + (2.0 if _STRONG.search(ending) else 0.3)
    score += 0.5 if ending.endswith("公司") else 0.0
    score -= 1.5 if _SENTENCE.search(bare) else 0.0
    return score - (1.0 if digit_count(bare) > 3 else 0.0)


def is_tail(text: str) -> bool:
    """Whether a text can only be the end of a company's name on the line before."""
    bare = re.sub(r"\s+", "", text)
    return chinese_tail(bare) and len(bare) <= 7


def chinese_tail(bare: str) -> bool:
    return bool(re.search(r"(?:公司|集团|集團|合伙企业|厂)$", bare))


def english_score(text: str) -> float:
    """How much an English text looks like a company: 2 is likely, 3 is sure."""
    tokens = [token for token in re.split(r"[\s,()&/]+", re.sub(r"\.", "", text.lower())) if token]
    if has_cjk(text) or not 2 <= len(tokens) <= 14 or "@" in text or digit_count(text) > 3:
        return 0.0
    if tokens[-1] in _LEGAL or (len(tokens) > 2 and tokens[-2] in _LEGAL):
        return 3.0
    if any(token in ("ltd", "inc", "llc", "gmbh", "corp", "limited", "corporation") for token in tokens):
        return 2.6
    if tokens[-1] in words("companies_en"):
        return 1.8
    if tokens[0] in ("university", "institute", "bank", "ministry") or any(
        token in ("university", "institute", "hospital", "bank") for token in tokens
    ):
        return 2.0
    return 1.0 if any(token in words("companies_en") for token in tokens) else 0.0


_MARK = re.compile(r"^([A-Z]{2,6})\s?(?=[\u4e00-\u9fff]{2})")


def without_mark(text: str, elsewhere: str) -> str:
    """A company's name without a word-mark read into it (`TNY博拓…公司`), unless the card uses the mark elsewhere."""
    match = _MARK.match(text)
    if match and cjk_count(text) >= 6 and match.group(1).lower() not in elsewhere.lower():
        return text[match.end() :]
    return text


def split_trailing(text: str) -> tuple[str, str]:
    """(company, rest) when more than the company stands on a Chinese line."""
    match = re.match(
        r"^(.*?(?:有限责任公司|有限公司|股份公司|集团公司|事务所|研究院))[\s/|·,、-]*(?!.*公司)(.*)$", text
    )
    if match and match.group(2) and not re.match(r"^[()]", match.group(2)):
        return match.group(1), match.group(2)
    return text, ""

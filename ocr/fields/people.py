"""Names of people in Chinese and English (姓名)."""

from __future__ import annotations

import re

from ocr.fields.pinyin import is_syllables, spells, syllables
from ocr.fields.plain import has_cjk
from ocr.lexicon.words import characters, made_of, words

_HONORIFIC = re.compile(r"(?:先生|女士|小姐|博士|教授|律师|医生|老师|工程师)$")
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊趙吳孫馬羅鄭許鄧馮蕭葉呂蘇盧鍾譚陸"
)
_NAME_WORD = re.compile(
    r"^(?:[A-Z][a-z]+(?:[A-Z][a-z]+)?|[A-Z]+|[A-Z]\.?|[A-Z][a-z]*['-][A-Za-z][a-z]+|(?:van|von|de|da|di|del|la|le|bin|al))\.?,?$"
)
_PARTICLES = frozenset(["dr", "mr", "mrs", "ms", "prof", "ir", "eng", "phd", "mba", "md", "jr", "sr"])


def surname_length(name: str) -> int:
    """1 or 2 for a text that begins with a known surname, else 0."""
    if name[:2] in words("surnames_compound") and len(name) >= 3:
        return 2
    return 1 if name[:1] in characters("surnames") else 0


def chinese_name(text: str) -> str:
    """The name in a Chinese text without spaces and honorific, or an empty string when it cannot be one."""
    bare = re.sub(r"[\s·•]", "", text)
    shorter = _HONORIFIC.sub("", bare)
    bare = shorter if len(shorter) >= 2 else bare
    if not re.fullmatch(r"[\u3400-\u9fff]{2,4}", bare):
        return ""
    return bare


def chinese_score(name: str) -> float:
    """How much two to four characters look like a name: 1 is possible, 2 is likely."""
    family = surname_length(name)
    if made_of(name, "places", "title_modifiers_zh", "department_words_zh", "departments_zh", "titles_zh"):
        return -1.0
    if not family:
        return 0.2 if len(name) <= 3 else -1.0
    given = len(name) - family
    if given not in (1, 2):
        return 0.3 if given == 3 and name[1] in characters("surnames") else -0.5
    return 2.0 if family == 2 else 1.6 if name[0] in _COMMON else 1.2


def english_words(text: str) -> list[str]:
    """The words of a possible English name, or an empty list."""
    if has_cjk(text) or re.search(r"[02-9@/&:|]", text):
        return []
    text = re.sub(r"(?<=[A-Za-z])1(?=[a-z])", "l", text)
    text = re.sub(r"(?<=[a-z]{2})(?=[A-Z][a-z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})", " ", text) if " " not in text else text
    tokens = re.sub(r"(?<=\b[A-Z])\.(?=[A-Z])", ". ", text.replace(",", ", ")).split()
    kept = [token.strip(",") for token in tokens if token.lower().strip(".,") not in _PARTICLES]
    if not 1 <= len(kept) <= 4 or not all(_NAME_WORD.match(token) for token in kept):
        return []
    return kept


def english_score(kept: list[str], name: str, mailbox: str) -> float:
    """How much words look like a person's name, given the Chinese name and the mailbox user on the card."""
    lower = [word.lower().strip(".") for word in kept]
    if name and any(spells(word, name, surname_length(name)) for word in ("".join(lower),)):
        return 5.0
    if any(_is_business(word) for word in lower):
        return -1.0
    score = 0.3
    if any(word in words("first_names_en") for word in lower):
        score += 1.5
    if name and _shares_surname(lower, name):
        score += 1.5
    elif all(is_syllables(word.replace("-", "").replace("'", "")) for word in lower) and len(lower) >= 2:
        score += 0.9
    letters = re.sub(r"[^a-z]", "", mailbox.lower())
    hits = [word for word in lower if len(word) >= 2 and word in letters]
    score += 1.2 * min(2, len(hits))
    if len(kept) == 1:
        score -= 1.3
    return score


def contradicts(english: str, name: str) -> bool:
    """Whether an English name in pinyin spells another Chinese name: then one of the two was misread."""
    lower = [word.lower().strip(".") for word in english_words(english)]
    if len(lower) < 2 or any(word in words("first_names_en") for word in lower):
        return False
    spelled = all(is_syllables(word.replace("-", "")) for word in lower)
    return spelled and not spells("".join(lower), name, surname_length(name))


def _shares_surname(lower: list[str], name: str) -> bool:
    from ocr.fields.pinyin import spellings

    family = surname_length(name) or 1
    return any("".join(one) in lower for one in spellings(name[:family]))


def _is_business(word: str) -> bool:
    known = ("companies_en", "titles_en", "title_words_en", "departments_en")
    if word in syllables() and len(word) <= 4 and word not in ("it", "pr", "co", "se"):
        return False
    return any(word in words(name) for name in known) or word in words("business_en")

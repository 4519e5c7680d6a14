"""Job titles and departments, alone or written together (职务、部门)."""

from __future__ import annotations

import re

from ocr.fields.plain import cjk_count, digit_count, has_cjk
from ocr.lexicon.words import ends_with, in_order, made_of, phrases, words

_BREAK = re.compile(r"\s*[/|、,;·•&+]\s*|\s+|(?<=[\u4e00-\u9fff])\s*-\s*(?=[\u4e00-\u9fff])")
_TITLE_MOST, _DEPARTMENT_MOST = 14, 14
_NOT_TITLE = re.compile(r"公司|集团|有限|[:：@]|\d{3}|路|号|您|你|我们|诚|共创|理念")


def title_ending(text: str) -> str:
    return ends_with(text, "titles_zh")


def is_title(text: str) -> bool:
    """Whether a Chinese text without breaks is one job title."""
    if not 2 <= len(text) <= _TITLE_MOST or _NOT_TITLE.search(text) or cjk_count(text) < 2:
        return False
    core = re.sub(r"\(.*?\)$", "", text)
    return bool(title_ending(core))


def is_known_title(text: str) -> bool:
    """Whether every part of a title is a listed word: then no part of it is a name."""
    ending = title_ending(text)
    return bool(ending) and (
        ending == text
        or made_of(text[: -len(ending)], "title_modifiers_zh", "department_words_zh", "places", "departments_zh")
    )


def is_department(text: str) -> bool:
    """Whether a Chinese text without breaks is one department."""
    if not 2 <= len(text) <= _DEPARTMENT_MOST or re.search(r"公司|有限|[:：@]|路|街|市.*区|号|大厦|广场", text):
        return False
    ending = ends_with(text, "departments_zh")
    if not ending or cjk_count(text) < 2:
        return False
    stem = text[: -len(ending)]
    if len(ending) == 1 and ending in "处科室组办班所区系站库课":
        return bool(stem) and made_of(stem, "department_words_zh", "title_modifiers_zh", "places")
    if ending in ("中心", "研究所", "研究院", "区域"):
        return bool(stem)
    return bool(stem) or len(ending) >= 3


def is_known_department(text: str) -> bool:
    ending = ends_with(text, "departments_zh")
    return bool(ending) and made_of(text[: -len(ending)], "department_words_zh", "title_modifiers_zh", "places")


def split_chinese(text: str) -> list[tuple[str, str]] | None:
    """A Chinese line as [(`title` or `department`, text)], or None when it is anything else."""
    found: list[tuple[str, str]] = []
    for part in filter(None, _BREAK.split(text)):
        kind = _one(part)
        if kind is None:
            return None
        found += kind
    return found or None


def _one(part: str) -> list[tuple[str, str]] | None:
    glued = _glued(part)
    if glued:
        return glued
    if is_title(part):
        return [post for title in split_titles(part) for post in _glued(title) or [("title", title)]]
    if is_department(part):
        return [("department", part)]
    if part.upper() in words("title_acronyms"):
        return [("title", part)]
    if match := re.match(r"^([\u3400-\u9fff]{2,})([A-Z]{3,4})$", part):
        both = _one(match.group(1)), _one(match.group(2))
        return [*both[0], *both[1]] if both[0] and both[1] else None
    return None


def _glued(part: str) -> list[tuple[str, str]] | None:
    """`人力资源部客户经理` as department and title; `销售部经理` stays one title."""
    for at in range(len(part) - 2, 1, -1):
        department, title = part[:at], part[at:]
        if (
            title_ending(title)
            and is_department(department)
            and (
                _stands_alone(title)
                or (is_title(title) and is_known_department(department) and is_known_title(title) and len(title) > 2)
            )
        ):
            return [("department", department), ("title", title)]
    return None


def _stands_alone(title: str) -> bool:
    """A title that names more than a rank, so that what precedes it is not part of it."""
    return is_known_title(title) and title not in words("title_ranks_zh")


_DEPENDENT = ("助理", "秘书", "办公室", "代表", "顾问", "经理", "主任", "主管", "总监", "工程师", "医师")
_OPENING = ("主任", "副主任", "首席", "高级", "总经理办公室", "董事会", "总", "副", "项目", "产品", "客户", "律师")


def split_titles(text: str) -> list[str]:
    """`市场总监董事长` as two titles; `董事长助理` and `主任工程师` are one."""
    for at in range(len(text) - 2, 1, -1):
        first, second = text[:at], text[at:]
        if second in _DEPENDENT or second.startswith(("助理", "秘书", "办公室")) or first in _OPENING:
            continue
        if (
            title_ending(first)
            and is_known_title(first)
            and title_ending(second)
            and is_known_title(second)
            and _ends_here(first, second)
        ):
            return [*split_titles(first), *split_titles(second)]
    return [text]


def _ends_here(first: str, second: str) -> bool:
    """Whether `first` is a title of its own and does not qualify `second`, as 总经理 in 总经理助理 does."""
    qualifies = first in words("title_modifiers_zh") or first in words("department_words_zh")
    return not qualifies or (len(first) >= 3 and len(second) >= 4 and not second.endswith(("助理", "秘书", "主任")))


def mended_title(text: str) -> str:
    """A title in which one character was misread (`童事长`), or an empty string."""
    for size in range(min(6, len(text)), 1, -1):
        head, tail = text[: len(text) - size], text[len(text) - size :]
        if len(text) < 3 or (head and not made_of(head, "title_modifiers_zh", "department_words_zh")):
            continue
        for title in in_order("titles_zh"):
            if len(title) == size and sum(a != b for a, b in zip(title, tail, strict=True)) == 1 and (size > 2 or head):
                return head + title
    return ""


_EN_BREAK = re.compile(r"\s*[/|;·•]\s*|\s*,\s*|\s+-\s+")


def split_english(text: str) -> list[tuple[str, str]] | None:
    """An English line as [(`title` or `department`, text)], or None when it is anything else."""
    if has_cjk(text) or digit_count(text) > 1 or "@" in text or len(text) > 90:
        return None
    parts = [part for part in _EN_BREAK.split(text) if part]
    kinds = [_english_kind(part) for part in parts]
    if not parts or not any(kinds):
        return None
    if not all(kinds):
        return _with_region(parts, kinds)
    found: list[tuple[str, str]] = []
    for part, kind in zip(parts, kinds, strict=True):
        found += _glued_english(part) if kind == "title" else [(str(kind), part)]
    return found


def _with_region(parts: list[str], kinds: list[str | None]) -> list[tuple[str, str]] | None:
    """`Sales Manager, Asia Pacific`: what follows a title and is no other thing belongs to it."""
    if (
        kinds[0] == "title"
        and len(parts) == 2
        and len(parts[1].split()) <= 3
        and re.fullmatch(r"[A-Z][\w&. ]+", parts[1])
    ):
        return [("title", f"{parts[0]}, {parts[1]}")]
    return None


def _english_kind(part: str) -> str | None:
    tokens = _tokens(part)
    if not tokens or len(tokens) > 9:
        return None
    if any(token in words("titles_en") for token in tokens) and not _is_firm(tokens):
        if tokens[-1] in words("departments_en") and tokens[-1] not in ("head", "lead"):
            return "department"
        return "title" if _mostly_title(tokens) else None
    if " ".join(tokens) in _TITLE_PHRASES:
        return "title"
    if (
        tokens[-1] in words("departments_en")
        or tokens[0] in ("department", "dept", "division")
        or " ".join(tokens) in phrases("department_names_en")
    ):
        return "department"
    return None


_TITLE_PHRASES = frozenset(
    ("export sales", "inside sales", "international sales", "overseas sales", "sales executive", "legal counsel")
)


def _mostly_title(tokens: list[str]) -> bool:
    known = sum(token in words("titles_en") or token in words("title_words_en") for token in tokens)
    return known * 2 >= len(tokens)


def _is_firm(tokens: list[str]) -> bool:
    return (
        bool({"ltd", "inc", "llc", "gmbh", "corp", "limited", "plc", "company", "pte"} & set(tokens))
        and tokens[-1] != "secretary"
    )


def _tokens(text: str) -> list[str]:
    return [
        token for token in re.split(r"[\s()]+", re.sub(r"\.(?=\s|$|,)", "", text.lower())) if token and token != "-"
    ]


def _glued_english(part: str) -> list[tuple[str, str]]:
    """`Sales Dept. Sales Manager` or `Project Manager CTO` without a comma between them."""
    match = re.match(r"(?i)^(.{2,40}?\b(?:dept\.?|department|division|center|centre))\s+(.+)$", part)
    if (
        match
        and _english_kind(match.group(2)) == "title"
        and match.group(2).split()[0].lower() not in ("of", "head", "manager", "director")
    ):
        return [("department", match.group(1)), *_titles_english(match.group(2))]
    return _titles_english(part)


def _titles_english(part: str) -> list[tuple[str, str]]:
    tokens = part.split()
    for at in range(1, len(tokens)):
        first, second = tokens[at - 1].lower(), tokens[at:]
        if first in words("title_heads_en") and " ".join(second).lower() in _TITLE_PHRASES:
            return [("title", " ".join(tokens[:at])), ("title", " ".join(second))]
        if (
            first in words("title_heads_en")
            and first not in ("assistant", "executive")
            and second[-1].lower() in words("title_heads_en")
            and _begins_title(second)
        ):
            return [("title", " ".join(tokens[:at])), *_titles_english(" ".join(second))]
    return [("title", part)]


def _begins_title(tokens: list[str]) -> bool:
    """Whether what follows a complete title is another: an acronym, or several words of which none links back."""
    if len(tokens) == 1:
        return tokens[0].isupper() or tokens[0].lower() in ("founder", "partner", "lawyer", "president", "chairman")
    return tokens[0].lower() not in ("of", "for", "to", "and", "&", "in", "-", "assistant") and _mostly_title(
        [t.lower() for t in tokens]
    )

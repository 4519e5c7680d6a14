"""Search tokens of records and of queries (搜索词元): a record is found when it holds every token of the query.

The store knows only exact tokens (FTS5 unicode61 on SQLite, `text[]` with GIN on PostgreSQL; no prefixes, no phrases),
so substrings are made of overlapping pieces, the same on both sides:

- A run of Chinese characters gives its characters and its pairs: 汇筑科技 → 汇 筑 科 技 汇筑 筑科 科技. A query of two
  or more characters asks for its pairs. Punctuation inside a value or a word of a query does not part a run.
- A run of letters or of digits gives every four-character piece, and one to three characters where it begins. A query
  of four or more asks for four-character pieces that cover it (every second one), so any substring is found; a shorter
  one asks for itself, so beginnings are found. Digits apart by spaces, dots or dashes are one run as well.
- The pinyin of a Chinese run is a run of letters that begins at each syllable (huizhukeji: hui…, zhu…), its initials
  are one that begins at each letter (hzkj). A short name also gives the surname with the initials of the rest (linjh).
- A mobile number is one token of its own besides: the commonest query touches one posting list.
- The legal form at the end of a company name is worth nothing: it is left out of single characters and pinyin, and a
  query that ends in it (汇筑科技有限公司, huizhukejiyouxian, hui zhu ke ji you) drops it.

All tokens are [0-9a-z] or letters of scripts without spaces, at most 11 characters, at most `MOST` a record.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from core.text.company import LEGAL_TAIL
from core.text.fold import WIDE, fold
from core.text.people import without_title
from core.text.phones import is_mobile
from core.text.phones import phones as numbers_in
from core.text.pinyin import surname_first, syllables
from core.text.readings import SURNAMES

MOST: Final = 240
REPEATED: Final = 4096  # runs whose pieces are kept: places and legal forms come again and again
_ASKED: Final = 16  # tokens of one query; more would hardly narrow it further
_PIECE: Final = 4
_RUN, _SPELLED, _ABBREVIATED, _PERSON = 60, 12, 8, 4  # how many characters of a run are looked at
_LEGAL_SPELLED: Final = ("youxiangongsi", "youxianzeren", "gufenyouxian", "jituanyouxian", "yxgs", "gfyxgs", "jtyxgs")

_LEGAL_LAST: Final = "司团社伙户"

_RUNS: Final = re.compile(rf"[{WIDE}]+|[a-z]+|[0-9]+")
_INNER: Final = re.compile(rf"(?<=[{WIDE}])[^0-9a-z{WIDE}]+(?=[{WIDE}])")
_SPACED: Final = re.compile(r"(?<![0-9a-z])[0-9]+(?:[\s.\-()]{1,3}[0-9]+)+(?![0-9a-z])")
_ABROAD: Final = re.compile(r"(?:\+|(?<!\d)00(?=(?:[\s.\-()]*\d){8}))(?:\s?86[\s.\-()]*(?:\(0\))?)?")
_WEB: Final = re.compile(r"https?://(?:www\.)?|\bwww\.")
_WORD_END: Final = re.compile(r"[\s,;/|]+")
_MOBILE_INSIDE: Final = re.compile(r"(?=(1[3-9][0-9]{9}))")


def tokens(values: Iterable[str | None], phones: Iterable[str | None] = ()) -> list[str]:
    """Sorted tokens of a record: its searchable texts, the telling ones first, and its phone numbers.

    Where there are more than `MOST`, numbers come first, then the texts as written, then their pinyin.
    """
    texts = [fold(value) for value in values if value]
    runs = [run[:_RUN] for text in texts for run in _RUNS.findall(_INNER.sub("", text))]
    found: list[str] = []
    for number in phones:
        found += _phone_pieces(number) if number else ()
    for text in texts:
        for match in _SPACED.findall(text):
            found += _pieces(_digits(match))
    for run in runs:
        found += _pieces(run) if run.isascii() else _wide_pieces(run)
    for run in runs:
        found += () if run.isascii() else _spelled_pieces(run)
    return sorted(list(dict.fromkeys(found))[:MOST])


def query_tokens(q: str) -> list[str]:
    """What a record must hold to be found; [] for a query without a letter or digit: there is nothing to look for."""
    asked: dict[str, None] = {}
    for run in _without_spelled_words(list(_asked_runs(q))):
        if not run.isascii():
            pieces = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        else:
            pieces = [run] if is_mobile(run) else [run[at : at + _PIECE] for at in _cover(len(run))]
        asked.update(dict.fromkeys(pieces))
    return list(asked)[:_ASKED]


# -- records -----------------------------------------------------------------------------------------------------


def _pieces(run: str) -> list[str]:
    """Pieces of letters or digits as written."""
    inside = _MOBILE_INSIDE.findall(run) if run[0] <= "9" and len(run) > 10 else ()
    return [run[:1], run[:2], run[:3], *inside, *_fours(run, len(run))]


def _fours(run: str, end: int) -> list[str]:
    """The four-character pieces that begin before `end`."""
    return [run[at : at + _PIECE] for at in range(min(end, len(run) - _PIECE + 1))]


def _phone_pieces(number: str) -> list[str]:
    found: list[str] = []
    for digits in map(_digits, numbers_in(number) or [number]):
        found += [digits[:3], *_fours(digits, len(digits))] if digits else ()
        found += [digits] if is_mobile(digits) else ()
    return found


@lru_cache(maxsize=REPEATED)
def _wide_pieces(run: str) -> list[str]:
    return [*_without_legal_form(run), *(run[at : at + 2] for at in range(len(run) - 1))]


@lru_cache(maxsize=REPEATED)
def _spelled_pieces(run: str) -> list[str]:
    own = _without_legal_form(run)
    spelled = [syllable for syllable in syllables(own[:_SPELLED]) if syllable]
    if not spelled:
        return []
    found = _syllable_pieces(spelled, syllables(run[len(own) :]) or syllables(own[_SPELLED : _SPELLED + 3]))
    return found + _name_pieces(run, spelled) if 1 < len(run) <= _PERSON else found


def _name_pieces(run: str, spelled: list[str]) -> list[str]:
    """What a short run gives besides when it is read as a person's name: 单晓东 → shan…, shanxd."""
    person, found = spelled, []
    if run[0] in SURNAMES:
        person = [syllable for syllable in surname_first(run) if syllable]
        found = _syllable_pieces(person, [])
    return found + _pieces(person[0] + "".join([syllable[0] for syllable in person[1:]]))


def _syllable_pieces(spelled: list[str], following: list[str]) -> list[str]:
    """Pieces of the full pinyin and of the initials; three letters of what follows, for queries that cross over."""
    full, found = "".join(spelled) + "".join(following)[:3], [spelled[0][0]]
    at = 0
    for syllable in spelled:
        found += (full[at : at + 2], full[at : at + 3])
        at += len(syllable)
    initials = "".join([syllable[0] for syllable in (*spelled, *following) if syllable])
    short = min(len(spelled), _ABBREVIATED)
    for at in range(short):
        found += (initials[at : at + 2], initials[at : at + 3])
    return found + _fours(full, len(full) - len("".join(following)[:3])) + _fours(initials[: short + 3], short)


# -- queries -----------------------------------------------------------------------------------------------------


def _asked_runs(q: str) -> Iterator[str]:
    text = _SPACED.sub(_joined, _ABROAD.sub(" ", _WEB.sub(" ", fold(q))))
    for word in _WORD_END.split(text):
        for run in _RUNS.findall(_INNER.sub("", word)):
            if run.isdigit():
                yield run[2:] if is_mobile(run[2:]) and run[:2] == "86" else run[:24]
            elif run.isascii():
                yield _without_spelled_form(run)[:24]
            else:
                yield without_title(_without_legal_form(run))


def _joined(match: re.Match[str]) -> str:
    """Digits of one number written apart; what is too long for one number is read as several."""
    digits = _digits(match[0])
    if len(digits) <= 12:
        return digits
    return " ".join(map(_digits, numbers_in(match[0]))) or match[0]


def _cover(length: int) -> Iterable[int]:
    """Where four-character pieces begin that cover a run: every second place and the last one."""
    return (*range(0, length - _PIECE, 2), max(length - _PIECE, 0))


def _without_legal_form(run: str) -> str:
    if run[-1] not in _LEGAL_LAST:
        return run
    own = LEGAL_TAIL.sub("", run)
    return own if len(own) > 1 else run


def _without_spelled_form(run: str) -> str:
    """Drops four or more letters of a spelled legal form at the end: huizhuyouxiang → huizhu."""
    for form in _LEGAL_SPELLED:
        at = run.rfind(form[:_PIECE])
        if at > 1 and (form.startswith(run[at:]) or run.startswith(form, at)):
            return run[:at]
    return run


def _without_spelled_words(runs: list[str]) -> list[str]:
    """Drops the last words where they spell the beginning of a legal form: shang shang you xian → shang shang.

    What stands before must be two syllables or more: no legal form follows a single character.
    """
    for at in range(1, len(runs)):
        spelled, before = "".join(runs[at:]), runs[:at]
        begins = any(form.startswith(spelled) or spelled.startswith(form) for form in _LEGAL_SPELLED[:4])
        if len(spelled) > 2 and begins and len("".join(before)) >= (_PIECE if before[0].isascii() else 2):
            return before
    return runs


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))

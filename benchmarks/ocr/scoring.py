"""How right a reading is: exact values, whole cards, address errors, honest confidence (识别评分)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

CORE = (
    "name",
    "company",
    "department",
    "title",
    "mobile",
    "phone",
    "fax",
    "email",
    "wechat",
    "qq",
    "website",
    "address",
    "postcode",
)
LEAD = ("name", "company", "title", "mobile", "phone", "email")
ALL = (*CORE, "name_en", "company_en", "department_en", "title_en", "address_en")
SURE = 0.8

_NUMBERS = frozenset(("mobile", "phone", "fax"))
_PUNCTUATION = re.compile(r"[^\w]|_")
Truth = Mapping[str, Sequence[str]]
Answer = Mapping[str, Sequence[tuple[str, float]]]
"""Values of one card by field, each with its confidence."""


def normal(name: str, value: str) -> str:
    """The part of a value that counts: digits of a number, letters of a text."""
    text = unicodedata.normalize("NFKC", value).strip()
    if name in _NUMBERS:
        return _digits(text)
    if name in ("qq", "postcode"):
        return re.sub(r"\D", "", text)
    if name in ("email", "wechat"):
        return re.sub(r"\s", "", text.casefold())
    if name == "website":
        return re.sub(r"^(https?:/*)?(www\.)?", "", re.sub(r"\s", "", text.casefold())).rstrip("/")
    if name.startswith("address"):
        text = re.sub(r"(?<!\d)\d{6}\W*$", "", text)
    return _PUNCTUATION.sub("", text.casefold())


def _digits(text: str) -> str:
    extension = re.search(r"(?:转|分机|ext\.?|x|\*|#)\s*:?\s*(\d{2,6})$", text.lower()) or re.search(
        r"(?<=\d{4})-(\d{3,5})$", text
    )
    if extension and len(re.sub(r"\D", "", text[: extension.start()])) < 10:
        extension = None
    main = re.sub(r"\D", "", text[: extension.start()] if extension else text)
    main = re.sub(r"^(?:00)?86(?=\d{9,})", "", main).lstrip("0")
    return f"{main}x{extension.group(1)}" if extension else main


def parts(name: str, values: Iterable[str]) -> list[str]:
    """Normalised values; one printed line may hold two titles."""
    pieces = [
        piece
        for value in values
        for piece in (re.split(r"\s*[/|、]\s*", value) if name.startswith("title") else [value])
    ]
    return [one for one in (normal(name, piece) for piece in pieces) if one]


def edits(one: str, other: str) -> int:
    """Insertions, deletions and replacements between two texts."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        before, row[0] = row[0], index
        for at, against in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != against))
    return row[-1]


@dataclass
class Score:
    """Sums over cards; the properties are what is reported."""

    cards: int = 0
    right: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    printed: Counter[str] = field(default_factory=Counter)
    perfect: Counter[str] = field(default_factory=Counter)
    address_edits: int = 0
    address_letters: int = 0
    sure: int = 0
    sure_right: int = 0
    values: int = 0

    def add(self, truth: Truth, answer: Answer) -> None:
        self.cards += 1
        exact = {name: self._field(name, truth.get(name, ()), answer.get(name, ())) for name in ALL}
        for group, names in (("lead", LEAD), ("core", CORE), ("all", ALL)):
            self.perfect[group] += all(exact[name] for name in names)

    def _field(self, name: str, truth: Sequence[str], answer: Sequence[tuple[str, float]]) -> bool:
        printed = Counter(parts(name, truth))
        given = Counter(parts(name, [value for value, _ in answer]))
        self.right[name] += (printed & given).total()
        self.given[name] += given.total()
        self.printed[name] += printed.total()
        for value, confidence in answer:
            self.values += 1
            if confidence >= SURE:
                self.sure += 1
                self.sure_right += all(part in printed for part in parts(name, [value]))
        if name == "address":
            for text in printed.elements():
                self.address_edits += min([edits(text, other) for other in given] or [len(text)])
                self.address_letters += len(text)
        return printed == given

    def f1(self, names: Sequence[str] = CORE) -> float:
        total = sum(self.given[name] + self.printed[name] for name in names)
        return 2 * sum(self.right[name] for name in names) / total if total else 1.0

    @property
    def address_error(self) -> float:
        return self.address_edits / max(1, self.address_letters)

    def share_perfect(self, group: str) -> float:
        return self.perfect[group] / max(1, self.cards)

    @property
    def sure_correct(self) -> float:
        return self.sure_right / max(1, self.sure)

    @property
    def sure_covered(self) -> float:
        return self.sure / max(1, self.values)


def matched(truths: Sequence[Truth], answers: Sequence[Answer]) -> list[tuple[Truth, Answer]]:
    """Each true card with the reading that agrees with it best; no reading is used twice."""
    left = list(answers)
    pairs: list[tuple[Truth, Answer]] = []
    for truth in truths:
        best = max(left, key=lambda answer: _agreement(truth, answer), default=None)
        if best is not None:
            left.remove(best)
        pairs.append((truth, best or {}))
    return pairs


def _agreement(truth: Truth, answer: Answer) -> int:
    return sum(
        (
            Counter(parts(name, truth.get(name, ())))
            & Counter(parts(name, [value for value, _ in answer.get(name, ())]))
        ).total()
        for name in ALL
    )

"""How sure it is that two records are the same (疑似度): what they share, weighed, with the reasons in words.

A mobile or a credit code says it almost by itself. Companies are the same by their name, or by several weaker signs
together. People who share a company, a switchboard and a mailbox are colleagues; only a like name makes them one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.objects.duplicates import WORDS
from core.text.people import person_key
from core.text.pinyin import pinyin
from core.text.similar import company_similarity

SHOWN: Final = 60
CHOSEN: Final = 0.6  # what a criterion of the company's own choice counts at least
ALIKE: Final = 0.75
Key = tuple[str, str, bool]

_HARD: Final = 0.95
_OF_COMPANIES: Final = {"company_exact": 0.95, "company": 0.85, "domain": 0.45, "phone": 0.4, "email": 0.3}
_PLACE, _FURTHER_PLACE = 0.45, 0.1
_SAME_NAME, _SAME_SOUND = 0.5, 0.35


@dataclass(frozen=True)
class Side:
    """One of two records as far as it is compared: its title, "" where it is not to be, its keys, the records it stands
    below.
    """

    title: str
    keys: frozenset[Key] = frozenset()
    parents: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """0 (nothing in common) to 100, and why, the strongest reason first."""

    score: int
    reasons: tuple[str, ...]


def verdict(one: Side, other: Side, *, people: bool, named: bool, chosen: Iterable[tuple[str, bool]] = ()) -> Verdict:
    """`people` are compared by name and place; `named` says that titles are company names; `chosen` are the company's
    own criteria as (kind, hard).
    """
    shared = {(kind, hard) for kind, _, hard in one.keys & other.keys}
    if people:
        found = _of_people(one, other, shared)
    else:
        found = {WORDS[kind]: _HARD if hard else _OF_COMPANIES.get(kind, 0.4) for kind, hard in shared}
        compared = named and one.title and other.title
        if compared and not {"company", "company_exact"} & {kind for kind, _ in shared}:
            alike = company_similarity(one.title, other.title)
            found |= {"名称相近": alike * 0.8} if alike >= ALIKE else {}
    for kind, _ in shared & set(chosen):
        found[WORDS[kind]] = max(found[WORDS[kind]], CHOSEN)
    return _together(found)


def across(kinds: Iterable[tuple[str, bool]]) -> Verdict:
    """Of records of two objects, such as a lead and a contact: by what they share alone."""
    return _together({WORDS[kind]: _HARD if hard else _OF_COMPANIES.get(kind, 0.4) for kind, hard in kinds})


def _of_people(one: Side, other: Side, shared: set[tuple[str, bool]]) -> dict[str, float]:
    found = {WORDS[kind]: _HARD for kind, hard in shared if hard}
    places = [WORDS[kind] for kind, hard in sorted(shared) if not hard]
    places += [f"{label}相同" for label, _ in sorted(one.parents & other.parents)]
    found |= {word: _FURTHER_PLACE if n else _PLACE for n, word in enumerate(places)}
    return found | _name(one.title, other.title)


def _name(one: str, other: str) -> dict[str, float]:
    if not one or not other:
        return {}
    if person_key(one) == person_key(other):
        return {"姓名相同": _SAME_NAME}
    return {"姓名读音相同": _SAME_SOUND} if sound_of(one) == sound_of(other) else {}


def sound_of(name: str) -> str:
    """How a person's name is said."""
    return "".join(pinyin(person_key(name), person=True))


def _together(found: dict[str, float]) -> Verdict:
    doubt = 1.0
    for weight in found.values():
        doubt *= 1 - weight
    reasons = sorted(found, key=lambda word: (-found[word], word))
    return Verdict(min(100, round(100 * (1 - doubt))), tuple(reasons))

"""Mailboxes, web sites and handles mended from each other and from how names are spelled (邮箱修正).

Readers confuse l, 1 and I, o and 0, rn and m. A mailbox is mostly made of its owner's name, a domain of the
company's: where a text differs from such a spelling only by confusable letters, the spelling is what was printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ocr.fields.findings import Finding
from ocr.fields.mail import FREE_MAIL, TLD, clean_address, clean_domain, domain_of, is_domain
from ocr.fields.people import english_words, surname_length
from ocr.fields.pinyin import spellings
from ocr.fields.plain import has_cjk

_ALIKE = str.maketrans(
    {"1": "l", "i": "l", "|": "l", "!": "l", "0": "o", "5": "s", "2": "z", "9": "g", "q": "g", "6": "b", "8": "b"}
)
_AS_DIGITS = str.maketrans("lI|oO", "11100")
_BRAND_SIZES = (4, 3, 2)


@dataclass(frozen=True)
class Known:
    """Spellings that mailboxes and domains on this card are likely made of."""

    people: frozenset[str]
    brands: frozenset[str]


def repaired(found: Sequence[Finding]) -> list[Finding]:
    """The findings with mended mailboxes, sites and handles; a mailbox that cannot be mended is left out."""
    known = Known(frozenset(_people(found)), frozenset(_brands(found)))
    found = _mails_among_sites(found, known)
    sites = [_mended_site(one, known) for one in found if one.field == "website"]
    mails = [_mended_mail(one, known, sites) for one in found if one.field == "email"]
    sites = [_agreeing(one, mails, known) for one in sites]
    mended = iter(mails), iter(sites)
    result: list[Finding | None] = []
    for one in found:
        if one.field == "email":
            result.append(next(mended[0]))
        elif one.field == "website":
            result.append(next(mended[1]))
        elif one.field == "wechat":
            result.append(replace(one, value=_user(one.value, known)))
        else:
            result.append(one)
    return [one for one in result if one is not None and (one.field != "website" or "." in domain_of(one.value))]


def _mails_among_sites(found: Sequence[Finding], known: Known) -> list[Finding]:
    """A mailbox whose @ was misread looks like a long domain: `lily` + o + `acme.com` beside `acme.com`."""
    if any(one.field == "email" for one in found):
        return list(found)
    sites = [one for one in found if one.field == "website"]
    result = []
    for one in found:
        others = [site for site in sites if site is not one]
        bare = one.field == "website" and not re.match(r"https?:|www\.", one.value)
        mail = _with_at(one.value, known, others) if bare else ""
        result.append(replace(one, field="email", value=mail, sure=0.7) if "@" in mail else one)
    return result


def alike(text: str) -> str:
    """The same text for everything that looks the same to a reader."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
    return bare.replace("rn", "m").replace("vv", "w").translate(_ALIKE)


def _people(found: Iterable[Finding]) -> Iterable[str]:
    for one in found:
        if one.field != "name":
            continue
        if one.english:
            words = [re.sub(r"[^a-z]", "", word.lower()) for word in english_words(one.value)]
            yield from _combined([word for word in words if word])
        else:
            size = surname_length(one.value) or 1
            for spelled in spellings(one.value):
                for written in ("v", "u", "yu") if any("v" in part for part in spelled) else ("v",):
                    parts = [part.replace("v", written) for part in spelled]
                    yield from _of_syllables("".join(parts[:size]), parts[size:])


def _of_syllables(family: str, given: list[str]) -> Iterable[str]:
    initials = "".join(part[0] for part in given)
    yield from _combined([family, "".join(given)])
    yield from (family + initials, initials + family, *given, family[0] + initials)


def _combined(words: list[str]) -> Iterable[str]:
    yield from words
    if len(words) >= 2:
        first, last = words[0], words[-1]
        yield from (first + last, last + first, first[0] + last, last + first[0], last[0] + first, first + last[0])


def _brands(found: Iterable[Finding]) -> Iterable[str]:
    for one in found:
        if one.field != "company":
            continue
        if has_cjk(one.value):
            letters = re.sub(r"\(.*?\)|[^\u3400-\u9fff]", "", one.value)[:8]
            for size in _BRAND_SIZES:
                for start in range(min(5, len(letters) - size + 1)):
                    for spelled in spellings(letters[start : start + size])[:4]:
                        brand = "".join(spelled)
                        yield from (brand, brand.replace("v", "u"), brand.replace("v", "yu"))
        else:
            yield from (word for word in re.findall(r"[a-z]{4,}", one.value.lower())[:3])


def _mended_mail(one: Finding, known: Known, sites: Sequence[Finding]) -> Finding | None:
    value = one.value if "@" in one.value else _with_at(one.value, known, sites)
    if "@" not in value:
        return None
    user, _, domain = value.rpartition("@")
    user = _user(_unlabelled(user, known), known)
    domain = _domain(domain, known)
    if domain not in FREE_MAIL:
        domain = _like_site(domain, one, sites, known)
    if not user or not is_domain(domain):
        return replace(one, value=f"{user}@{domain}", sure=one.sure * 0.6) if user else None
    return replace(one, value=f"{user}@{domain}")


def _with_at(text: str, known: Known, sites: Sequence[Finding]) -> str:
    """`lily` + a misread @ + `acme.com`: the domain is known from the web site or is a common one."""
    text = clean_domain(re.sub(r"\s", "", text))
    for domain in (*(domain_of(site.value) for site in sites), *sorted(FREE_MAIL, key=len, reverse=True)):
        size = len(domain)
        if len(text) > size + 2 and alike(text[-size:]) == alike(domain):
            user = text[:-size].rstrip("@(.")
            return f"{_without_at(user, known)}@{domain}"
    options = [(text[:at], text[at + 1 :]) for at in range(2, len(text) - 4) if text[at] in _FOR_AT]
    for user, domain in options:
        if is_domain(domain) and _is_spelled(domain, known):
            return f"{user}@{domain}"
    for user, domain in reversed(options):
        if is_domain(domain) and _ends_in_name(user, known):
            return f"{user}@{domain}"
    return text


_FOR_AT = "aoqe0Q9G(8s"


def _ends_in_name(user: str, known: Known) -> bool:
    bare = alike(user.rstrip("0123456789"))
    return any(bare.endswith(alike(person)) for person in known.people if len(person) > 3)


def _without_at(user: str, known: Known) -> str:
    """Without the letter that the @ was taken for."""
    shorter = user[:-1]
    if any(alike(shorter).endswith(alike(person)) for person in known.people) or user[-1:] in "aoQ0OsSeE9G(8":
        return shorter
    return user


def _unlabelled(user: str, known: Known) -> str:
    """Without a label that was read into the mailbox: `Emaillily`, `E-MAILIlily`, `Elily`."""
    if match := re.match(r"^(?:e-?ma[il1|][l1i|]|mail)[:.]?(?=[A-Za-z\d])", user, re.I):
        rest = user[match.end() :]
        return rest[1:] if rest[0] in _FOR_BAR and _begins_with_name(rest[1:], known) else rest
    for size in (1, 2):
        if re.match(r"^E[Il|1]?$", user[:size]) and _begins_with_name(user[size:], known):
            return user[size:]
    return user


_FOR_BAR = "I|l1"


def _begins_with_name(user: str, known: Known) -> bool:
    bare = alike(re.sub(r"[._\-]", "", user))
    return any(bare.startswith(alike(person)) for person in known.people if len(person) > 2)


def _user(user: str, known: Known) -> str:
    return "".join(_chunk(chunk, known.people | known.brands) for chunk in re.split(r"([._\-]+)", user))


def _chunk(chunk: str, spellings_: Iterable[str]) -> str:
    """One part of a mailbox, its letters corrected when they look like a known spelling; digits after it stay."""
    options = sorted(spellings_, key=lambda word: (-len(word), word))
    longest = len(chunk) - len(chunk.rstrip("0123456789"))
    for tail in range(min(4, longest, len(chunk) - 1), -1, -1):
        body, digits = chunk[: len(chunk) - tail], chunk[len(chunk) - tail :]
        if body.lower() in options:
            return chunk
        for word in options:
            if len(word) > 1 and alike(word) == alike(body):
                return word + digits
    for word in options:
        rest = chunk[len(word) :]
        if len(word) >= 4 and alike(chunk[: len(word)]) == alike(word) and re.fullmatch(r"[lIoO|]*\d+[lIoO|\d]*", rest):
            return word + rest.translate(_AS_DIGITS)
    return chunk


def _domain(domain: str, known: Known) -> str:
    domain = clean_domain(domain)
    if domain in FREE_MAIL:
        return domain
    for free in FREE_MAIL:
        if alike(free) == alike(domain):
            return free
    label, dot, rest = domain.partition(".")
    if re.match(r"^1[a-z]+$", label) and any(brand.startswith(f"l{label[1]}") for brand in known.brands):
        label = f"l{label[1:]}"
    label = re.sub(r"(?<=int)1$", "l", re.sub(r"(?<=[a-z]{2})1(?=[a-z]{2})", "l", label))
    for brand in sorted(known.brands, key=lambda word: (-len(word), word)):
        size = len(brand)
        if label[:size] != brand and alike(label[:size]) == alike(brand):
            label = brand + label[size:]
            break
    return label + dot + rest


def _like_site(domain: str, one: Finding, sites: Sequence[Finding], known: Known) -> str:
    """The spelling of the web site where it is surer, when both look alike."""
    for site in sites:
        other = domain_of(site.value)
        if other != domain and _close(domain, other):
            if _is_spelled(domain, known) != _is_spelled(other, known):
                return domain if _is_spelled(domain, known) else other
            return domain if one.piece.weakest >= site.piece.weakest else other
    return domain


def _close(one: str, other: str) -> bool:
    if alike(one).replace(".", "").replace("-", "") == alike(other).replace(".", "").replace("-", ""):
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1 and len(one) > 7


def _is_spelled(domain: str, known: Known) -> bool:
    return any(domain.startswith(brand) for brand in known.brands if len(brand) > 3)


def _mended_site(one: Finding, known: Known) -> Finding:
    match = re.match(r"^(https?://)?(www\.)?([^/]+)(.*)$", one.value)
    if match is None:
        return one
    scheme, www, domain, path = (part or "" for part in match.groups())
    return replace(one, value=f"{scheme}{www}{_domain(domain, known)}{path}")


def _agreeing(one: Finding, mails: Sequence[Finding | None], known: Known) -> Finding:
    """A site whose domain differs from the mailbox's only by what was read into it or misread."""
    domain = domain_of(one.value)
    for mail in mails:
        other = domain_of(mail.value) if mail is not None else ""
        if not other or other == domain or other in FREE_MAIL:
            continue
        glued = domain.endswith(other) and re.fullmatch(
            r"(?:w|web|website|http|www|ww|w\.|ww\.)", domain[: -len(other)]
        )
        if glued or _close(domain, other):
            return replace(one, value=one.value.replace(domain, other))
    return one


def misread_mail(text: str) -> bool:
    """Whether a text that a label calls a mailbox may be one whose @ was misread."""
    squeezed = re.sub(r"\s", "", text)
    return bool(re.search(rf"[\w\-]{{5,}}\.{TLD}$", squeezed, re.I)) and not has_cjk(text)


def squeezed_mail(text: str) -> str:
    return clean_address(text) if "@" in text else re.sub(r"\s", "", text).lower()

"""E-mail addresses, web sites and handles, also where the reader mistook a letter (邮箱、网址、微信)."""

from __future__ import annotations

import re

from ocr.lexicon.words import words

TLD = (
    r"(?:com\.cn|net\.cn|org\.cn|gov\.cn|edu\.cn|ac\.cn|com\.hk|com\.tw|com\.sg|com\.my|com\.au|com\.br|com\.mo|co\.uk|co\.jp|co\.kr|co\.in|co\.nz"
    r"|org\.tw|edu\.hk|org\.hk|com|net|org|info|biz|name|vip|shop|top|xyz|ltd|club|site|online|store|tech|group|wang|ren|work"
    r"|cloud|design|global|cc|tv|me|io|ai|co|cn|hk|tw|mo|sg|my|th|vn|id|ph|jp|kr|in|us|uk|de|fr|it|es|nl|be|ch|at|se|no|dk|fi"
    r"|pl|cz|ru|au|nz|ca|eu|asia|app|dev|edu|gov|mobi|pro|art|fund|law|ink|link|live|ltda)"
)
_AT = r"\s?\(?[@©®]\s?"
_DOT = r"\s?[.,·]\s?"
_MAIL = re.compile(
    rf"[\w+\-]+(?:[.,]\s?[\w+\-]+)*{_AT}[\w\-]+(?:{_DOT}[\w\-]+)*{_DOT}[a-z0-9]{{2,6}}", re.IGNORECASE | re.ASCII
)
_LOOSE_MAIL = re.compile(r"[\w+\-.,]+\s?@\s?[\w\-.,]+", re.ASCII)
_PATH = r"(?:/[\w\-./?=&%#~]*)?"
_MARKED = (
    r"(?:h[tf1il]{2}ps?\s?[:;.]?\s?/{0,3}\s?[wv]{2,3}\s?[.,]\s?|h[tf1il]{2}ps?\s?[:;.]?\s?/{1,3}\s?|[wv]{3}\s?[.,]\s?)"
)
_SITE = re.compile(
    rf"{_MARKED}[\w\-]+(?:\s?[.,]\s?[\w\-]+)*?\s?[.,]\s?{TLD}(?![\w@\-]|\.\w){_PATH}"
    rf"|(?<![\w@.\-])[\w\-]+(?:\.[\w\-]+)*?\.(?!ltd\b){TLD}(?![\w@\-]|\.\w){_PATH}",
    re.IGNORECASE | re.ASCII,
)
_RUN_ON = re.compile(r"(\.(?:com|cn|net|org))[A-Z].*$")
_DOMAIN = re.compile(rf"^(?:[\w\-]+\.)+{TLD}$", re.IGNORECASE | re.ASCII)
_HANDLE = re.compile(r"[A-Za-z\d][\w\-.]{3,24}", re.ASCII)
_WRONG_ENDS = (
    (re.compile(r"[.,]\s?c[o0][mn]?r?n$"), ".com"),
    (re.compile(r"\.c[0o]rn$|\.c0m$|\.con$|\.cam$|\.corn$"), ".com"),
    (re.compile(r"\.(?:c[o0]rn\.cn|c0m\.cn|con\.cn|com\.c[nr])$"), ".com.cn"),
    (re.compile(r"\.ne[t1l]$"), ".net"),
    (re.compile(r"\.c[nh]$"), ".cn"),
)

FREE_MAIL = words("free_mail")


def find_mail(text: str) -> tuple[str, int, int] | None:
    """The first address of a plain text as (address, start, end)."""
    match = _MAIL.search(text)
    if match is None:
        return None
    whole = _RUN_ON.sub(r"\1", match.group())
    return clean_address(whole), match.start(), match.start() + len(whole)


def underlined(text: str) -> str:
    """A labelled mailbox whose underscore was read as a space (`lily 33@…`)."""
    return re.sub(r"^([A-Za-z\d.\-]+) (?=[\w.\-]+\s?@)", r"\1_", text)


def loose_mail(text: str) -> str:
    """An address from a text that a label announces, however oddly it was read; empty when there is none."""
    squeezed = re.sub(r"\s", "", text)
    match = _LOOSE_MAIL.search(re.sub(r"[©®]", "@", squeezed))
    return clean_address(match.group()) if match else ""


def clean_address(text: str) -> str:
    address = re.sub(r"\s", "", re.sub(r"\(?[@©®]", "@", text)).replace(",", ".").strip(".-")
    user, _, domain = address.rpartition("@")
    return f"{user}@{clean_domain(domain)}"


def clean_domain(domain: str) -> str:
    domain = domain.lower()
    for pattern, right in _WRONG_ENDS:
        domain = pattern.sub(right, domain)
    return domain


def find_site(text: str) -> tuple[str, int, int] | None:
    """The first web address of a plain text as (address, start, end)."""
    match = _SITE.search(text)
    if match is None:
        return None
    return clean_site(match.group()), match.start(), match.end()


def clean_site(text: str) -> str:
    site = re.sub(r"\s", "", text).replace(",", ".")
    site = re.sub(r"^h[tf1il]{2}p(s?)[:;.]?/{0,3}", r"http\1://", site, flags=re.IGNORECASE)
    site = re.sub(r"^(?:website|site|web|w|url|http|homepage)?[wv]{3}\.", "www.", site, flags=re.IGNORECASE)
    site = re.sub(r"//[wv]{3}\.", "//www.", site, flags=re.IGNORECASE)
    head, slash, tail = site.partition("//") if "//" in site else ("", "", site)
    host, slash2, path = tail.partition("/")
    return f"{head}{slash}{clean_domain(host)}{slash2}{path}".rstrip("/.")


def domain_of(site_or_mail: str) -> str:
    """The bare domain of a web address or mailbox."""
    text = site_or_mail.rpartition("@")[2].lower()
    text = re.sub(r"^https?:/*", "", text).partition("/")[0]
    return text.removeprefix("www.")


def is_domain(text: str) -> bool:
    return _DOMAIN.match(text) is not None


def find_handle(text: str) -> str:
    """A WeChat name: letters, digits, dashes, and underscores, which the reader may see as spaces."""
    joined = re.sub(r" (?=[_\-])|(?<=[_\-]) ", "", text)
    match = _HANDLE.search(re.sub(r"(?<=[A-Za-z]) (?=\d)", "_", joined))
    return match.group().strip(".-") if match else ""

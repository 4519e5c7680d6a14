"""Find and normalise phone numbers as people write them in China (电话号码).

Normal form: a mobile is its 11 digits, a landline its area code with the leading 0 and its number, 400/800 and 95xxx
their digits, an extension follows after "-"; a foreign number keeps "+" and country code. 86 and 0086 disappear.
A mobile with an extension is a privacy number lent by a platform to many people, so it counts as a switchboard.
"""

import re
from typing import Final

from core.text.fold import narrow

_GAP: Final = r"[ \t.\-]{0,3}"
_CHINA: Final = rf"(?:(?:\(?\+{_GAP}86|\(?(?<!\d)0086|(?<!\d)86)\)?{_GAP}(?:\(0\){_GAP})?)"
_NUMBER: Final = re.compile(
    rf"""
    (?<![\d])(?:
      {_CHINA}?0?(?P<mobile>1[3-9]\d(?:{_GAP}\d){{8}})(?!\d)
    | {_CHINA}?(?P<service>[48]00(?:{_GAP}\d){{7}})(?!\d)
    | (?:{_CHINA}\(?0?|\(?0)(?P<area>10|2\d|[3-9]\d\d)\)?{_GAP}(?P<local>[2-9](?:{_GAP}\d){{6,7}})(?!\d)
    | (?:\+|(?<!\d)00)(?!{_GAP}86)(?P<foreign>[1-9]\d{{0,2}}\)?(?:{_GAP}\(0\))?(?:{_GAP}\(?\d\)?){{6,12}})(?!\d)
    | (?P<short>9[56]\d{{3,6}}|(?!(?:19|20)\d\d[01]\d[0-3]\d)[2-9]\d{{2,3}}[ \-]?\d{{4}})(?!\d)
    )
    (?:\s*[,(]?\s*(?:转|分机[号:]*|ext\.?:?|extension|\#|x(?=\s*\d)|-)\s*(?P<ext>\d{{1,6}})(?!\d))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def phones(text: str) -> list[str]:
    """Every number in the text, normalised, in order, each once. Digits that are no phone number are left out."""
    plain = narrow(text)
    if is_mobile(plain):
        return [plain]
    found = (_normal(match) for match in _NUMBER.finditer(plain))
    return list(dict.fromkeys(found))


def phone(text: str) -> str:
    """The first number in the text in its normal form, or ''."""
    return next(iter(phones(text)), "")


def mobile(text: str) -> str:
    """The first Chinese mobile number in the text as 11 digits, or ''."""
    return next(filter(is_mobile, phones(text)), "")


def is_mobile(number: str) -> bool:
    """Whether a normalised number is a Chinese mobile: the only kind that may be a hard duplicate key."""
    return _MOBILE.fullmatch(number) is not None


def is_switchboard(number: str) -> bool:
    """Whether a normalised number may be shared by several people: 400, 800, landlines, extensions (总机)."""
    return bool(number) and not is_mobile(number) and not number.startswith("+")


def _normal(match: re.Match[str]) -> str:
    part = {name: _digits(value) for name, value in match.groupdict().items() if value}
    if "foreign" in part:
        return "+" + _digits(match["foreign"].replace("(0)", ""))
    number = part.get("mobile") or part.get("service") or part.get("short") or "0" + part["area"] + part["local"]
    return f"{number}-{part['ext']}" if "ext" in part else number


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))

"""The unified social credit code of a Chinese organisation (统一社会信用代码, GB 32100-2015)."""

import re
from typing import Final

from core.text.fold import narrow

_DIGITS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_SHAPE: Final = re.compile(rf"[{_DIGITS}]{{2}}\d{{6}}[{_DIGITS}]{{10}}")


def credit_code(text: str) -> str:
    """The 18 characters in capitals, spaces and dashes removed; '' when the shape or the check character is wrong."""
    code = re.sub(r"[\s\-]", "", narrow(text)).upper()
    return code if _SHAPE.fullmatch(code) and check_character(code[:17]) == code[17] else ""


def check_character(first_17: str) -> str:
    """The last character: weights are the powers of 3 modulo 31."""
    total = sum(_DIGITS.index(char) * pow(3, place, 31) for place, char in enumerate(first_17))
    return _DIGITS[-total % 31]

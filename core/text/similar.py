"""How alike two company names are (公司名相似度), for hints that two records may be one customer.

Only the few candidates that share search tokens are compared, so the standard library is fast enough: rapidfuzz would
bring 12 MB to save some microseconds on a handful of names.
"""

from difflib import SequenceMatcher
from functools import lru_cache

from core.text.company import brand, company_exact, company_key
from core.text.pinyin import pinyin


def company_similarity(one: str, other: str) -> float:
    """0 (nothing in common) to 1 (the same after normalising); 0.75 and more is worth a hint.

    The company's own word decides: 汇筑科技 is near 汇筑软件 and 惠筑科技 (it sounds the same), not 汇丰科技.
    """
    if not one.strip() or not other.strip():
        return 0.0
    if company_exact(one) == company_exact(other):
        return 1.0
    first, second = company_key(one), company_key(other)
    if first == second:
        return 0.98
    own = _alike(brand(first), brand(second))
    return round(min(0.97, 0.8 * own + 0.17 * _ratio(first, second)), 3)


def _alike(one: str, other: str) -> float:
    """Of two brands: the same 1, one begins with the other 0.85, sounding the same 0.85, else how much they share."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and long.startswith(short):
        return 0.85
    if _sound(one) == _sound(other):
        return 0.85
    return _ratio(one, other) ** 2


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@lru_cache(maxsize=4096)
def _sound(name: str) -> str:
    return "".join(pinyin(name))

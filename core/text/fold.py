"""One written form for text that means the same: width, case, accents, traditional characters (归一).

Everything that is compared or searched passes `fold` first; what is shown and stored stays as people wrote it.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

HAN: Final = "〇㐀-䶿一-鿋𠀀-𪛖"  # what FTS5's unicode61 (Unicode 6.1) knows as letters
WIDE: Final = HAN + "々ぁ-ゖァ-ヺー가-힣"  # scripts written without spaces: Chinese, kana, hangul

_LATIN: Final = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()
} | {ord(old): new for old, new in {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}.items()}


@cache
def _table() -> dict[int, str]:
    """Traditional character and accented letter → plain one (about 3,300 entries)."""
    old, new = (Path(__file__).with_name("simplified.txt")).read_text(encoding="utf-8").split()
    return dict(zip(map(ord, old), new, strict=True)) | _LATIN


def narrow(text: str) -> str:
    """Half-width characters and ordinary brackets, dashes and spaces; case and script stay."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_PLAIN)


_PLAIN: Final = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-") | {
    ord("。"): ".",
    ord("、"): ",",
    ord("【"): "(",
    ord("】"): ")",
    ord("〔"): "(",
    ord("〕"): ")",
    ord("［"): "(",
    ord("］"): ")",
    ord("「"): "(",
    ord("」"): ")",
    ord("\u200b"): "",
    ord("\ufeff"): "",
    ord("\u200e"): "",
    ord("\u202a"): "",
    ord("\u202c"): "",
    ord("\u202d"): "",
}


def fold(text: str) -> str:
    """Lower case, half width, simplified, without accents: `fold("Ｈuizhu 滙築（上海）") == "huizhu 汇筑(上海)"`."""
    if text.isascii():
        return text.lower()
    return narrow(text).lower().translate(_table())

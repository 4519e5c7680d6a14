"""Write core/text/pinyin.txt and core/text/simplified.txt, the two character tables of core.text (拼音表、简繁表).

Run once, by hand, when a table must change: `pip install pypinyin opencc` and `python tools/build_pinyin.py`.
The readings come from pypinyin (MIT), the pairs from OpenCC (Apache-2.0); neither is needed when wecrm runs.
"""

from collections import defaultdict
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style
from pypinyin import pinyin as spell

TEXT = Path(__file__).parent.parent / "core" / "text"
HAN = [chr(code) for code in range(0x4E00, 0xA000)] + ["〇"]

# pypinyin lists the readings of a character in the order of a dictionary. In names of companies, places and people
# these are the common ones.
COMMON = """
长:chang 都:du 厦:xia 曾:zeng 佛:fo 泊:bo 卜:bu 翟:zhai 蚌:beng 畜:xu 辗:zhan 粘:nian 琢:zhuo 茄:qie 晟:sheng 〇:ling
菀:wan 隽:jun 靓:liang 阚:kan 郇:xun 乜:nie 檐:yan 豉:chi 龈:yin 蹊:xi 啜:chuo 洒:sa 缪:miao 庵:an 仔:zi 圩:xu 嗯:en
"""
BY_HAND = dict(pair.split(":") for pair in COMMON.split())


def reading(char: str) -> str:
    """The toneless common reading of one character as typed (lv, nv, lue, nue), or '' when there is none."""
    found = BY_HAND.get(char) or spell(char, style=Style.NORMAL, errors="ignore", v_to_u=False)
    text = found if isinstance(found, str) else (found[0][0] if found else "")
    text = text.replace("lve", "lue").replace("nve", "nue")
    return text if text.isascii() and text.isalpha() and any(vowel in text for vowel in "aeiouv") else ""


def simplified_pairs() -> dict[str, str]:
    """Traditional character → simplified one, for characters that change and stay single."""
    convert = OpenCC("t2s").convert
    pairs = {char: convert(convert(char)) for char in HAN}  # 薴 → 苧 → 苎 takes two steps
    return {old: new for old, new in pairs.items() if old != new and len(new) == 1 and "一" <= new <= "\u9fff"}


def main() -> None:
    pairs = simplified_pairs()
    (TEXT / "simplified.txt").write_text("".join(pairs) + "\n" + "".join(pairs.values()) + "\n", encoding="utf-8")
    syllables: defaultdict[str, list[str]] = defaultdict(list)
    for char in HAN:
        if char not in pairs and (syllable := reading(char)):
            syllables[syllable].append(char)
    lines = [f"{syllable} {''.join(chars)}\n" for syllable, chars in sorted(syllables.items())]
    (TEXT / "pinyin.txt").write_text("".join(lines), encoding="utf-8")
    print(f"{len(pairs)} pairs, {len(lines)} syllables, {sum(map(len, syllables.values()))} characters")


if __name__ == "__main__":
    main()

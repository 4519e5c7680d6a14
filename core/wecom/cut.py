"""Text made to fit WeCom's limits (截短文字)."""

ELLIPSIS = "…"
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters; what does not fit ends with … and no number or word is split.

    ¥12000 never becomes ¥120…: a shortened number would be a wrong one. A word without digits that fills more
    than half the room is split all the same.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    return _shortened(text, limit - 1)


def cut_bytes(text: str, limit: int) -> str:
    """`text` in at most `limit` bytes of UTF-8, shortened like `cut`."""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    room = limit - len(ELLIPSIS.encode())
    if room < 0:
        return ""
    return _shortened(text, len(raw[:room].decode(errors="ignore")))


def _shortened(text: str, room: int) -> str:
    """At most `room` signs of the longer `text`, and the ellipsis."""
    end = start = _whole_sign(text, room)
    while start > 0 and _same_word(text[start - 1], text[start]):
        start -= 1
    number = any(sign.isdigit() for sign in text[start:end])
    if start >= max(1, room // 2) or (start and number):
        end = start
    return text[:end].rstrip(" ,.，、。;；:：-¥") + ELLIPSIS


def _same_word(left: str, right: str) -> bool:
    return _in_word(left) and _in_word(right)


def _in_word(sign: str) -> bool:
    return sign in ".,-_@/%:" or (sign.isalnum() and sign < "\u2e80")


def _whole_sign(text: str, end: int) -> int:
    """The nearest end at or before `end` that does not tear an emoji or a combined sign apart."""
    while end > 0 and (text[end] in _JOINERS or text[end - 1] == "\u200d"):
        end -= 1
    return end

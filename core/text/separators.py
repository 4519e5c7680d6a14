"""What parts several values of one text (分隔符): files, merging and cards take the same signs."""

import re

NUMBERS = re.compile("[;；,，、/]")
MAILBOXES = re.compile(r"[;；,，\s]+")
OPTIONS = re.compile(r"[、,，;；|/\n]+")


def parted(between: re.Pattern[str], text: str) -> list[str]:
    """The values without the blanks around them; none for an empty text."""
    return [part.strip() for part in between.split(text) if part.strip()]

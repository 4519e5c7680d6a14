"""Word lists written as running text (词表)."""


def listed(text: str) -> tuple[str, ...]:
    """The words of a text in order, each once."""
    return tuple(dict.fromkeys(text.split()))

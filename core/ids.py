"""Random identifiers: sessions, error numbers, secrets (随机编号)."""

import secrets


def token(size: int = 32) -> str:
    """URL-safe secret of `size` random bytes."""
    return secrets.token_urlsafe(size)


def short() -> str:
    """A number a person can read out on the phone, such as 7F3A-21C4."""
    text = secrets.token_hex(4).upper()
    return f"{text[:4]}-{text[4:]}"

"""Opaque places in a long list (分页游标)."""

import base64

from bot.simulator.answers import ApiError


def cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"place:{place}".encode()).decode()


def place(cursor: str) -> int:
    """0 without a cursor; 40058 for one that was not made here."""
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("place:"))
    except ValueError as error:
        raise ApiError(40058, "cursor") from error

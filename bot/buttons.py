"""Typed button values (按钮值): what a card button carries, signed, in at most 1,024 bytes.

A payload is a frozen dataclass of numbers, texts and booleans. Its class name travels with it: renaming a class makes
the buttons that are out there unknown, adding a field with a default does not.
"""

import base64
import hashlib
import hmac
from dataclasses import MISSING, fields
from typing import Any

import orjson

LONGEST = 1024
_SIGNATURE = 16


class BadButton(ValueError):
    """A button value that was not made here, or that is too long."""


class Buttons:
    """Packs payloads into keys and back; `types` are all payloads that may come back."""

    def __init__(self, secret: str, types: tuple[type, ...]) -> None:
        self._secret = hashlib.sha256(b"button:" + secret.encode()).digest()
        self._types = {kind.__name__: kind for kind in types}

    def pack(self, payload: Any) -> str:
        """The key of a button. `BadButton` when the payload does not fit."""
        values = [getattr(payload, each.name) for each in fields(payload)]
        content = orjson.dumps([type(payload).__name__, *values])
        key = _text(self._signature(content) + content)
        if len(key) > LONGEST:
            raise BadButton(f"{type(payload).__name__} takes {len(key)} of {LONGEST} bytes")
        return key

    def unpack(self, key: str) -> Any:
        """The payload of a pressed button; `BadButton` for anything that is not one of ours."""
        raw = _bytes(key)
        signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(content)):
            raise BadButton("the signature is not ours")
        name, *values = orjson.loads(content)
        if name not in self._types:
            raise BadButton(f"no payload is called {name}")
        return _made(self._types[name], values)

    def _signature(self, content: bytes) -> bytes:
        return hmac.digest(self._secret, content, "sha256")[:_SIGNATURE]


def _made(kind: type, values: list[Any]) -> Any:
    wanted = fields(kind)
    required = sum(each.default is MISSING for each in wanted)
    fits = required <= len(values) <= len(wanted)
    if not fits or any(type(value) is not each.type for value, each in zip(values, wanted, strict=False)):
        raise BadButton(f"{kind.__name__} had other fields when this button was made")
    return kind(*values)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(key: str) -> bytes:
    try:
        return base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadButton("not a button value") from None

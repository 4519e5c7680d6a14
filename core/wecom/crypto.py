"""Callbacks opened and replies sealed (回调加解密, path/90968): signature first, then AES, then every length.

wechatpy holds the cipher; the checks around it are ours, because it accepts any padding, compares signatures
byte by byte and raises a dozen kinds of exception for bad input.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wechatpy.work.crypto import PrpCrypto

from core import clock
from core.wecom.config import WeComConfig
from core.wecom.errors import BadCallback, BadSignature, OversizeCallback
from core.wecom.events import Event, typed
from core.wecom.xmltree import Tree, xml_fields

LARGEST_BODY = 1 << 20
_RANDOM, _LENGTH, _LARGEST_PAD = 16, 4, 32


class _Cipher(PrpCrypto):  # type: ignore[misc]
    def get_random_string(self) -> str:
        return secrets.token_hex(_RANDOM // 2)


@dataclass(frozen=True)
class CallbackKeys:
    """Token and EncodingAESKey of one callback address; empty ones open nothing. `receive_id` is the corp id."""

    token: str
    aes_key: str
    receive_id: str

    @classmethod
    def of_app(cls, config: WeComConfig) -> "CallbackKeys":
        return cls(config.callback_token, config.callback_aes_key, config.corp_id)

    @classmethod
    def of_contacts(cls, config: WeComConfig) -> "CallbackKeys":
        return cls(config.contact_token, config.contact_aes_key, config.corp_id)

    @cached_property
    def cipher(self) -> Any:
        """`ValueError` when the key is not 43 signs of base64."""
        return _Cipher(b64decode(self.aes_key + "="))

    def __repr__(self) -> str:
        return f"CallbackKeys(receive_id={self.receive_id!r})"


@dataclass(frozen=True, slots=True)
class Received:
    """One delivery: the decrypted document, what it says, and the key that a repeat of it has too."""

    xml: bytes
    message: Event
    key: str


def decrypt_callback(keys: CallbackKeys, query: Mapping[str, str], body: bytes) -> Received:
    """Check and open what was posted to a callback address.

    Raises `BadSignature` (403), `BadCallback` (400) or `OversizeCallback` (413) and nothing else. The timestamp
    is not compared with the clock: WeCom may deliver late, and a repeat has no second effect.
    """
    if len(body) > LARGEST_BODY:
        raise OversizeCallback(f"{len(body)} bytes")
    encrypted = xml_fields(body).get("Encrypt")
    if not isinstance(encrypted, str) or not encrypted:
        raise BadCallback("no Encrypt")
    xml = _open(keys, query, encrypted)
    fields = xml_fields(xml)
    message = typed(fields)
    return Received(xml, message, f"{message.agent_id or 0}:{_repeat_key(fields, xml)}")


def decrypt_echo(keys: CallbackKeys, query: Mapping[str, str]) -> bytes:
    """The body that answers WeCom's check of a callback address (验证URL). Raises like `decrypt_callback`."""
    return _open(keys, query, _argument(query, "echostr").replace(" ", "+"))


def encrypt_reply(keys: CallbackKeys, xml: str, *, timestamp: int | None = None, nonce: str | None = None) -> str:
    """The passive reply (被动回复) that carries `xml`."""
    sent_at, once = str(timestamp or int(clock.now().timestamp())), nonce or secrets.token_hex(8)
    encrypted = keys.cipher.encrypt(xml, keys.receive_id).decode()
    signature = _signature(keys.token, sent_at, once, encrypted)
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{sent_at}</TimeStamp><Nonce><![CDATA[{once}]]></Nonce></xml>"
    )


def _argument(query: Mapping[str, str], name: str) -> str:
    value = query.get(name)
    if not value:
        raise BadCallback(f"no {name}")
    return value


def _signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    signed = "".join(sorted((token, timestamp, nonce, encrypted)))
    return hashlib.sha1(signed.encode(errors="replace")).hexdigest()


def _open(keys: CallbackKeys, query: Mapping[str, str], encrypted: str) -> bytes:
    given, timestamp, nonce = (_argument(query, name) for name in ("msg_signature", "timestamp", "nonce"))
    expected = _signature(keys.token, timestamp, nonce, encrypted)
    matches = hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
    if not (keys.token and keys.aes_key and matches):
        raise BadSignature()
    try:
        ciphertext = b64decode(encrypted)
    except ValueError:
        raise BadCallback("not base64") from None
    if not ciphertext or len(ciphertext) % 16:
        raise BadCallback("the ciphertext has no whole blocks")
    return _unpack(keys.cipher.cipher.decrypt(ciphertext), keys.receive_id)


def _unpack(plain: bytes, receive_id: str) -> bytes:
    """The message between 16 random bytes, its length and the receiver's id, PKCS#7 padded to 32 bytes."""
    pad, start = plain[-1], _RANDOM + _LENGTH
    end = len(plain) - pad
    if not 1 <= pad <= _LARGEST_PAD or end < start or plain[end:] != bytes([pad]) * pad:
        raise BadCallback("wrong padding")
    stop = start + int.from_bytes(plain[_RANDOM:start], "big")
    if stop > end:
        raise BadCallback("wrong length")
    if plain[stop:end] != receive_id.encode():
        raise BadCallback("meant for another company")
    return plain[start:stop]


def _repeat_key(fields: Tree, xml: bytes) -> str:
    """Sender and second would merge different events of the system: they all come from `sys`, several a second."""
    message_id = fields.get("MsgId")
    if isinstance(message_id, str) and 0 < len(message_id) <= 40:
        return f"m:{message_id}"
    return f"h:{hashlib.sha256(xml).hexdigest()}"

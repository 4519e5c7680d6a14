"""Callback encryption and signatures as WeCom does them (加解密), written apart from the app's own.

AES-256-CBC with the key's first 16 bytes as IV, PKCS#7 over 32-byte blocks, SHA-1 over the four sorted parts.
"""

import base64
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class CryptoError(ValueError):
    """A text that was not made with our token, key or receive id."""


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, encrypted])).encode()).hexdigest()


def page_signature(ticket: str, noncestr: str, timestamp: int, url: str) -> str:
    """The JS-SDK signature of a page; the part of the address after # does not count."""
    text = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={url.split('#')[0]}"
    return hashlib.sha1(text.encode()).hexdigest()


def encrypt(aes_key: str, receive_id: str, message: str, random16: bytes | None = None) -> str:
    body = message.encode()
    plain = (random16 or os.urandom(16)) + struct.pack(">I", len(body)) + body + receive_id.encode()
    pad = BLOCK - len(plain) % BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


def decrypt(aes_key: str, receive_id: str, encrypted: str) -> str:
    """The message inside; raises CryptoError when key, padding, length or receive id do not fit."""
    try:
        decryptor = _cipher(aes_key).decryptor()
        padded = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    except ValueError as error:
        raise CryptoError(f"not decodable: {error}") from error
    plain = _without_padding(padded)
    length = struct.unpack(">I", plain[16:20])[0]
    if 20 + length > len(plain):
        raise CryptoError("message length out of bounds")
    if plain[20 + length :].decode(errors="replace") != receive_id:
        raise CryptoError("another receive id")
    return plain[20 : 20 + length].decode()


def verify(token: str, timestamp: str, nonce: str, encrypted: str, given: str) -> None:
    if not hmac.compare_digest(signature(token, timestamp, nonce, encrypted), given):
        raise CryptoError("signature does not match")


def _without_padding(padded: bytes) -> bytes:
    pad = padded[-1] if padded else 0
    if not 1 <= pad <= BLOCK or len(padded) - pad < 20 or padded[-pad:] != bytes([pad]) * pad:
        raise CryptoError("bad padding")
    return padded[:-pad]


def _cipher(aes_key: str) -> "Cipher[modes.CBC]":
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

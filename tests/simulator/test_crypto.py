"""The simulator's encryption against published vectors and against another implementation."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from wechatpy.work.crypto import WeChatCrypto

from bot.simulator import crypto

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
CONFIG = VECTORS["config"]
TOKEN, KEY, RECEIVER = CONFIG["token"], CONFIG["encoding_aes_key"], CONFIG["receiveid"]


@pytest.mark.parametrize(
    "name,sealed", [("verify_url_official", "echostr_urldecoded"), ("message_official", "encrypt")]
)
def test_the_official_vectors_open_and_close_again(name: str, sealed: str) -> None:
    vector = VECTORS[name]
    crypto.verify(TOKEN, vector["timestamp"], vector["nonce"], vector[sealed], vector["msg_signature"])
    assert crypto.decrypt(KEY, RECEIVER, vector[sealed]) == vector["msg"]
    assert crypto.encrypt(KEY, RECEIVER, vector["msg"], vector["random16"].encode()) == vector[sealed]


@pytest.mark.parametrize("vector", VECTORS["encrypt_computed"])
def test_computed_vectors_agree(vector: dict[str, str]) -> None:
    sealed = crypto.encrypt(KEY, RECEIVER, vector["msg"], vector["random16"].encode())
    assert sealed == vector["encrypt"]
    times = VECTORS["message_official"]
    assert crypto.signature(TOKEN, times["timestamp"], times["nonce"], sealed) == vector["msg_signature"]


@pytest.mark.parametrize("case", VECTORS["jsapi_official"]["cases"])
def test_page_signatures_agree(case: dict[str, str]) -> None:
    given = VECTORS["jsapi_official"]
    found = crypto.page_signature(given["jsapi_ticket"], given["noncestr"], given["timestamp"], case["url"] + "#here")
    assert found == case["signature"]


@given(some.text(max_size=400))
def test_another_implementation_reads_what_we_write_and_we_what_it_writes(message: str) -> None:
    other = WeChatCrypto(TOKEN, KEY, RECEIVER)
    sealed = crypto.encrypt(KEY, RECEIVER, message)
    sign = crypto.signature(TOKEN, "1409659813", "12", sealed)
    opened = other.decrypt_message({"Encrypt": sealed}, sign, "1409659813", "12")
    assert (opened if isinstance(opened, str) else opened.decode()) == message
    theirs = other.encrypt_message(message, "12", "1409659813")
    body = theirs.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert crypto.decrypt(KEY, RECEIVER, body) == message


def test_a_wrong_key_a_wrong_receiver_and_a_wrong_signature_are_refused() -> None:
    sealed = crypto.encrypt(KEY, RECEIVER, "hello")
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(KEY, "wx0000000000000000", sealed)
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt("A" * 43, RECEIVER, sealed)
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(KEY, RECEIVER, "not base64 at all")
    with pytest.raises(crypto.CryptoError):
        crypto.verify(TOKEN, "1", "2", sealed, "0" * 40)

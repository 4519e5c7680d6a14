import base64
import hashlib
import secrets
from dataclasses import replace

import pytest
from wechatpy.work.crypto import PrpCrypto, WeChatCrypto

from core.wecom.crypto import CallbackKeys, decrypt_callback, decrypt_echo, encrypt_reply
from core.wecom.errors import BadCallback, BadSignature, OversizeCallback
from core.wecom.events import TextMessage
from core.wecom.xmltree import xml_fields


def envelope(encrypted: str) -> bytes:
    return f"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()


def signed(keys: CallbackKeys, encrypted: str) -> dict[str, str]:
    text = "".join(sorted((keys.token, "1700000000", "nonce", encrypted)))
    return {
        "msg_signature": hashlib.sha1(text.encode()).hexdigest(),
        "timestamp": "1700000000",
        "nonce": "nonce",
    }


def packed(keys: CallbackKeys, plain: bytes) -> tuple[dict[str, str], bytes]:
    """A correctly signed delivery of any plaintext blocks, sensible or not."""
    cipher = PrpCrypto(base64.b64decode(keys.aes_key + "=")).cipher
    encrypted = base64.b64encode(cipher.encrypt(plain)).decode()
    return signed(keys, encrypted), envelope(encrypted)


def padded(plain: bytes) -> bytes:
    pad = 32 - len(plain) % 32
    return plain + bytes([pad]) * pad


def delivery(keys: CallbackKeys, xml: str) -> tuple[dict[str, str], bytes]:
    body = xml.encode()
    return packed(
        keys, padded(secrets.token_bytes(16) + len(body).to_bytes(4, "big") + body + keys.receive_id.encode())
    )


def test_the_official_message_is_opened(keys, vectors):
    official = vectors["message"]
    query = {name: official[name] for name in ("msg_signature", "timestamp", "nonce")}

    received = decrypt_callback(keys, query, envelope(official["encrypt"]))

    assert received.xml.decode() == official["msg"]
    assert isinstance(received.message, TextMessage)
    assert (received.message.sender, received.message.content) == ("mycreate", "hello")
    assert received.key == "218:m:4561255354251345929"


def test_the_official_address_check_is_answered(keys, vectors):
    official = vectors["verify_url"]
    query = {name: official[name] for name in ("msg_signature", "timestamp", "nonce")}

    assert decrypt_echo(keys, query | {"echostr": official["echostr_urldecoded"]}) == official["msg"].encode()


def test_a_plus_sign_that_became_a_space_is_restored_in_the_address_check(keys, vectors):
    official = vectors["verify_url"]
    query = {name: official[name] for name in ("msg_signature", "timestamp", "nonce")}

    echo = decrypt_echo(keys, query | {"echostr": official["echostr_urldecoded"].replace("+", " ")})

    assert echo == official["msg"].encode()


def test_every_computed_vector_is_opened(keys, vectors):
    message = vectors["message"]
    for case in vectors["encrypt"]:
        query = {"msg_signature": case["msg_signature"], "timestamp": message["timestamp"], "nonce": message["nonce"]}
        assert decrypt_echo(keys, query | {"echostr": case["encrypt"]}).decode() == case["msg"]


@pytest.mark.parametrize("length", range(0, 70))
def test_what_wechatpy_seals_is_opened_at_every_padding(keys, length):
    theirs = WeChatCrypto(keys.token, keys.aes_key, keys.receive_id)
    xml = f"<xml><MsgType>text</MsgType><Content>{'a' * length}</Content></xml>"
    sealed = theirs.encrypt_message(xml, "nonce", "1700000000")

    received = decrypt_callback(keys, signed(keys, xml_fields(sealed.encode())["Encrypt"]), sealed.encode())

    assert received.xml.decode() == xml


def test_wechatpy_opens_our_reply(keys):
    theirs = WeChatCrypto(keys.token, keys.aes_key, keys.receive_id)
    sealed = encrypt_reply(keys, "<xml><Content>你好</Content></xml>")
    outer = xml_fields(sealed.encode())

    opened = theirs.decrypt_message(sealed, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])

    assert opened == "<xml><Content>你好</Content></xml>"


def test_the_same_reply_is_never_sealed_the_same_way(keys):
    assert encrypt_reply(keys, "<xml/>", timestamp=1, nonce="n") != encrypt_reply(
        keys, "<xml/>", timestamp=1, nonce="n"
    )


def test_a_wrong_signature_is_refused(keys):
    query, body = delivery(keys, "<xml><MsgType>text</MsgType></xml>")
    with pytest.raises(BadSignature) as refusal:
        decrypt_callback(keys, query | {"msg_signature": "0" * 40}, body)
    assert refusal.value.status == 403


@pytest.mark.parametrize("changed", ["timestamp", "nonce"])
def test_the_signature_covers_timestamp_and_nonce(keys, changed):
    query, body = delivery(keys, "<xml><MsgType>text</MsgType></xml>")
    with pytest.raises(BadSignature):
        decrypt_callback(keys, query | {changed: "1700000001"}, body)


def test_keys_that_were_never_set_open_nothing():
    unset = CallbackKeys("", "", "ww1")
    query, body = signed(unset, "AAAA"), envelope("AAAA")
    with pytest.raises(BadSignature):
        decrypt_callback(unset, query, body)


def test_another_companys_message_is_refused(keys):
    query, body = delivery(replace(keys, receive_id="ww-other"), "<xml><MsgType>text</MsgType></xml>")
    with pytest.raises(BadCallback, match="another company"):
        decrypt_callback(keys, query, body)


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_a_missing_argument_is_refused(keys, missing):
    query, body = delivery(keys, "<xml><MsgType>text</MsgType></xml>")
    del query[missing]
    with pytest.raises(BadCallback, match=missing) as refusal:
        decrypt_callback(keys, query, body)
    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "plain",
    [
        b"\x00" * 32,
        b"x" * 31 + b"\x00",
        b"x" * 31 + b"\x21",
        b"x" * 30 + b"\x01\x02",
        b"\x20" * 32,
        padded(b"r" * 16),
        padded(b"r" * 16 + b"\xff\xff\xff\xff" + b"<xml/>"),
        padded(b"r" * 16 + b"\x00\x00\x00\x40" + b"<xml/>"),
        padded(b"r" * 16 + b"\x00\x00\x00\x02" + b"\xff\xfe" + b"wx5823bf96d3bd56c7"),
    ],
)
def test_signed_but_damaged_blocks_are_refused(keys, plain):
    with pytest.raises(BadCallback):
        decrypt_callback(keys, *packed(keys, plain))


@pytest.mark.parametrize("encrypted", ["", "AAAA", "A", "=====", "汉字", "AAAAAAAAAAAAAAAAAAAAAA==AAAA"])
def test_signed_text_that_is_no_ciphertext_is_refused(keys, encrypted):
    with pytest.raises(BadCallback):
        decrypt_callback(keys, signed(keys, encrypted), envelope(encrypted))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"{}",
        b"hello",
        b"<xml>",
        b"<xml/>",
        b"<xml>text</xml>",
        b"<xml><Encrypt/></xml>",
        b"<xml><Encrypt><a>1</a></Encrypt></xml>",
        b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
        b"<xml><Encrypt>\xff\xfe</Encrypt></xml>",
        b'<?xml version="1.0" encoding="utf-16"?><xml/>',
        b"<x>" * 100_000,
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>',
        b"<xml><Encrypt>&undefined;</Encrypt></xml>",
    ],
)
def test_a_body_that_is_no_envelope_is_refused(keys, body):
    with pytest.raises(BadCallback):
        decrypt_callback(keys, {"msg_signature": "a", "timestamp": "1", "nonce": "n"}, body)


def test_entities_inside_the_encrypted_document_are_refused_too(keys):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
    with pytest.raises(BadCallback, match="entities"):
        decrypt_callback(keys, *delivery(keys, bomb))


def test_a_body_above_one_mebibyte_is_refused_unread(keys):
    with pytest.raises(OversizeCallback) as refusal:
        decrypt_callback(keys, {}, b"<" * ((1 << 20) + 1))
    assert refusal.value.status == 413


def test_a_redelivery_has_the_same_key_though_it_is_sealed_anew(keys):
    event = "<xml><AgentID>7</AgentID><MsgType>event</MsgType><Event>enter_agent</Event></xml>"
    first, second = decrypt_callback(keys, *delivery(keys, event)), decrypt_callback(keys, *delivery(keys, event))

    assert first.key == second.key
    assert first.key.startswith("7:h:")


def test_two_events_of_the_system_in_one_second_have_different_keys(keys):
    shape = (
        "<xml><FromUserName>sys</FromUserName><CreateTime>1700000000</CreateTime><MsgType>event</MsgType>"
        "<Event>change_contact</Event><ChangeType>update_user</ChangeType><UserID>{}</UserID></xml>"
    )
    one, other = (decrypt_callback(keys, *delivery(keys, shape.format(name))).key for name in ("a", "b"))

    assert one != other
    assert one.startswith("0:h:")


def test_secrets_do_not_show_when_keys_are_printed(keys):
    assert keys.token not in repr(keys)
    assert keys.aes_key not in repr(keys)

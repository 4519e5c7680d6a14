"""Whatever arrives at the callback address, only the two refusals come out."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as some

from core.wecom.crypto import CallbackKeys, decrypt_callback, decrypt_echo
from core.wecom.errors import BadCallback, BadSignature
from core.wecom.events import Event
from tests.wecom.conftest import VECTORS
from tests.wecom.test_crypto import delivery, envelope, packed, signed

PAIR = VECTORS["config"]
KEYS = CallbackKeys(PAIR["token"], PAIR["encoding_aes_key"], PAIR["receiveid"])
ARGUMENTS = some.dictionaries(some.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), some.text())
ELEMENTS = [
    "MsgType", "Event", "AgentID", "MsgId", "CreateTime", "Location_X", "Location_Y", "Latitude", "Longitude",
    "Precision", "SelectedItems", "SelectedItem", "OptionIds", "OptionId", "SendLocationInfo", "ScanCodeInfo",
    "BatchJob", "SendPicsInfo", "Content", "Scale", "Id",
]  # fmt: skip
VALUES = [
    "text", "event", "location", "LOCATION", "template_card_event", "location_select", "scancode_push", "nan", "inf",
    "batch_job_result", "change_contact", "pic_weixin", "1e999", "-1", "²", "９", "99999999999999999999", "39.9", "",
]  # fmt: skip
several = settings(max_examples=150, deadline=None)


@several
@given(ARGUMENTS, some.binary())
def test_anything_posted_is_refused(query, body):
    with suppress(BadCallback, BadSignature):
        decrypt_callback(KEYS, query, body)


@several
@given(ARGUMENTS, some.text())
def test_anything_in_a_well_formed_envelope_is_refused(query, encrypted):
    with suppress(BadCallback, BadSignature):
        decrypt_callback(KEYS, query, envelope(encrypted))


@several
@given(ARGUMENTS)
def test_any_address_check_is_refused(query):
    with suppress(BadCallback, BadSignature):
        decrypt_echo(KEYS, query)


@several
@given(some.text())
def test_anything_that_is_signed_is_refused_or_opened(encrypted):
    with suppress(BadCallback, BadSignature):  # XML itself changes some white space, and with it the signature
        decrypt_callback(KEYS, signed(KEYS, encrypted), envelope(encrypted))


@several
@given(some.binary(min_size=1, max_size=8).flatmap(lambda seed: some.just((seed * 64)[: 32 * len(seed)])))
def test_any_blocks_are_refused_or_opened(plain):
    with suppress(BadCallback):
        decrypt_callback(KEYS, *packed(KEYS, plain))


@several
@given(some.text())
def test_any_text_as_document_is_refused_or_opened(document):
    with suppress(BadCallback):
        decrypt_callback(KEYS, *delivery(KEYS, document.encode(errors="replace").decode()))


def documents():
    leaf = some.tuples(some.sampled_from(ELEMENTS), some.sampled_from(VALUES)).map(lambda pair: element(*pair))
    branch = lambda inner: some.tuples(some.sampled_from(ELEMENTS), some.lists(inner, max_size=4)).map(  # noqa: E731
        lambda pair: element(pair[0], "".join(pair[1]))
    )
    return some.lists(some.recursive(leaf, branch, max_leaves=8), min_size=1, max_size=8).map("".join)


def element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


@several
@given(documents())
def test_any_plain_document_becomes_an_event(content):
    received = decrypt_callback(KEYS, *delivery(KEYS, f"<xml>{content}</xml>"))

    assert isinstance(received.message, Event)
    assert len(received.key) < 100

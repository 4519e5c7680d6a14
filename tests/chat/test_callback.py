"""What the callback addresses answer, and that nothing answered with 200 is ever lost."""

import asyncio
import gzip

import pytest
from structlog.testing import capture_logs

from core.db import IntegrityError
from core.inbox import Inbox
from core.wecom.crypto import LARGEST_BODY
from tests.chat.conftest import Doors, text_message

PATHS = ("/wecom/callback", "/wecom/callback/", "/wecom/contacts/callback", "/wecom/contacts/callback/")


@pytest.mark.parametrize("path", PATHS)
async def test_a_callback_is_stored_and_answered_empty(doors: Doors, path: str) -> None:
    assert await doors.post(text_message(), path) == 200
    row = await Inbox.all().get()
    assert row.payload == {"xml": text_message()}
    assert (row.lane, row.source) == ("rep", "contacts" if "contacts" in path else "app")


@pytest.mark.parametrize("path", PATHS)
async def test_the_check_of_the_address_gives_the_text_back(doors: Doors, path: str) -> None:
    assert await doors.check("4711", path) == (200, "4711")


async def test_a_repeat_is_stored_once(doors: Doors) -> None:
    for _ in range(3):
        assert await doors.post(text_message()) == 200
    assert await Inbox.all().count() == 1


async def test_a_repeat_in_the_same_moment_is_stored_once(doors: Doors) -> None:
    assert await asyncio.gather(*(doors.post(text_message()) for _ in range(20))) == [200] * 20
    assert await Inbox.all().count() == 1


async def test_a_burst_of_two_hundred_is_stored_whole(doors: Doors) -> None:
    posts = (doors.post(text_message(number=number, sender="sys")) for number in range(200))
    assert set(await asyncio.gather(*posts)) == {200}
    assert await Inbox.all().count() == 200


async def test_what_is_not_known_is_stored_too(doors: Doors) -> None:
    strange = "<xml><FromUserName>nobody</FromUserName><MsgType>event</MsgType><Event>brand_new</Event></xml>"
    assert await doors.post(strange) == 200
    assert await doors.post(text_message().replace("1000002", "9999999")) == 200
    assert await doors.post(text_message(sender="x" * 500)) == 200
    assert await Inbox.all().count() == 3


async def test_a_wrong_signature_is_403(doors: Doors) -> None:
    assert await doors.post(text_message(), msg_signature="0" * 40) == 403
    assert await Inbox.all().count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"{}",
        b"\x00\xff",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<!DOCTYPE x []><xml><Encrypt>a</Encrypt></xml>",
    ],
)
async def test_what_is_no_callback_is_400(doors: Doors, body: bytes) -> None:
    assert await doors.post_raw(body, query={"msg_signature": "a", "timestamp": "1", "nonce": "n"}) == 400


async def test_a_missing_argument_is_400(doors: Doors) -> None:
    assert await doors.post_raw(b"<xml><Encrypt>YQ==</Encrypt></xml>") == 400
    async with doors.session.get(doors.url + "/wecom/callback") as answer:
        assert answer.status == 400


async def test_a_document_with_an_entity_is_400(doors: Doors) -> None:
    assert await doors.post('<!DOCTYPE x [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName></xml>') == 400


async def test_a_body_above_a_mebibyte_is_413(doors: Doors) -> None:
    assert await doors.post_raw(b"x" * (LARGEST_BODY + 1)) == 413

    async def in_pieces() -> object:
        for _ in range(20):
            yield b"x" * 100_000

    assert await doors.post_raw(in_pieces()) == 413


async def test_a_packed_bomb_is_413(doors: Doors) -> None:
    packed = gzip.compress(b"x" * 50_000_000)
    headers = {"Content-Encoding": "gzip"}
    async with doors.session.post(doors.url + "/wecom/callback", data=packed, headers=headers) as answer:
        assert answer.status in (400, 413)


async def test_a_broken_packing_is_400(doors: Doors) -> None:
    headers = {"Content-Encoding": "gzip"}
    async with doors.session.post(doors.url + "/wecom/callback", data=b"no gzip", headers=headers) as answer:
        assert answer.status == 400


async def test_what_cannot_be_stored_is_asked_for_again(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_arrived: object) -> None:
        raise IntegrityError("disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("bot.callback.receive_all", full)
        assert await doors.post(text_message()) == 429
    assert await doors.post(text_message()) == 200


async def test_the_log_names_the_callback_and_nothing_of_it(doors: Doors) -> None:
    with capture_logs() as lines:
        await doors.post(text_message("林总的手机是13900002716"))
        await doors.post(text_message(), msg_signature="0" * 40)
    stored, refused = lines
    assert (stored["event"], stored["what"], stored["repeat"]) == ("callback", "TextMessage", False)
    assert stored["id"] == (await Inbox.all().get()).id
    assert refused["status"] == 403
    said = repr(lines)
    assert "13900002716" not in said and doors.settings.callback_token not in said

import pytest
from aiohttp import web

from core.errors import Invalid
from core.wecom.errors import Kind, MediaTooLarge, WeComError, WeComUnreachable

MB = 1_000_000


async def test_a_chinese_file_name_goes_out_as_raw_utf8(client, cloud):
    cloud.script("media/upload", {"errcode": 0, "media_id": "m1", "created_at": "1"})

    assert await client.upload_media("file", "报价单 2026.pdf", b"%PDF-1.7") == "m1"
    call = cloud.last("media/upload")
    assert call.query["type"] == "file"
    assert 'name="media"; filename="报价单 2026.pdf"'.encode() in call.raw
    assert b"filename*" not in call.raw
    assert b"%PDF-1.7" in call.raw


async def test_a_file_name_cannot_break_out_of_its_header(client, cloud):
    cloud.script("media/upload", {"errcode": 0, "media_id": "m1"})
    await client.upload_media("file", 'a"\r\nX-Evil: 1\r\n\r\n../b\\c.txt', b"content")
    assert b"X-Evil: 1\r\n" not in cloud.last("media/upload").raw
    assert b'filename="a___X-Evil: 1____.._b_c.txt"' in cloud.last("media/upload").raw


async def test_a_repeated_upload_sends_the_whole_file_again(client, cloud):
    cloud.script("media/upload", {"errcode": -1}, {"errcode": 0, "media_id": "m1"})
    assert await client.upload_media("image", "a.jpg", b"\xff\xd8 picture") == "m1"
    assert [b"\xff\xd8 picture" in call.raw for call in cloud.calls if call.api == "media/upload"] == [True, True]


@pytest.mark.parametrize(("kind", "limit"), [("image", 10 * MB), ("voice", 2 * MB), ("file", 20 * MB)])
async def test_a_file_above_wecoms_limit_is_not_uploaded(client, cloud, kind, limit):
    with pytest.raises(MediaTooLarge):
        await client.upload_media(kind, "a", bytes(limit + 1))
    with pytest.raises(Invalid):
        await client.upload_media(kind, "a", b"12345")
    assert cloud.count("media/upload") == 0


def a_file(data: bytes, content_type: str = "image/jpeg", name: str = "M1.jpg") -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": content_type}
    return web.Response(body=data, headers=headers)


async def test_a_file_is_fetched_with_its_name(client, cloud):
    cloud.script("media/get", a_file(b"\xff\xd8\x00", name="名片 1.jpg"))

    media = await client.get_media("m/1+2", MB)

    assert (media.data, media.filename, media.content_type) == (b"\xff\xd8\x00", "名片 1.jpg", "image/jpeg")
    assert cloud.last("media/get").query["media_id"] == "m/1+2"


async def test_json_instead_of_a_file_is_the_error_it_names(client, cloud):
    cloud.script("media/get", {"errcode": 40007, "errmsg": "invalid media_id"})
    with pytest.raises(WeComError) as refusal:
        await client.get_media("gone", MB)
    assert (refusal.value.errcode, refusal.value.kind) == (40007, Kind.MEDIA)


async def test_an_expired_token_is_replaced_for_files_too(client, cloud):
    await client.access_token()
    cloud.invalidate()
    cloud.script("media/get", {"errcode": 42001}, a_file(b"data"))
    assert (await client.get_media("m1", MB)).data == b"data"


async def test_a_file_that_is_json_itself_is_still_a_file(client, cloud):
    cloud.script("media/get", a_file(b'{"errcode": 40007}', "application/json", "a.json"))
    assert (await client.get_media("m1", MB)).data == b'{"errcode": 40007}'


async def test_a_large_file_is_refused_by_its_announced_size(client, cloud):
    cloud.script("media/get", a_file(bytes(2 * MB)))
    with pytest.raises(MediaTooLarge):
        await client.get_media("m1", MB)


async def test_a_large_file_without_announced_size_is_cut_off(client, cloud):
    written = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse(headers={"Content-Type": "video/mp4"})
        await response.prepare(request)
        while written < 200 * MB:
            await response.write(bytes(100_000))
            written += 100_000
        return response

    cloud.script("media/get", endless)
    with pytest.raises(MediaTooLarge):
        await client.get_media("m1", MB)
    assert written < 100 * MB


async def test_a_torn_file_is_fetched_again(client, cloud):
    async def torn(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "image/jpeg", "Content-Length": "10"})
        await response.prepare(request)
        await response.write(b"12345")
        assert request.transport
        request.transport.abort()
        return response

    cloud.script("media/get", torn, a_file(b"1234567890"))
    assert (await client.get_media("m1", MB)).data == b"1234567890"


async def test_a_name_cannot_lead_out_of_its_folder(client, cloud):
    cloud.script("media/get", a_file(b"data", name="../../etc/passwd"))
    assert (await client.get_media("m1", MB)).filename == "passwd"


async def test_an_empty_answer_is_not_taken_for_an_error_text(client, cloud):
    cloud.script("media/get", *[web.Response(body=b"", content_type="application/json") for _ in range(4)])
    with pytest.raises(WeComUnreachable):
        await client.get_media("m1", MB)

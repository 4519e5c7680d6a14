"""One file from a multipart request, bounded (上传)."""

from aiohttp import BodyPartReader, web

from core.errors import Invalid, Malformed, TooLarge

CHUNK = 256 * 1024
MOST_TEXT = 256 * 1024


async def uploaded(request: web.Request, most: int) -> tuple[str, bytes, dict[str, str]]:
    """File name, content and the text fields of a form with one `file`.

    Raises Malformed for what is no form or ends too early, Invalid without a file, TooLarge above `most` bytes.
    """
    if not request.content_type.startswith("multipart/"):
        raise Malformed("文件要用表单的 file 一项上传")
    texts: dict[str, str] = {}
    found: tuple[str, bytes] | None = None
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                found = part.filename or "", await _limited(part, most)
            elif isinstance(part, BodyPartReader) and part.name:
                texts[part.name] = (await _limited(part, MOST_TEXT)).decode(errors="replace")
    except (ValueError, AssertionError):
        raise Malformed("上传的内容不完整，重新选一次") from None
    if found is None:
        raise Invalid({"file": "没有收到文件，重新选一次"})
    return *found, texts


async def _limited(part: BodyPartReader, most: int) -> bytes:
    found = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        found += chunk
        if len(found) > most:
            raise TooLarge(f"超过 {most >> 20} MB，压缩后再传")
    return bytes(found)

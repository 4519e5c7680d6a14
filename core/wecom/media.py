"""Files on their way to and from WeCom (临时素材, path/90253): kept there for three days."""

import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import aiohttp

from core.errors import Invalid
from core.wecom.errors import MediaTooLarge

MediaKind = Literal["image", "voice", "video", "file"]
_LARGEST: dict[MediaKind, int] = {
    "image": 10_000_000,
    "voice": 2_000_000,
    "video": 10_000_000,
    "file": 20_000_000,
}
_SMALLEST = 6
_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f\x7f"\\/]')


@dataclass(frozen=True, slots=True)
class Media:
    """A fetched file; `filename` is empty when WeCom gave none."""

    data: bytes = field(repr=False)
    filename: str
    content_type: str


def check_size(kind: MediaKind, data: bytes) -> None:
    """`MediaTooLarge` above WeCom's limit for `kind`, `Invalid` for a file of 5 bytes or less."""
    if len(data) > _LARGEST[kind]:
        raise MediaTooLarge(_LARGEST[kind])
    if len(data) < _SMALLEST:
        raise Invalid({"file": "文件是空的，换一个再发"})


def form(filename: str, data: bytes) -> Callable[[], aiohttp.FormData]:
    """Makes the multipart body anew for each attempt. The name goes as raw UTF-8: WeCom shows escapes as they are."""
    name = _UNSAFE_IN_NAME.sub("_", filename) or "file"
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"

    def build() -> aiohttp.FormData:
        body = aiohttp.FormData(quote_fields=False)
        body.add_field("media", data, filename=name, content_type=content_type)
        return body

    return build


def filename_of(response: aiohttp.ClientResponse) -> str:
    """The name in Content-Disposition without any folder, or an empty text."""
    disposition = response.content_disposition
    name = (disposition.filename if disposition else None) or ""
    return _UNSAFE_IN_NAME.sub("_", name.replace("\\", "/").rpartition("/")[2])

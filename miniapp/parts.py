"""What the API and the pages need of the running product (页面所需的组成部分)."""

from dataclasses import dataclass

from aiohttp import web

from core.files.file import FileStore
from core.kv import KV
from core.settings import Settings
from core.wecom.client import WeComClient
from ocr.worker import CardReader


@dataclass(frozen=True)
class PageParts:
    settings: Settings
    kv: KV
    wecom: WeComClient
    files: FileStore
    reader: CardReader


PARTS: web.AppKey[PageParts] = web.AppKey("parts", PageParts)

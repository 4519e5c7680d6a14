"""The parts of a running wecrm (组成部分), built once by the composition root and handed to whoever needs them."""

from dataclasses import dataclass

from core.db import Database
from core.events import Listeners
from core.files.file import FileStore
from core.jobs import Jobs
from core.kv import KV
from core.settings import Settings
from core.wecom.client import WeComClient
from ocr.worker import CardReader


@dataclass(frozen=True)
class Parts:
    settings: Settings
    database: Database
    kv: KV
    wecom: WeComClient
    files: FileStore
    reader: CardReader
    jobs: Jobs
    listeners: Listeners

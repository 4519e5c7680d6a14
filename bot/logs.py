"""What the server writes about itself (日志): one line per happening, for people or as JSON, never a secret.

Lines of libraries take the same way as ours. Known secrets and the values of telling query parameters are masked in
every text, tracebacks included.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import orjson
import structlog
from structlog.typing import Processor

from core.settings import Settings

MASK = "***"
SHORTEST = 6
PARAMETERS = re.compile(
    r"(?P<name>(?:access_token|corpsecret|code|ticket|jsapi_ticket|echostr|msg_signature|session|password)=)"
    r"[^&\s'\"<>\\\\]+"
)
IN_ADDRESS = re.compile(r"(?P<before>\w://[^/\s:@]*:)[^/\s@]+(?=@)")


def set_up_logs(settings: Settings) -> None:
    """Console lines for people, or one JSON object a line with WECRM_LOG_FORMAT=json; both go to stdout."""
    json = settings.log_format == "json"
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if json else "%H:%M:%S", utc=json),
        structlog.processors.format_exc_info,
    ]
    render: Processor = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), pad_event_to=24)
    )
    written: list[Processor] = [render, Masking(secrets_of(settings))]
    structlog.configure(
        processors=[*shared, *written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(shared, written)


def _as_json(line: Any, **_: Any) -> str:
    return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _take_over_libraries(shared: list[Processor], written: list[Processor]) -> None:
    handler = _Printed()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *written],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


class _Printed(logging.Handler):
    """Writes where ours are written: to what is stdout at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), flush=True)


def secrets_of(settings: Settings) -> list[str]:
    """Values that may never be written: what the settings keep secret, and passwords inside addresses."""
    passwords = [urlsplit(url).password for url in (settings.database_url, settings.redis_url) if "@" in url]
    return [
        value
        for value in (
            settings.agent_secret,
            settings.contact_secret,
            settings.callback_token,
            settings.callback_aes_key,
            settings.contact_token,
            settings.contact_aes_key,
            settings.secret_key,
            *passwords,
        )
        if value and len(value) >= SHORTEST
    ]


class Masking:
    """The last processor: masks secrets in the finished line, whatever field they came in."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted(set(secrets), key=len, reverse=True)
        self.known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _logger: Any, _method: str, line: Any) -> str:
        text = str(line)
        if self.known:
            text = self.known.sub(MASK, text)
        if "=" in text:
            text = PARAMETERS.sub(rf"\g<name>{MASK}", text)
        return IN_ADDRESS.sub(rf"\g<before>{MASK}", text) if "://" in text else text

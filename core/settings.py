"""Settings from the environment (设置): the only place that reads it, each wrong value with one sentence."""

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from core import ids

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
WECOM_API = "https://qyapi.weixin.qq.com"
WECOM_OAUTH = "https://open.weixin.qq.com/connect/oauth2/authorize"
WECOM_LOGIN = "https://login.work.weixin.qq.com/wwlogin/sso/login"


class WrongSetting(Exception):
    """A variable has a value the product cannot start with; the text names it and what it must look like."""


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    base_url: str
    data_dir: Path
    database_url: str
    redis_url: str
    simulator: bool
    corp_id: str
    agent_id: int
    agent_secret: str
    callback_token: str
    callback_aes_key: str
    contact_secret: str
    contact_token: str
    contact_aes_key: str
    wecom_api_url: str
    wecom_oauth_url: str
    wecom_login_url: str
    secret_key: str
    admins: tuple[str, ...]
    timezone: str
    ocr_workers: int
    ocr_engine: str
    log_format: str

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def sqlite_file(self) -> Path | None:
        scheme, _, rest = self.database_url.partition("://")
        return Path(rest.partition("?")[0]) if scheme == "sqlite" else None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this process. Secrets that were not given are generated once into the data directory."""
    env = _Env(environ)
    host, port = env.text("HOST", "127.0.0.1"), env.whole("PORT", 8000, 1, 65535)
    data_dir = Path(env.text("DATA_DIR", "./var")).expanduser().resolve()
    base_url = env.url("BASE_URL", f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}")
    corp_id = env.text("CORP_ID")
    simulator = env.switch("SIMULATOR", not corp_id and host in LOOPBACK)
    kept = Kept(data_dir)
    made = simulator and not corp_id
    return Settings(
        host=host,
        port=port,
        base_url=base_url,
        data_dir=data_dir,
        database_url=env.database("DATABASE_URL", f"sqlite://{data_dir / 'wecrm.sqlite3'}"),
        redis_url=env.checked("REDIS_URL", "", r"rediss?://\S+", "redis://host:6379/0"),
        simulator=simulator,
        corp_id=corp_id or (kept.text("corp_id", lambda: "ww" + ids.token(12)[:16]) if made else ""),
        agent_id=env.whole("AGENT_ID", 1000002 if simulator else 0, 0, 10**10),
        agent_secret=env.text("AGENT_SECRET") or (kept.text("agent_secret", ids.token) if made else ""),
        callback_token=env.text("CALLBACK_TOKEN") or (kept.text("callback_token", _plain) if made else ""),
        callback_aes_key=env.aes_key("CALLBACK_AES_KEY") or (kept.text("callback_aes_key", _aes_key) if made else ""),
        contact_secret=env.text("CONTACT_SECRET") or (kept.text("contact_secret", ids.token) if made else ""),
        contact_token=env.text("CONTACT_TOKEN") or (kept.text("contact_token", _plain) if made else ""),
        contact_aes_key=env.aes_key("CONTACT_AES_KEY") or (kept.text("contact_aes_key", _aes_key) if made else ""),
        wecom_api_url=env.url("WECOM_API_URL", f"{base_url}/simulator" if simulator else WECOM_API),
        wecom_oauth_url=env.url(
            "WECOM_OAUTH_URL", f"{base_url}/simulator/connect/oauth2/authorize" if simulator else WECOM_OAUTH
        ),
        wecom_login_url=env.url(
            "WECOM_LOGIN_URL", f"{base_url}/simulator/wwlogin/sso/login" if simulator else WECOM_LOGIN
        ),
        secret_key=env.text("SECRET_KEY") or kept.text("secret_key", ids.token),
        admins=tuple(part.strip() for part in env.text("ADMINS").split(",") if part.strip()),
        timezone=env.timezone("TIMEZONE", "Asia/Shanghai"),
        ocr_workers=env.whole("OCR_WORKERS", 1, 1, 16),
        ocr_engine=env.one_of("OCR_ENGINE", "auto", ("auto", "paddle", "openvino")),
        log_format=env.one_of("LOG_FORMAT", "console", ("console", "json")),
    )


class Kept:
    """Secrets generated once, one file each under DATA_DIR/secrets, readable by the owner only."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "secrets"

    def text(self, name: str, make: Callable[[], str]) -> str:
        try:
            return self._text(self.folder / name, make)
        except OSError as error:
            raise WrongSetting(
                f"WECRM_DATA_DIR must be a folder this process may write, {self.folder}: {error.strerror}"
            ) from None

    def _text(self, path: Path, make: Callable[[], str]) -> str:
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self.folder / f".{path.name}.{os.getpid()}"
            fresh.touch(mode=0o600)
            fresh.write_text(make())
            try:
                os.link(fresh, path)  # the first process wins, the others read its value
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            return path.read_text().strip()


class _Env:
    """Reads WECRM_* variables; an empty value counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(f"WECRM_{name}", "").strip() or default

    def checked(self, name: str, default: str, pattern: str, example: str) -> str:
        value = self.text(name, default)
        if value != default and not re.fullmatch(pattern, value):
            raise WrongSetting(f"WECRM_{name} must look like {example}")
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch("[0-9]{1,12}", value) or not low <= int(value) <= high:
            raise WrongSetting(f"WECRM_{name} must be a whole number from {low} to {high}, it is {value!r}")
        return int(value)

    def switch(self, name: str, default: bool) -> bool:
        value = self.one_of(name, "on" if default else "off", ("on", "off"))
        return value == "on"

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise WrongSetting(f"WECRM_{name} must be one of {', '.join(allowed)}, it is {value!r}")
        return value

    def url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        if not _has_place(value, ("http", "https")):
            raise WrongSetting(f"WECRM_{name} must be an address that starts with http:// or https://, it is {value!r}")
        return value

    def database(self, name: str, default: str) -> str:
        value = self.text(name, default)
        sqlite = value == default or re.fullmatch(r"sqlite:///?[^?]+", value)
        if not sqlite and not (_has_place(value, ("postgres", "postgresql")) and len(urlsplit(value).path) > 1):
            raise WrongSetting(f"WECRM_{name} must look like sqlite:///path/file.sqlite3 or postgres://user:pw@host/db")
        return value.replace("postgresql://", "postgres://", 1)

    def aes_key(self, name: str) -> str:
        return self.checked(name, "", r"[A-Za-z0-9]{43}", "the 43 letters and digits of EncodingAESKey")

    def timezone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise WrongSetting(f"WECRM_{name} must be a time zone such as Asia/Shanghai, it is {value!r}") from None
        return value


def _has_place(url: str, schemes: tuple[str, ...]) -> bool:
    """Whether an address has one of the schemes, a host and a port that can be."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _plain() -> str:
    return re.sub(r"[^A-Za-z0-9]", "x", ids.token(24))[:32]


def _aes_key() -> str:
    while True:
        key = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        if key.isalnum():
            return key

"""What the simulated company must know of the outside (配置)."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "/simulator"


@dataclass(frozen=True)
class SimulatorConfig:
    """Addresses, ids and secrets; the app under test is given the same ones.

    `base_url` is where the simulator itself is reached (without `/simulator`), `callback_url` where the app listens.
    Both AES keys have 43 characters. `data_dir` receives `simulator.sqlite3`.
    """

    base_url: str
    data_dir: Path
    corp_id: str
    agent_id: int
    agent_secret: str
    contact_secret: str
    callback_url: str
    callback_token: str
    callback_aes_key: str
    contact_callback_url: str
    contact_token: str
    contact_aes_key: str

    @property
    def app_origin(self) -> str:
        """Scheme, host and port of the app: the only place an OAuth code may be sent to (可信域名)."""
        parts = urlsplit(self.callback_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def trusted_host(self) -> str:
        return urlsplit(self.callback_url).netloc.lower()

    def address(self, path: str) -> str:
        """The absolute address of a path of the simulator."""
        return f"{self.base_url.rstrip('/')}{PREFIX}{path}"

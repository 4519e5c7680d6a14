"""Trouble on request (制造故障): slow, failing, lost and repeated calls. Nothing of it survives a restart."""

from dataclasses import dataclass, fields
from typing import Any


@dataclass
class Faults:
    """`delay_ms` per API call; `error_code` for the next `error_calls` calls whose path contains `error_path`.

    `error_http` answers with that HTTP status instead of a code; `lost_answer` drops the next `lost_calls` connections
    after the work is done; `expired_token` refuses the next token once; `repeat_callbacks` delivers everything 3 times.
    """

    delay_ms: int = 0
    error_code: int = 0
    error_http: int = 0
    error_calls: int = 0
    error_path: str = ""
    lost_answer: int = 0
    expired_token: bool = False
    repeat_callbacks: bool = False

    def as_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def change(self, given: dict[str, Any]) -> None:
        """Takes known fields of the right type; everything else raises ValueError."""
        known = {field.name: type(field.default) for field in fields(self)}
        for name, value in given.items():
            kind = known.get(name)
            if kind is None or type(value) is not kind:
                raise ValueError(f"{name}: unknown fault or wrong type")
            setattr(self, name, value)

    def clear(self) -> None:
        self.change(Faults().as_json())

    def take_error(self, path: str) -> tuple[int, int] | None:
        """The pair (errcode, HTTP status) this call must fail with. Credentials fail only when named."""
        about_credentials = path in ("gettoken", "get_jsapi_ticket", "ticket/get")
        if self.error_calls <= 0 or self.error_path not in path or (about_credentials and not self.error_path):
            return None
        self.error_calls -= 1
        return self.error_code, self.error_http

    def take_lost(self, path: str) -> bool:
        if self.lost_answer <= 0 or path == "gettoken":
            return False
        self.lost_answer -= 1
        return True

    def take_expired(self) -> bool:
        expired, self.expired_token = self.expired_token, False
        return expired

"""Everything a person can do wrong or run into, each with the Chinese sentence that is shown (用户可见的错误)."""

from typing import Any


class CrmError(Exception):
    """A refusal that a person understands. Everything else that is raised is a bug with an id.

    `message` is one Chinese sentence, `status` the HTTP status, `fields` sentences by field key,
    `extra` further members of the problem document (for example both versions of a stale record).
    """

    status = 400

    def __init__(self, message: str, *, fields: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}
        self.extra = extra


class Malformed(CrmError):
    status = 400


class NotSignedIn(CrmError):
    status = 401


class NotAllowed(CrmError):
    status = 403


class NotFound(CrmError):
    """Unknown and invisible are the same answer."""

    status = 404

    def __init__(self, message: str = "没有找到这条记录，可能已删除或不归你看") -> None:
        super().__init__(message)


class Conflict(CrmError):
    status = 409


class Gone(CrmError):
    """It was there and is not any more; asking again does not help."""

    status = 410


class Stale(CrmError):
    """Somebody changed the record since it was read; `current` and `yours` are both versions."""

    status = 412


class TooLarge(CrmError):
    status = 413


class UnsupportedMedia(CrmError):
    status = 415


class Invalid(CrmError):
    """One or more values are wrong; `fields` names each with its sentence."""

    status = 422

    def __init__(self, fields: dict[str, str], message: str = "") -> None:
        super().__init__(message or "；".join(fields.values()), fields=fields)


class TooMany(CrmError):
    status = 429


class Unavailable(CrmError):
    """Something we depend on does not answer; trying again later helps."""

    status = 503

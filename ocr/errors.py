"""Why a picture gave no reading, in one sentence a person understands (识别失败的原因)."""

from __future__ import annotations

from typing import Literal

PictureFault = Literal["not_a_picture", "unreadable", "too_large"]

STATUS: dict[PictureFault, int] = {"not_a_picture": 415, "unreadable": 422, "too_large": 413}
"""The HTTP status that says the same."""


class PictureError(Exception):
    """The picture itself is at fault; sending it again changes nothing."""

    def __init__(self, kind: PictureFault, message: str) -> None:
        super().__init__(message)
        self.kind: PictureFault = kind
        self.message = message

    @property
    def status(self) -> int:
        return STATUS[self.kind]


class ReaderFailed(Exception):
    """The reader crashed or took too long; the same picture may be tried again."""

    def __init__(self, message: str = "名片识别暂时不可用，稍后再试") -> None:
        super().__init__(message)
        self.message = message

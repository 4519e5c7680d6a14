"""Refusals as RFC 9457 problem documents with a Chinese sentence (错误回答)."""

from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

from core.errors import CrmError
from core.wecom.errors import WeComError
from ocr.errors import PictureError, ReaderFailed

PICTURE_STATUS = {"not_a_picture": 415, "unreadable": 422, "too_large": 413}
SENTENCES = {
    400: "请求的写法不对，刷新页面再试",
    404: "没有这个地址",
    405: "这个地址不支持这种请求",
    413: "内容太大了",
    415: "不支持这种内容",
}


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer that no cache keeps."""
    return web.Response(
        body=orjson.dumps(data, default=str),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def problem(status: int, detail: str, **members: Any) -> web.Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return web.Response(
        body=orjson.dumps(body, default=str),
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store"},
    )


def problem_of(error: Exception) -> web.Response | None:
    """The document of an expected error; None for a bug."""
    if isinstance(error, WeComError):
        return problem(502, error.cure, errcode=error.errcode)
    if isinstance(error, CrmError):
        fields = {"fields": error.fields} if error.fields else {}
        return problem(error.status, error.message, **fields, **error.extra)
    if isinstance(error, PictureError):
        return problem(PICTURE_STATUS.get(error.kind, 422), error.message)
    if isinstance(error, ReaderFailed):
        return problem(503, error.message)
    if isinstance(error, web.HTTPException) and error.status >= 400:
        return problem(error.status, SENTENCES.get(error.status, "请求没有完成"))
    return None

"""What message/send accepts in each kind of message (消息体校验): limits count bytes of UTF-8."""

from collections.abc import Callable
from typing import Any

from bot.simulator.answers import ApiError
from bot.simulator.card_rules import check_card
from bot.simulator.company import Company

Body = dict[str, Any]
TEXT_BYTES, TITLE_BYTES, DESCRIPTION_BYTES, URL_BYTES = 2048, 128, 512, 2048
UNSAFE = ("news", "textcard", "markdown", "template_card")


def checked_body(company: Company, request: dict[str, Any]) -> Body:
    """The body as the client will show it, over-long texts cut; raises the code of the first fault."""
    kind = request.get("msgtype")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if not check or not kind:
        raise ApiError(40008)
    if request.get("safe") in (1, 2) and kind in UNSAFE:
        raise ApiError(40074)
    body = request.get(kind)
    if not isinstance(body, dict):
        raise ApiError(44004 if kind in ("text", "markdown") else 40058, f"{kind} is missing")
    return check(company, body)


def cut(text: str, most: int) -> str:
    """At most so many bytes, never half a character."""
    return text.encode()[:most].decode(errors="ignore")


def _text(company: Company, body: Body) -> Body:
    if not isinstance(body.get("content"), str) or not body["content"]:
        raise ApiError(44004)
    return {"content": cut(body["content"], TEXT_BYTES)}


def _markdown(company: Company, body: Body) -> Body:
    if not isinstance(body.get("content"), str) or not body["content"]:
        raise ApiError(44004)
    if len(body["content"].encode()) > TEXT_BYTES:
        raise ApiError(45002)
    return {"content": body["content"]}


def _media(kind: str) -> Callable[[Company, Body], Body]:
    def check(company: Company, body: Body) -> Body:
        if not body.get("media_id"):
            raise ApiError(41006)
        media = company.media.get(str(body["media_id"]))
        if media.kind != kind:
            raise ApiError(40007, f"{media.kind} given, {kind} needed")
        kept = {name: cut(str(body[name]), most) for name, most in LENGTHS if name in body}
        return {**kept, "media_id": media.id, "name": media.name, "bytes": len(media.content)}

    return check


def _textcard(company: Company, body: Body) -> Body:
    for name in ("title", "description", "url"):
        if not body.get(name):
            raise ApiError(40058, f"textcard.{name} is missing")
    return {**_article(body), "btntxt": str(body.get("btntxt") or "详情")[:4]}


def _news(company: Company, body: Body) -> Body:
    articles = body.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= 8:
        raise ApiError(45008, "1-8 articles")
    for article in articles:
        if not article.get("title") or not (article.get("url") or article.get("appid")):
            raise ApiError(40058, "title and url, or appid")
    return {"articles": [_article(article) for article in articles]}


def _mpnews(company: Company, body: Body) -> Body:
    articles = body.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= 8:
        raise ApiError(45008, "1-8 articles")
    for article in articles:
        if not article.get("title") or not article.get("content"):
            raise ApiError(40058, "title and content")
        if len(str(article["content"]).encode()) > 666 * 1024:
            raise ApiError(45002)
        company.media.get(str(article.get("thumb_media_id") or ""))
    return {"articles": [{**_article(article), "media_id": article["thumb_media_id"]} for article in articles]}


def _notice(company: Company, body: Body) -> Body:
    rows = body.get("content_item") or []
    if not body.get("appid") or not body.get("title") or len(rows) > 10:
        raise ApiError(40058, "appid, title, at most 10 rows")
    if not 4 <= len(body["title"]) <= 12:
        raise ApiError(40058, "title of 4-12 characters")
    if any(len(row.get("key", "")) > 10 or len(row.get("value", "")) > 30 for row in rows):
        raise ApiError(40058, "content_item too long")
    return body


def _card(company: Company, body: Body) -> Body:
    check_card(company, body, fresh=True)
    return {"card": body, "task_id": body.get("task_id", ""), "replaced": ""}


def _article(body: Body) -> Body:
    for name in ("url", "picurl"):
        value = str(body.get(name) or "")
        if value and (not value.startswith(("http://", "https://")) or len(value.encode()) > URL_BYTES):
            raise ApiError(40058, f"{name} must be http or https, at most {URL_BYTES} bytes")
    short = {name: cut(str(body[name]), most) for name, most in LENGTHS if body.get(name)}
    return {**short, **{name: body[name] for name in ("url", "picurl") if body.get(name)}}


LENGTHS = (("title", TITLE_BYTES), ("description", DESCRIPTION_BYTES))
CHECKS: dict[str, Callable[[Company, Body], Body]] = {
    "text": _text,
    "markdown": _markdown,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "file": _media("file"),
    "textcard": _textcard,
    "news": _news,
    "mpnews": _mpnews,
    "miniprogram_notice": _notice,
    "template_card": _card,
}

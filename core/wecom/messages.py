"""What the app says to members (应用消息, path/90236): plain messages, template cards and whom they go to.

A message is a frozen value; `to(users, message)` gives the JSON for `WeComClient.send`, fit for the outbox.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.wecom.card_parts import (
    BadMessage,
    Button,
    Checkbox,
    Emphasis,
    Jump,
    Menu,
    MenuItem,
    Option,
    Page,
    Paragraph,
    Picture,
    PictureText,
    Quote,
    Row,
    Select,
    Source,
    Submit,
)
from core.wecom.cards import ButtonCard, Card, NewsNotice, SelectCard, TextNotice, VoteCard
from core.wecom.cut import cut, cut_bytes

__all__ = [
    "Article", "BadMessage", "Button", "ButtonCard", "Card", "Checkbox", "Emphasis", "File", "Image", "Jump",
    "Markdown", "Menu", "MenuItem", "Message", "News", "NewsNotice", "Option", "Page", "Paragraph", "Picture",
    "PictureText", "Quote", "Row", "Select", "SelectCard", "Source", "Submit", "Text", "TextCard", "TextNotice",
    "Video", "Voice", "VoteCard", "cut", "cut_bytes", "to",
]  # fmt: skip

CONTENT_BYTES, TITLE_BYTES, DESCRIPTION_BYTES = 2048, 128, 512
MOST_USERS, MOST_PARTIES, LONGEST_DUPLICATE_CHECK_S = 1000, 100, 14400


class Message(Protocol):
    """Anything that can be sent."""

    def body(self) -> dict[str, Any]:
        """`msgtype` and the object that belongs to it."""
        ...


def to(
    users: Iterable[str],
    message: Message,
    *,
    parties: Iterable[int] = (),
    duplicate_check_s: int = 0,
    confidential: bool = False,
) -> dict[str, Any]:
    """The JSON of message/send without the agent id, which the client adds.

    At most 1,000 members and 100 departments, at least one of either. With `duplicate_check_s` WeCom drops an
    equal message within that many seconds (at most 14,400); `confidential` forbids forwarding.
    """
    members, departments = tuple(dict.fromkeys(users)), tuple(dict.fromkeys(parties))
    if not (members or departments):
        raise BadMessage("users: nobody to send to")
    if len(members) > MOST_USERS or len(departments) > MOST_PARTIES:
        raise BadMessage(f"users: at most {MOST_USERS} members and {MOST_PARTIES} departments")
    if any("|" in member or not member for member in members):
        raise BadMessage("users: a userid is not empty and has no |")
    if not 0 <= duplicate_check_s <= LONGEST_DUPLICATE_CHECK_S:
        raise BadMessage(f"duplicate_check_s: 0 to {LONGEST_DUPLICATE_CHECK_S}")
    addressed: dict[str, Any] = {"touser": "|".join(members), "toparty": "|".join(map(str, departments))}
    addressed = {key: value for key, value in addressed.items() if value} | message.body()
    if confidential:
        addressed["safe"] = 1
    if duplicate_check_s:
        addressed |= {"enable_duplicate_check": 1, "duplicate_check_interval": duplicate_check_s}
    return addressed


def _object(kind: str, **values: Any) -> dict[str, Any]:
    return {"msgtype": kind, kind: {key: value for key, value in values.items() if value}}


def _required(value: str, name: str) -> None:
    if not value:
        raise BadMessage(f"{name}: missing")


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text with line breaks and links; longer than 2,048 bytes is shortened."""

    content: str

    def __post_init__(self) -> None:
        _required(self.content, "text.content")

    def body(self) -> dict[str, Any]:
        return _object("text", content=cut_bytes(self.content, CONTENT_BYTES))


@dataclass(frozen=True, slots=True)
class Markdown:
    """Headings, bold, links, code, quotes and three colours; shown by WeCom's client only. At most 2,048 bytes."""

    content: str

    def __post_init__(self) -> None:
        _required(self.content, "markdown.content")

    def body(self) -> dict[str, Any]:
        return _object("markdown", content=cut_bytes(self.content, CONTENT_BYTES))


@dataclass(frozen=True, slots=True)
class _Medium:
    media_id: str

    def __post_init__(self) -> None:
        _required(self.media_id, "media_id")

    def body(self) -> dict[str, Any]:
        return _object(type(self).__name__.lower(), media_id=self.media_id)


class Image(_Medium):
    """An uploaded picture."""

    __slots__ = ()


class File(_Medium):
    """An uploaded file."""

    __slots__ = ()


class Voice(_Medium):
    """An uploaded AMR recording."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Video:
    """An uploaded film with title and description."""

    media_id: str
    title: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        _required(self.media_id, "media_id")

    def body(self) -> dict[str, Any]:
        title = cut_bytes(self.title, TITLE_BYTES)
        description = cut_bytes(self.description, DESCRIPTION_BYTES)
        return _object("video", media_id=self.media_id, title=title, description=description)


@dataclass(frozen=True, slots=True)
class TextCard:
    """The plain card that every client shows, the WeChat plug-in too (文本卡片)."""

    title: str
    description: str
    url: str
    button: str = "详情"

    def __post_init__(self) -> None:
        _required(self.title, "textcard.title")
        _required(self.description, "textcard.description")
        Page(self.url)

    def body(self) -> dict[str, Any]:
        return _object(
            "textcard",
            title=cut_bytes(self.title, TITLE_BYTES),
            description=cut_bytes(self.description, DESCRIPTION_BYTES),
            url=self.url,
            btntxt=cut(self.button, 4),
        )


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    url: str
    description: str = ""
    picture_url: str = ""

    def __post_init__(self) -> None:
        _required(self.title, "article.title")
        Page(self.url)

    def json(self) -> dict[str, str]:
        article = {
            "title": cut_bytes(self.title, TITLE_BYTES),
            "description": cut_bytes(self.description, DESCRIPTION_BYTES),
            "url": self.url,
            "picurl": self.picture_url,
        }
        return {key: value for key, value in article.items() if value}


@dataclass(frozen=True, slots=True)
class News:
    """One to eight articles with pictures (图文)."""

    articles: Sequence[Article]

    def __post_init__(self) -> None:
        if not 1 <= len(self.articles) <= 8:
            raise BadMessage("news.articles: 1 to 8")

    def body(self) -> dict[str, Any]:
        return _object("news", articles=[article.json() for article in self.articles])

"""The kinds of message and event that WeCom sends to the app (消息与事件, path/90239 and path/90240)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every delivery has. `sender` is a userid as WeCom spells it, `sys` for events of the system itself;
    `agent_id` is None in address-book callbacks; `fields` is the whole message as nested dictionaries.
    """

    sender: str
    created_at: datetime
    agent_id: int | None
    corp_id: str
    fields: Mapping[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Event):
    """Something a member sent."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage(Message):
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMessage(Message):
    """A photo; `media_id` can be fetched for three days."""

    media_id: str
    picture_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMessage(Message):
    """A recording, `format` amr or speex; WeCom sends no transcript."""

    media_id: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoMessage(Message):
    media_id: str
    thumbnail_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationMessage(Message):
    """A place that was picked on the map, in degrees (GCJ-02)."""

    latitude: float
    longitude: float
    scale: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMessage(Message):
    title: str
    description: str
    url: str
    picture_url: str


class EnterAgent(Event):
    """A member opened the conversation (进入应用)."""

    __slots__ = ()


class Subscribe(Event):
    """A member came into the app's scope (关注)."""

    __slots__ = ()


class Unsubscribe(Event):
    """A member left the app's scope (取消关注)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuClick(Event):
    """A menu entry that calls back; `key` as given when the menu was made."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuView(Event):
    """A menu entry that opens a page."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationReport(Event):
    """Where the member was on opening the conversation (上报地理位置), precision in metres."""

    latitude: float
    longitude: float
    precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationChosen(Event):
    """A place picked through a menu entry (弹出地理位置选择器)."""

    key: str
    latitude: float
    longitude: float
    label: str
    poi_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCode(Event):
    """A code scanned through a menu entry; `waits` when the member sees a waiting note until we answer."""

    key: str
    waits: bool
    scan_type: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureEvent(Event):
    """Pictures chosen through a menu entry; the pictures themselves arrive as messages."""

    name: str
    key: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPress(Event):
    """A button of a template card was pressed; `selected` holds the chosen option ids by question key.

    `response_code` updates the card once, within 72 hours.
    """

    task_id: str
    key: str
    response_code: str
    card_type: str
    selected: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMenuPress(Event):
    """An entry of a card's corner menu was chosen."""

    task_id: str
    key: str
    response_code: str
    card_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChange(Event):
    """Member, department or tag changed (通讯录变更): read again what is named, the event carries little."""

    change: str
    userid: str
    new_userid: str
    party_id: int | None
    tag_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalContactChange(Event):
    """A customer relation changed (客户变更); `welcome_code` is good for 20 seconds."""

    change: str
    userid: str
    external_userid: str
    state: str
    welcome_code: str
    source: str
    fail_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult(Event):
    """An asynchronous directory job ended (异步任务完成)."""

    job_id: str
    job_type: str
    errcode: int
    errmsg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Event):
    """Nothing we act on; `name` is the event, message or info type."""

    name: str

"""What WeCom tells the app (消息与事件): decrypted XML as frozen values.

Whatever is not known here, or lacks a field it should have, becomes `Unknown` with all its fields: it is stored
and logged, never lost.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core import clock
from core.wecom.event_kinds import (
    BatchResult,
    CardMenuPress,
    CardPress,
    ContactChange,
    EnterAgent,
    Event,
    ExternalContactChange,
    ImageMessage,
    LinkMessage,
    LocationChosen,
    LocationMessage,
    LocationReport,
    MenuClick,
    MenuView,
    Message,
    PictureEvent,
    ScanCode,
    Subscribe,
    TextMessage,
    Unknown,
    Unsubscribe,
    VideoMessage,
    VoiceMessage,
)
from core.wecom.xmltree import Tree, xml_fields

__all__ = [
    "BatchResult",
    "CardMenuPress",
    "CardPress",
    "ContactChange",
    "EnterAgent",
    "Event",
    "ExternalContactChange",
    "ImageMessage",
    "LinkMessage",
    "LocationChosen",
    "LocationMessage",
    "LocationReport",
    "MenuClick",
    "MenuView",
    "Message",
    "PictureEvent",
    "ScanCode",
    "Subscribe",
    "TextMessage",
    "Unknown",
    "Unsubscribe",
    "VideoMessage",
    "VoiceMessage",
    "parse",
    "typed",
]
Common = dict[str, Any]


def parse(xml: bytes | str) -> Event:
    """The decrypted XML of one delivery; `BadCallback` when it is not well-formed plain XML."""
    return typed(xml_fields(xml.encode() if isinstance(xml, str) else xml))


def typed(fields: Tree) -> Event:
    """The value for the fields of one delivery; `Unknown` when a field is missing or does not convert."""
    common: Common = {
        "sender": _text(fields, "FromUserName"),
        "created_at": _moment(fields),
        "agent_id": _integer(fields, "AgentID"),
        "corp_id": _text(fields, "ToUserName"),
        "fields": fields,
    }
    name = _text(fields, "MsgType").lower() or _text(fields, "InfoType")
    readers = _MESSAGES
    if name == "event":
        name, readers = _text(fields, "Event"), _EVENTS
    read = readers.get(name.lower())
    try:
        return read(fields, common) if read else Unknown(**common, name=name)
    except (KeyError, TypeError, ValueError):
        return Unknown(**common, name=name)


def _text(fields: Tree, key: str) -> str:
    value = fields.get(key, "")
    return value if isinstance(value, str) else ""


def _tree(fields: Tree, key: str) -> Tree:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    """A repeated element may come once, and then it is not a list."""
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _integer(fields: Tree, key: str) -> int | None:
    digits = _text(fields, key)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None


def _moment(fields: Tree) -> datetime:
    seconds = _integer(fields, "CreateTime") or _integer(fields, "TimeStamp")
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else clock.now()
    except (OverflowError, OSError, ValueError):
        return clock.now()


def _number(fields: Tree, key: str, most: float) -> float:
    value = float(fields[key])
    if not -most <= value <= most:
        raise ValueError(key)
    return value


def _position(fields: Tree, latitude: str, longitude: str) -> Common:
    return {"latitude": _number(fields, latitude, 90), "longitude": _number(fields, longitude, 180)}


def _texts(kind: Callable[..., Event], **names: str) -> Callable[[Tree, Common], Event]:
    """A reader that copies text elements into the attributes of `kind`."""

    def read(fields: Tree, common: Common) -> Event:
        return kind(**common, **{attribute: _text(fields, element) for attribute, element in names.items()})

    return read


def _location(fields: Tree, common: Common) -> Event:
    return LocationMessage(
        **common,
        **_position(fields, "Location_X", "Location_Y"),
        message_id=_text(fields, "MsgId"),
        scale=_integer(fields, "Scale") or 0,
        label=_text(fields, "Label"),
    )


def _report(fields: Tree, common: Common) -> Event:
    precision = _number(fields, "Precision", 1e9) if fields.get("Precision") else 0.0
    return LocationReport(**common, **_position(fields, "Latitude", "Longitude"), precision=precision)


def _chosen(fields: Tree, common: Common) -> Event:
    place = _tree(fields, "SendLocationInfo")
    return LocationChosen(
        **common,
        **_position(place, "Location_X", "Location_Y"),
        key=_text(fields, "EventKey"),
        label=_text(place, "Label"),
        poi_name=_text(place, "Poiname"),
    )


def _scan(fields: Tree, common: Common) -> Event:
    code = _tree(fields, "ScanCodeInfo")
    return ScanCode(
        **common,
        key=_text(fields, "EventKey"),
        waits=_text(fields, "Event").lower() == "scancode_waitmsg",
        scan_type=_text(code, "ScanType"),
        result=_text(code, "ScanResult"),
    )


def _pictures(fields: Tree, common: Common) -> Event:
    count = _integer(_tree(fields, "SendPicsInfo"), "Count") or 0
    return PictureEvent(**common, name=_text(fields, "Event").lower(), key=_text(fields, "EventKey"), count=count)


def _selected(fields: Tree) -> dict[str, tuple[str, ...]]:
    """Chosen option ids by question; some of WeCom's own samples spell the elements OpitonIds and OpitonId."""
    chosen = {}
    for item in _list(_tree(fields, "SelectedItems").get("SelectedItem")):
        ids = _tree(item, "OptionIds") or _tree(item, "OpitonIds")
        options = _list(ids.get("OptionId") or ids.get("OpitonId"))
        chosen[_text(item, "QuestionKey")] = tuple(option for option in options if isinstance(option, str))
    return chosen


_PRESS = {"task_id": "TaskId", "key": "EventKey", "response_code": "ResponseCode", "card_type": "CardType"}


def _press(fields: Tree, common: Common) -> Event:
    texts: Common = {attribute: _text(fields, element) for attribute, element in _PRESS.items()}
    return CardPress(**common, **texts, selected=_selected(fields))


def _contact(fields: Tree, common: Common) -> Event:
    return ContactChange(
        **common,
        change=_text(fields, "ChangeType"),
        userid=_text(fields, "UserID"),
        new_userid=_text(fields, "NewUserID"),
        party_id=_integer(fields, "Id"),
        tag_id=_integer(fields, "TagId"),
    )


def _batch(fields: Tree, common: Common) -> Event:
    job = _tree(fields, "BatchJob")
    return BatchResult(
        **common,
        job_id=_text(job, "JobId"),
        job_type=_text(job, "JobType"),
        errcode=_integer(job, "ErrCode") or 0,
        errmsg=_text(job, "ErrMsg"),
    )


_external = _texts(
    ExternalContactChange,
    change="ChangeType",
    userid="UserID",
    external_userid="ExternalUserID",
    state="State",
    welcome_code="WelcomeCode",
    source="Source",
    fail_reason="FailReason",
)

Reader = Callable[[Tree, Common], Event]
_MESSAGES: dict[str, Reader] = {
    "text": _texts(TextMessage, message_id="MsgId", content="Content"),
    "image": _texts(ImageMessage, message_id="MsgId", media_id="MediaId", picture_url="PicUrl"),
    "voice": _texts(VoiceMessage, message_id="MsgId", media_id="MediaId", format="Format"),
    "video": _texts(VideoMessage, message_id="MsgId", media_id="MediaId", thumbnail_id="ThumbMediaId"),
    "location": _location,
    "link": _texts(
        LinkMessage, message_id="MsgId", title="Title", description="Description", url="Url", picture_url="PicUrl"
    ),
}
_EVENTS: dict[str, Reader] = {
    "enter_agent": _texts(EnterAgent),
    "subscribe": _texts(Subscribe),
    "unsubscribe": _texts(Unsubscribe),
    "click": _texts(MenuClick, key="EventKey"),
    "view": _texts(MenuView, url="EventKey"),
    "location": _report,
    "location_select": _chosen,
    "scancode_push": _scan,
    "scancode_waitmsg": _scan,
    "pic_sysphoto": _pictures,
    "pic_photo_or_album": _pictures,
    "pic_weixin": _pictures,
    "template_card_event": _press,
    "template_card_menu_event": _texts(CardMenuPress, **_PRESS),
    "change_contact": _contact,
    "change_external_contact": _external,
    "batch_job_result": _batch,
}

"""What a person does with the phone (手机操作), turned into the callbacks WeCom would send."""

from collections.abc import Mapping
from typing import Any

from bot.simulator import xml_text
from bot.simulator.callbacks import Callbacks, Delivery
from bot.simulator.clock import DAY
from bot.simulator.company import Company
from bot.simulator.company_seed import PLACES

ENTER_AGAIN = 1800
# One second of silence in AMR: fifty empty frames.
SILENCE = b"#!AMR\n" + b"\x7c" * 50
MENU_EVENTS = ("click", "view", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin")
WORDS = {
    "text": "文字",
    "image": "照片",
    "voice": "语音",
    "video": "视频",
    "location": "位置",
    "link": "链接",
    "enter_agent": "进入应用",
    "LOCATION": "进入应用时上报位置",
    "subscribe": "加入可见范围",
    "unsubscribe": "离开可见范围",
    "click": "按菜单",
    "view": "打开菜单链接",
    "template_card_event": "按卡片",
    "template_card_menu_event": "按卡片菜单",
    "location_select": "选位置",
}


class PhoneError(Exception):
    """The person cannot do this; one Chinese sentence."""


class Phone:
    def __init__(self, company: Company, callbacks: Callbacks) -> None:
        self._company, self._callbacks = company, callbacks

    def text(self, person: str, content: str) -> dict[str, Any]:
        return self._say(person, "text", {"content": content}, {"Content": content}, content[:20])

    def location(self, person: str, latitude: float, longitude: float, label: str, scale: int = 15) -> dict[str, Any]:
        """Latitude and longitude in GCJ-02."""
        body = {"latitude": latitude, "longitude": longitude, "label": label, "scale": scale}
        fields = {
            "Location_X": latitude,
            "Location_Y": longitude,
            "Scale": scale,
            "Label": label,
            "AppType": "wxwork",
        }
        return self._say(person, "location", body, fields, label)

    def image(self, person: str, name: str, content: bytes) -> dict[str, Any]:
        media = self._company.media.put("image", name, content)
        address = self._company.config.address(f"/_sim/media/{media.id}")
        body = {"media_id": media.id, "name": name, "bytes": len(content)}
        return self._say(person, "image", body, {"PicUrl": address, "MediaId": media.id}, f"{len(content) // 1024} KB")

    def voice(self, person: str) -> dict[str, Any]:
        media = self._company.media.put("voice", "voice.amr", SILENCE)
        body = {"media_id": media.id, "seconds": 1}
        return self._say(person, "voice", body, {"MediaId": media.id, "Format": "amr"}, "1 秒")

    def link(self, person: str, title: str, description: str, url: str) -> dict[str, Any]:
        body = {"title": title, "description": description, "url": url}
        fields = {"Title": title, "Description": description, "Url": url, "PicUrl": ""}
        return self._say(person, "link", body, fields, title)

    def enter(self, person: str, *, by_itself: bool) -> bool:
        """Opens the chat. `by_itself` (the page was opened) tells the app at most every half hour."""
        seen: dict[str, float] = self._company.store.setting("entered", {})
        now = self._company.clock.now()
        if by_itself and now - seen.get(person, 0) < ENTER_AGAIN:
            return False
        recent = {userid: at for userid, at in seen.items() if now - at < DAY}
        self._company.store.set("entered", {**recent, person: now})
        agent = self._company.agent()
        if agent["isreportenter"]:
            self.event(person, "enter_agent", {"EventKey": ""})
        if agent["report_location_flag"]:
            place = PLACES[0]
            fields = {"Latitude": place.latitude, "Longitude": place.longitude, "Precision": 40, "AppType": "wxwork"}
            self.event(person, "LOCATION", fields)
        return True

    def event(
        self,
        person: str,
        event: str,
        fields: Mapping[str, Any] | None = None,
        *,
        about: int | None = None,
        note: str = "",
    ) -> list[int]:
        """Any event of the app in this person's name."""
        plain = xml_text.write(
            {
                **self._head(person),
                "MsgType": "event",
                "Event": event,
                **(fields or {}),
                "AgentID": self._company.config.agent_id,
            }
        )
        name = self._company.directory.name(person)
        words = f"{note or WORDS.get(event, event)} · {name}"
        return self._callbacks.send(Delivery("app", plain, event, words, person, about))

    def directory_change(self, change: str, fields: Mapping[str, Any], note: str) -> list[int]:
        """A change_contact event at the address-book callback."""
        kind = {"MsgType": "event", "Event": "change_contact", "ChangeType": change}
        plain = xml_text.write({**self._head("sys"), **kind, **fields})
        return self._callbacks.send(Delivery("contacts", plain, "change_contact", note))

    def press(self, person: str, row: int, key: str, chosen: Mapping[str, list[str]]) -> list[int]:
        """A button, the submit button or an entry of the menu of a card. `chosen`: question key to option ids."""
        message = self._company.messages.one(row)
        if not message or message["kind"] != "template_card" or message["person"].lower() != person.lower():
            raise PhoneError("这条消息不是卡片")
        body = message["body"]
        card = body["card"]
        from_menu = key in [action["key"] for action in (card.get("action_menu") or {}).get("action_list", [])]
        if not from_menu and (body.get("replaced") or key not in _keys(card)):
            raise PhoneError("这个按钮已经不能按了")
        code = self._company.credentials.lend("response_code", message["msgid"], person=person)
        fields: dict[str, Any] = {
            "EventKey": key,
            "TaskId": body.get("task_id", ""),
            "CardType": card["card_type"],
            "ResponseCode": code.value,
        }
        if chosen and not from_menu:
            fields["SelectedItems"] = {
                "SelectedItem": [
                    {"QuestionKey": question, "OptionIds": {"OptionId": list(options)}}
                    for question, options in chosen.items()
                ]
            }
        event = "template_card_menu_event" if from_menu else "template_card_event"
        return self.event(person, event, fields, about=row, note=f"按「{_label(card, key)}」")

    def menu(self, person: str, kind: str, key: str, extra: Mapping[str, Any]) -> list[int]:
        """A press in the app's own menu bar."""
        if kind == "location_select":
            return self.event(person, kind, {"EventKey": key, **extra})
        if kind not in MENU_EVENTS:
            raise PhoneError("这个菜单不能按")
        return self.event(person, kind, {"EventKey": key, **extra})

    def burst(self, person: str, count: int) -> list[int]:
        """Many different events with the same sender in the same second."""
        rows: list[int] = []
        for number in range(count):
            rows += self.event(person, "click", {"EventKey": f"burst-{number + 1}"}, note=f"连发 {number + 1}/{count}")
        return rows

    def _say(
        self, person: str, kind: str, body: dict[str, Any], fields: Mapping[str, Any], note: str
    ) -> dict[str, Any]:
        msgid = self._company.messages.new_msgid()
        message = self._company.messages.add(person, "person", kind, body, msgid)
        tail = {"MsgId": int(msgid), "AgentID": self._company.config.agent_id}
        plain = xml_text.write({**self._head(person), "MsgType": kind, **fields, **tail})
        words = f"{note} · {self._company.directory.name(person)}"
        self._callbacks.send(Delivery("app", plain, kind, f"{WORDS[kind]} {words}", person))
        return message

    def _head(self, sender: str) -> dict[str, Any]:
        return {
            "ToUserName": self._company.config.corp_id,
            "FromUserName": sender,
            "CreateTime": int(self._company.clock.now()),
        }


def _keys(card: dict[str, Any]) -> list[str]:
    buttons = [button["key"] for button in card.get("button_list", []) if button.get("type") != 1]
    submit = card.get("submit_button")
    return [*buttons, submit["key"]] if submit else buttons


def _label(card: dict[str, Any], key: str) -> str:
    entries = [*card.get("button_list", []), *(card.get("action_menu") or {}).get("action_list", [])]
    found = next((entry["text"] for entry in entries if entry.get("key") == key), "")
    return found or (card.get("submit_button") or {}).get("text", "提交")

"""People and what they do with their phones (人员与手机), steered from outside."""

import asyncio
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.simulator.company import Company
from bot.simulator.control.door import as_json, plain
from bot.simulator.phone import Phone

SAMPLES = Path(__file__).parents[1] / "page" / "samples"
PHOTO_BYTES = 10 << 20


class PeopleControl:
    def __init__(self, company: Company, phone: Phone) -> None:
        self._company, self._phone = company, phone

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sim/people", self.people),
            web.get("/_sim/people/{person}/messages", self.messages),
            web.get("/_sim/outbox", self.outbox),
            web.post("/_sim/people/{person}/send", plain(self.say)),
            web.post("/_sim/people/{person}/photo", self.photo),
            web.post("/_sim/people/{person}/enter", plain(self.enter)),
            web.post("/_sim/people/{person}/press", plain(self.press)),
            web.post("/_sim/people/{person}/menu", plain(self.menu)),
            web.post("/_sim/people/{person}/burst", plain(self.burst)),
            web.post("/_sim/people/{person}/read", plain(self.read)),
            web.post("/_sim/emit", plain(self.emit)),
            web.get("/_sim/media/{media}", self.media),
        ]

    async def people(self, request: web.Request) -> web.Response:
        return as_json(people_cards(self._company))

    async def messages(self, request: web.Request) -> web.Response:
        """`after` a message id, `sender`=app or person; `wait_ms` waits for the first one that fits."""
        person, query = person_of(self._company, request), request.query
        deadline = time.monotonic() + int(query.get("wait_ms", 0)) / 1000
        while True:
            found = self._company.messages.of(person, int(query.get("after", 0)), int(query.get("limit", 200)))
            found = [row for row in found if query.get("sender", row["sender"]) == row["sender"]]
            if found or time.monotonic() >= deadline:
                return as_json(found)
            await asyncio.sleep(0.03)

    async def outbox(self, request: web.Request) -> web.Response:
        """Everything the app sent, to whomever, oldest first; `after` a message id."""
        return as_json(self._company.messages.from_app(int(request.query.get("after", 0))))

    async def say(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        person, kind = person_of(self._company, request), given.get("kind", "text")
        if kind == "text":
            text = str(given["content"])
            if not text.strip():
                raise ValueError("先写点什么")
            return as_json(self._phone.text(person, text))
        if kind == "location":
            place = (float(given["latitude"]), float(given["longitude"]), str(given.get("label", "")))
            return as_json(self._phone.location(person, *place))
        if kind == "voice":
            return as_json(self._phone.voice(person))
        if kind == "link":
            parts = (str(given.get(name, "")) for name in ("title", "description", "url"))
            return as_json(self._phone.link(person, *parts))
        if kind == "image":
            name = Path(str(given["sample"])).name
            return as_json(self._phone.image(person, name, (SAMPLES / name).read_bytes()))
        raise ValueError("不认识的消息类型")

    async def photo(self, request: web.Request) -> web.Response:
        """The body is the picture itself, JPG or PNG, up to 10 MB."""
        person, content = person_of(self._company, request), bytearray()
        async for chunk in request.content.iter_chunked(1 << 16):
            content += chunk
            if len(content) > PHOTO_BYTES:
                raise web.HTTPRequestEntityTooLarge(PHOTO_BYTES, len(content), text="照片超过 10 MB，换一张小的")
        return as_json(self._phone.image(person, request.query.get("name", "photo.jpg"), bytes(content)))

    async def enter(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        entered = self._phone.enter(person_of(self._company, request), by_itself=bool(given.get("by_itself")))
        return as_json({"entered": entered})

    async def press(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """`message` id, `key`, and `chosen` {question key: [option ids]}."""
        chosen = {str(key): [str(item) for item in items] for key, items in (given.get("chosen") or {}).items()}
        rows = self._phone.press(person_of(self._company, request), int(given["message"]), str(given["key"]), chosen)
        return as_json({"rows": rows})

    async def menu(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        extra = {str(name): value for name, value in (given.get("extra") or {}).items()}
        rows = self._phone.menu(person_of(self._company, request), str(given["type"]), str(given.get("key", "")), extra)
        return as_json({"rows": rows})

    async def burst(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        count = max(1, min(int(given.get("count", 10)), 200))
        return as_json({"rows": self._phone.burst(person_of(self._company, request), count)})

    async def read(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        self._company.messages.read(person_of(self._company, request))
        return as_json({})

    async def emit(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        """Any event: `event` with `person` and `fields`, or `change` for the address book."""
        fields = dict(given.get("fields") or {})
        if given.get("change"):
            return as_json({"rows": self._phone.directory_change(given["change"], fields, str(given["change"]))})
        rows = self._phone.event(str(given.get("person", "sys")), str(given["event"]), fields)
        return as_json({"rows": rows})

    async def media(self, request: web.Request) -> web.Response:
        media = self._company.media.any_age(request.match_info["media"])
        if not media:
            raise web.HTTPNotFound(text="没有这个文件")
        headers = {"Cache-Control": "private, max-age=86400"}
        return web.Response(body=media.content, content_type=media.mime, headers=headers)


def people_cards(company: Company) -> list[dict[str, Any]]:
    """Everybody, with the number of unread messages."""
    directory, unread = company.directory, company.messages.unread()
    return [{**directory.card(member), "unread": unread.get(member["userid"], 0)} for member in directory.members()]


def person_of(company: Company, request: web.Request) -> str:
    """The user id named in the path, as the directory writes it; else 404."""
    member = company.directory.member(request.match_info["person"])
    if not member:
        raise web.HTTPNotFound(text="没有这个人")
    return str(member["userid"])

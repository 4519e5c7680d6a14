"""/api/cards: a photo of a business card becomes a reading, then a lead or a customer (名片接口)."""

import hashlib
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field

from core import clock, ids
from core.cards import scan as cards
from core.cards.scan import CardScan
from core.errors import NotFound
from core.files.file import StoredFile, media_type_of
from miniapp.endpoint import Answer, Call, Endpoints
from miniapp.files import sent
from miniapp.uploads import uploaded
from ocr.reading import Reading

endpoints = Endpoints()
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    data: bytes
    digest: str
    file: StoredFile
    reading: Reading


async def read_upload(call: Call) -> Upload:
    """The photo of the form field `file`, kept and read. Runs before the transaction: reading takes seconds."""
    _, data, _ = await uploaded(call.request, MOST_BYTES)
    reading = await call.parts.reader.read(data)
    kept = await call.parts.files.keep(data, media_type_of(data))
    return Upload(data, hashlib.sha256(data).hexdigest(), kept, reading)


@endpoints.post("/api/cards", "Reads the business cards in a photo", prepare=read_upload, upload=True)
async def read_card(call: Call) -> Any:
    upload: Upload = call.prepared
    scan = await CardScan.create(
        key=f"api:{ids.token(12)}",
        member_id=call.actor.id,
        file_id=upload.file.id,
        state="read",
        reading=upload.reading.to_json(),
        created_at=clock.now(),
    )
    return await _told(call, scan)


@endpoints.get("/api/cards/{id}", "A reading made before")
async def card(call: Call) -> Any:
    return await _told(call, await cards.scan_of(call.actor, call.number("id")))


async def _told(call: Call, scan: CardScan) -> dict[str, Any]:
    """A scan as the contract shows it: each card with its fields, its duplicates and what became of it."""
    shown = []
    for number, read in enumerate(scan.reading.get("cards", [])):
        found = await cards.duplicates(call.actor, cards.plain(read["fields"]))
        saved = await cards.saved(scan.id, number)
        made = {(one["object"], one["id"]) for one in saved.created} if saved else set()
        shown.append(
            {
                "fields": read["fields"],
                "values": cards.plain(read["fields"]),
                "doubtful": cards.doubtful(read["fields"]),
                "box": read.get("box"),
                "duplicates": [match.to_json() for match in found if (match.object, match.id) not in made],
                "saved": _outcome(saved) if saved else None,
            }
        )
    sizes = {key: scan.reading.get(key, 0) for key in ("ms", "width", "height")}
    return {"id": scan.id, "state": scan.state, "error": scan.error, "cards": shown, **sizes}


def _outcome(saved: cards.Saved) -> dict[str, Any]:
    """What became of a card; object "card" means that only the picture was kept."""
    return {"object": saved.object, "id": saved.id, "created": saved.created}


@endpoints.get("/api/cards/{id}/photo", "The photo of a reading")
async def card_photo(call: Call) -> web.StreamResponse:
    scan = await cards.scan_of(call.actor, call.number("id"))
    row = await StoredFile.get_or_none(id=scan.file_id) if scan.file_id else None
    if row is None:
        raise NotFound("这张照片已经不在了")
    return sent(await call.parts.files.read(row), row.media_type, f"card-{scan.id}")


class SaveCard(BaseModel):
    """`as` is lead or account; `fields` are the values as the person left them."""

    card: int = Field(0, ge=0, le=50)
    target: str = Field(alias="as")
    fields: dict[str, Any] = {}
    confirmed: list[str] = []


@endpoints.post("/api/cards/{id}/save", "Makes a lead, or a customer with a contact, from a card", status=201)
async def save_card(call: Call, body: SaveCard) -> Answer:
    scan = await cards.scan_of(call.actor, call.number("id"))
    read = cards.card_of(scan, body.card)["fields"]
    values = {**cards.plain(read), **body.fields} if body.fields else cards.plain(read)
    saved = await cards.save(call.actor, scan, body.card, body.target, values, body.confirmed)
    return Answer({**_outcome(saved), "first": saved.first}, 201 if saved.first else 200)

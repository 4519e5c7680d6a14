"""A photographed business card through the API: reading, duplicates, saving once, pictures that are none."""

from pathlib import Path

import orjson
import pytest
from aiohttp import FormData

from core.cards.scan import CardScan
from tests.api.conftest import Person, SignIn
from tests.conftest import Company

CARDS = Path(__file__).parents[2] / "bot" / "simulator" / "page" / "samples"


async def photograph(person: Person, data: bytes, name: str = "card.jpg"):
    form = FormData()
    form.add_field("file", data, filename=name, content_type="image/jpeg")
    async with person.client.post("/api/cards", data=form, headers=person.headers) as response:
        return response.status, orjson.loads(await response.read())


async def test_a_photo_becomes_a_reading_and_then_exactly_one_lead(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    status, reading = await photograph(rep, sorted(CARDS.glob("*.jpg"))[0].read_bytes())
    assert status == 200 and reading["cards"][0]["fields"]["name"][0]["value"]
    address = f"/api/cards/{reading['id']}"
    body = {"card": 0, "as": "lead", "fields": {"name": "林嘉禾", "mobile": "13900002716"}}
    first = await rep.post(f"{address}/save", body)
    again = await rep.post(f"{address}/save", body)
    assert (first.status, again.status, again.json["id"]) == (201, 200, first.json["id"])
    assert (await rep.get("/api/objects/lead")).json["total"] == 1
    assert (await rep.get(address)).json["cards"][0]["saved"]["id"] == first.json["id"]


@pytest.mark.feature("WN-CUST-003")
async def test_a_card_becomes_an_account_with_its_contact(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    _, reading = await photograph(rep, sorted(CARDS.glob("*.jpg"))[0].read_bytes())
    fields = {"name": "林嘉禾", "company": "苏州惠筑科技有限公司", "mobile": "13900002716"}
    saved = await rep.post(f"/api/cards/{reading['id']}/save", {"card": 0, "as": "account", "fields": fields})
    assert [made["object"] for made in saved.json["created"]] == ["account", "contact"]
    contact = (await rep.get("/api/objects/contact")).json["items"][0]
    assert (contact["name"], contact["account"]["label"]) == ("林嘉禾", "苏州惠筑科技有限公司")


async def test_somebody_who_has_the_mobile_already_is_named_and_nothing_is_saved(company: Company, sign_in: SignIn):
    rep, south = await sign_in(company.rep), await sign_in(company.south)
    assert (await south.post("/api/objects/lead", {"name": "林嘉禾", "mobile": "13900002716"})).status == 201
    _, reading = await photograph(rep, sorted(CARDS.glob("*.jpg"))[0].read_bytes())
    body = {"card": 0, "as": "lead", "fields": {"name": "林嘉禾", "mobile": "13900002716"}}
    refused = await rep.post(f"/api/cards/{reading['id']}/save", body)
    assert refused.status == 409 and refused.json["duplicates"][0]["owner"]["label"] == "何嘉文"
    assert (await rep.get("/api/objects/lead")).json["total"] == 0
    assert (await rep.get(f"/api/cards/{reading['id']}")).json["cards"][0]["saved"] is None


async def test_what_is_no_readable_picture_is_refused_with_a_sentence(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    card = sorted(CARDS.glob("*.jpg"))[0].read_bytes()
    refused = [await photograph(rep, data) for data in (b"hello", card[:600], b"\xff\xd8\xff" + b"0" * (21 << 20))]
    assert [status for status, _ in refused] == [415, 422, 413]
    assert all(len(problem["detail"]) > 5 for _, problem in refused)


async def test_a_reading_is_nobody_elses(company: Company, sign_in: SignIn):
    rep, other = await sign_in(company.rep), await sign_in(company.other)
    _, reading = await photograph(rep, sorted(CARDS.glob("*.jpg"))[0].read_bytes())
    statuses = [(await other.get(f"/api/cards/{reading['id']}")).status]
    statuses.append((await other.post(f"/api/cards/{reading['id']}/save", {"card": 0, "as": "lead"})).status)
    assert statuses == [404, 404]


async def test_a_doubtful_value_keeps_its_mark_until_somebody_confirms_it(company: Company, sign_in: SignIn):
    rep = await sign_in(company.rep)
    _, reading = await photograph(rep, sorted(CARDS.glob("*.jpg"))[0].read_bytes())
    await CardScan.filter(id=reading["id"]).update(
        reading={"cards": [{"fields": {"name": [read("林嘉禾", 0.99)], "mobile": [read("13900002716", 0.5)]}}]}
    )
    saved = await rep.post(f"/api/cards/{reading['id']}/save", {"card": 0, "as": "lead"})
    address = f"/api/objects/lead/{saved.json['id']}"
    assert (await rep.get(address)).json["_doubtful"] == ["mobile"]
    await rep.send("PATCH", address, {"mobile": "13900002716"})
    assert (await rep.get(address)).json["_doubtful"] == []


def read(value: str, confidence: float) -> dict:
    return {"value": value, "confidence": confidence, "raw": value, "box": [[0, 0], [9, 0], [9, 9], [0, 9]]}

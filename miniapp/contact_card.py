"""/api/objects/contact/…/card: a contact for other phones, as a QR code and as a file (联系人二维码接口)."""

from io import BytesIO
from typing import Any

import segno
from aiohttp import web

from core.accounts.contact import CONTACT
from core.accounts.vcard import card_of, fitted
from miniapp.endpoint import Call, Endpoints
from miniapp.files import download_headers

endpoints = Endpoints()
ROOM = 666
"""Octets of a QR code of version 20 at error level M: finer ones are hard to read from a screen."""
BORDER = 4


@endpoints.get("/api/objects/contact/{id}/card", "A contact's vCard as a QR code (SVG), and what it had no room for")
async def contact_code(call: Call) -> Any:
    call.actor.needs(CONTACT.key, "read", CONTACT.label)
    card, left_out = fitted(await card_of(call.actor, call.number("id")), ROOM)
    return {"name": card.name, "company": card.company, "svg": drawn(card.text), "left_out": left_out}


@endpoints.get("/api/objects/contact/{id}/card.vcf", "A contact's whole vCard as a file")
async def contact_file(call: Call) -> web.Response:
    call.actor.needs(CONTACT.key, "read", CONTACT.label)
    card = await card_of(call.actor, call.number("id"))
    return web.Response(
        body=card.text.encode(),
        content_type="text/vcard",
        charset="utf-8",
        headers={"Cache-Control": "no-store", **download_headers(f"{card.name}.vcf")},
    )


def drawn(text: str) -> str:
    """Dark on white with its quiet border, so that it is read in the dark look too."""
    code = segno.make(text.encode(), error="m", mode="byte", micro=False, boost_error=False)
    svg = BytesIO()
    code.save(svg, kind="svg", border=BORDER, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return svg.getvalue().decode()

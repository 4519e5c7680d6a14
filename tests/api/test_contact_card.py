"""The QR code of a contact over the API: another phone reads from it what the member sees of the contact."""

import re

import cv2
import numpy
import pytest

from core.accounts.vcard import card_of
from core.org.tables import FieldRule, MemberRole, Role
from tests.api.conftest import SignIn
from tests.conftest import Company, actor
from tests.leads import making

LARGEST = 97 + 2 * 4  # modules of version 20 and its quiet border


def read_by_a_phone(svg: str) -> str:
    """What a decoder finds in the drawing: dark runs of modules on white."""
    size = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0])
    assert size <= LARGEST
    picture = numpy.full((size, size), 255, numpy.uint8)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.findall(r'stroke="#000" d="([^"]+)"', svg)[0]):
        first, *second = map(float, numbers.split())
        if command == "h":
            picture[int(y), int(x) : int(x + first)] = 0
            x += first
        else:
            x, y = (first, second[0]) if command == "M" else (x + first, y + second[0])
    return str(cv2.QRCodeDetector().detectAndDecode(numpy.kron(picture, numpy.ones((4, 4), numpy.uint8)))[0])


@pytest.mark.feature("WN-CONT-004")
async def test_another_phone_reads_the_whole_contact_from_the_code(company: Company, sign_in: SignIn):
    account = await making.account(company.rep, website="https://huizhu.example", address="苏州市园区路1号")
    contact = await making.contact(
        company.rep, name="林嘉禾", account=account, title="总监", mobile="13900002716", email="lin@huizhu.example"
    )
    rep = await sign_in(company.rep)
    shown = await rep.get(f"/api/objects/contact/{contact}/card")
    assert (shown.json["name"], shown.json["left_out"]) == ("林嘉禾", [])
    assert read_by_a_phone(shown.json["svg"]) == (await card_of(company.rep, contact)).text
    file = await rep.client.get(f"/api/objects/contact/{contact}/card.vcf")
    assert (await file.read()).decode() == (await card_of(company.rep, contact)).text
    assert file.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%9E%97")


async def test_a_long_contact_is_still_one_code_that_is_read(company: Company, sign_in: SignIn):
    account = await making.account(
        company.rep, name="公" * 100, address="址" * 300, website="https://x.cn/" + "y" * 200
    )
    contact = await making.contact(company.rep, name="名" * 60, account=account, mobile="13900002716", title="职" * 100)
    rep = await sign_in(company.rep)
    shown = (await rep.get(f"/api/objects/contact/{contact}/card")).json
    assert "地址" in shown["left_out"] and "TEL;TYPE=CELL:13900002716\r\n" in read_by_a_phone(shown["svg"])
    assert "址" * 20 in await (await rep.client.get(f"/api/objects/contact/{contact}/card.vcf")).text()


async def test_a_number_that_is_hidden_from_the_reader_is_in_neither_code_nor_file(company: Company, sign_in: SignIn):
    contact = await making.contact(company.rep, account=await making.account(company.rep), mobile="13900002716")
    role = await Role.create(key="intern", name="实习")
    await FieldRule.create(role_id=role.id, object="contact", field="mobile", rule="hidden")
    await MemberRole.create(role_id=role.id, member_id=company.rep.id)
    rep = await sign_in(await actor("rep"))
    shown = await rep.get(f"/api/objects/contact/{contact}/card")
    assert "沈叔远" in read_by_a_phone(shown.json["svg"]) and "TEL" not in read_by_a_phone(shown.json["svg"])
    assert "TEL" not in await (await rep.client.get(f"/api/objects/contact/{contact}/card.vcf")).text()


async def test_a_contact_one_does_not_see_has_no_code(company: Company, sign_in: SignIn):
    contact = await making.contact(company.rep, account=await making.account(company.rep))
    south = await sign_in(company.south)
    for path in ("card", "card.vcf"):
        assert (await south.get(f"/api/objects/contact/{contact}/{path}")).status == 404

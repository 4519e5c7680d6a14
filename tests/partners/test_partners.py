"""Partners: one library for everybody."""

import pytest

from core.errors import Conflict, NotAllowed
from core.objects.duplicates import matches
from core.objects.query import Listing, record, search
from core.objects.record_keys import asked
from core.partners.partner import PARTNER
from tests.competitors.making import changed, made
from tests.conftest import Company


async def test_everybody_adds_partners_and_reads_those_of_all(company: Company) -> None:
    one = await made(company.rep, PARTNER, name="霁舟系统集成有限公司", kind="integrator", contact_person="沈舒言")
    await made(company.south, PARTNER, name="榆帆仪器商行", phone="0755-0000 7103")
    read = await record(company.south, PARTNER, one)
    assert (read["kind"], read["level"], read["owner"]["label"]) == ("integrator", "ordinary", "周雨桐")
    found = (await search(company.south, PARTNER, Listing(q="沈舒言"))).items
    assert [item["id"] for item in found] == [one]
    assert [item["id"] for item in (await search(company.south, PARTNER, Listing(view="integrator"))).items] == [one]
    with pytest.raises(NotAllowed):
        await changed(company.south, PARTNER, one, level="core")


async def test_a_partner_is_there_once_and_one_of_that_name_elsewhere_is_a_hint(company: Company) -> None:
    first = await made(company.rep, PARTNER, name="霁舟系统集成有限公司")
    with pytest.raises(Conflict, match="已存在：合作伙伴「霁舟系统集成有限公司」"):
        await made(company.south, PARTNER, name="霁舟系统集成有限公司")
    [match] = await matches(company.south, asked(PARTNER, {"name": "霁舟系统集成（苏州）有限公司"}))
    assert (match.id, match.hard) == (first, False)

"""Making records of the people one added in WeCom (导入企业微信客户), against the simulated company."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from bot.simulator.company_seed import ADMIN, DEPARTMENTS, PEOPLE
from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.db import Database
from core.files.file import FileStore
from core.kv import LocalKV
from core.leads.lead import LEAD, Lead
from core.objects.writing import create, delete
from core.org.actor import Actor
from core.org.directory import DepartmentFact, MemberFact, take_over
from core.pools.group import PoolGroup
from core.settings import read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from core.work import work
from miniapp.parts import PageParts
from miniapp.site import add_site
from miniapp.webbuild import WebBuild
from ocr.worker import CardReader
from tests.api.conftest import Person, SignIn
from tests.conftest import actor
from tests.simulator.conftest import AGENT_ID, AGENT_SECRET, CORP_ID, config_for, running

ZHOU, WANG, OUTSIDE = "zhouyutong", "wangxiaoming", "panruogu"
MOBILE = "13900002716"


@pytest.fixture
async def simulated(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a simulated company."""
    async with running(config_for(unused_port(), unused_port(), tmp_path)) as (base, _):
        yield base


@pytest.fixture
async def server(database: Database, simulated: str, reader: CardReader, tmp_path: Path) -> AsyncIterator[TestServer]:
    await take_over(
        [DepartmentFact(d.id, d.name, d.parent, leaders=d.leaders) for d in DEPARTMENTS],
        [MemberFact(p.userid, p.name, p.department, p.position) for p in PEOPLE],
        [ADMIN],
    )
    given = {
        "WECRM_DATA_DIR": str(tmp_path / "var"),
        "WECRM_WECOM_API_URL": simulated,
        "WECRM_CORP_ID": CORP_ID,
        "WECRM_AGENT_ID": str(AGENT_ID),
        "WECRM_AGENT_SECRET": AGENT_SECRET,
    }
    settings, kv, app = read_settings(given), LocalKV(), web.Application()
    wecom = WeComClient(WeComConfig.of(settings), kv)

    async def nobody(_userid: str) -> Actor | None:
        return None

    add_site(
        app,
        PageParts(settings, kv, wecom, FileStore(settings.files_dir), reader),
        version="test",
        static_dir=tmp_path / "static",
        builder=WebBuild(tmp_path, tmp_path / "static", structlog.get_logger()),
        fetch_member=nobody,
    )
    opened = TestServer(app)
    await opened.start_server()
    yield opened
    await opened.close()
    await wecom.close()


async def added(simulated: str, member: str, **person: Any) -> str:
    """Somebody whom the member adds in WeCom; their id."""
    async with (
        ClientSession() as session,
        session.post(f"{simulated}/_sim/people/{member}/customers", json=person) as answer,
    ):
        return str((await answer.json())["external_userid"])


async def take_in(person: Person, external_userid: str, target: str) -> Any:
    return await person.post(f"/api/external-contacts/{external_userid}/import", {"as": target})


async def known(person: Person, external_userid: str) -> Any:
    items = (await person.get("/api/external-contacts")).json["items"]
    return next(item for item in items if item["external_userid"] == external_userid)["known"]


@pytest.mark.feature("WN-LEAD-003")
async def test_a_person_added_in_wecom_becomes_one_lead_of_mine(simulated: str, sign_in: SignIn):
    zhou = await sign_in(await actor(ZHOU))
    who = await added(simulated, ZHOU, name="江予怀", mobiles=[MOBILE], remark_company="苏州栎木仪器有限公司")
    assert await known(zhou, who) is None
    first, again = await take_in(zhou, who, "lead"), await take_in(zhou, who, "lead")
    assert (first.status, again.status, again.json["id"]) == (201, 200, first.json["id"])
    lead = (await zhou.get(f"/api/objects/lead/{first.json['id']}")).json
    assert (lead["name"], lead["company"], lead["mobile"]) == ("江予怀", "苏州栎木仪器有限公司", MOBILE)
    assert (lead["owner"]["label"], lead["source"]) == ("周雨桐", "import")
    assert (await known(zhou, who))["id"] == lead["id"]
    assert await Lead.all().count() == 1


@pytest.mark.feature("WN-LEAD-003")
async def test_a_person_without_a_number_is_reached_by_wechat_and_marked_to_be_checked(simulated: str, sign_in: SignIn):
    zhou = await sign_in(await actor(ZHOU))
    made = await take_in(zhou, await added(simulated, ZHOU, name="江予怀"), "lead")
    lead = (await zhou.get(f"/api/objects/lead/{made.json['id']}")).json
    assert (lead["mobile"], lead["wechat"], lead["_doubtful"]) == ("", "江予怀", ["wechat"])


@pytest.mark.feature("WN-LEAD-004")
async def test_only_members_in_the_scope_of_use_import(simulated: str, sign_in: SignIn):
    who = await added(simulated, OUTSIDE, name="江予怀", mobiles=[MOBILE])
    outside = await sign_in(await actor(OUTSIDE))
    for refused in (await outside.get("/api/external-contacts"), await take_in(outside, who, "lead")):
        assert refused.status == 403
        assert "客户联系 > 配置 > 使用范围" in refused.json["title"] + refused.json.get("detail", "")
    assert await Lead.all().count() == 0
    async with ClientSession() as session:
        await session.put(f"{simulated}/_sim/customer-scope", json={"users": [OUTSIDE]})
    assert (await take_in(outside, who, "lead")).status == 201


@pytest.mark.feature("WN-CUST-004")
async def test_a_person_becomes_a_customer_with_its_contact(simulated: str, sign_in: SignIn):
    zhou = await sign_in(await actor(ZHOU))
    who = await added(simulated, ZHOU, name="江予怀", mobiles=[MOBILE], remark_company="苏州栎木仪器有限公司")
    first, again = await take_in(zhou, who, "account"), await take_in(zhou, who, "account")
    assert (first.status, again.status) == (201, 200)
    assert again.json == {**first.json, "first": False} and first.json["object"] == "account"
    account, contact = await Account.get(), await Contact.get()
    assert (account.name, account.origin) == ("苏州栎木仪器有限公司", "import")
    assert (contact.name, contact.mobile, contact.account_id, contact.main) == ("江予怀", MOBILE, account.id, True)
    second = await added(simulated, ZHOU, name="叶疏桐", remark_company="苏州栎木仪器有限公司")
    assert (await take_in(zhou, second, "account")).json["id"] == account.id  # one company, two people


@pytest.mark.feature("WN-CUST-004")
async def test_a_person_without_a_company_becomes_a_customer_of_their_own(simulated: str, sign_in: SignIn):
    zhou = await sign_in(await actor(ZHOU))
    await take_in(zhou, await added(simulated, ZHOU, name="江予怀"), "account")
    account = await Account.get()
    assert (account.name, account.kind) == ("江予怀", "person")


async def test_who_is_in_several_pool_groups_chooses_one(simulated: str, sign_in: SignIn):
    now = clock.now()
    for name in ("华东公海", "全员公海"):
        await PoolGroup.create(name=name, pool_of="lead", everyone=True, active=True, created_at=now, updated_at=now)
    chosen = await PoolGroup.get(name="全员公海")
    zhou = await sign_in(await actor(ZHOU))
    who = await added(simulated, ZHOU, name="江予怀")
    assert "pool_group" in (await take_in(zhou, who, "lead")).json["fields"]
    made = await zhou.post(f"/api/external-contacts/{who}/import", {"as": "lead", "pool_group": chosen.id})
    assert (await Lead.get(id=made.json["id"]).values("pool_group_id"))["pool_group_id"] == chosen.id


async def test_two_presses_at_once_make_one_record(simulated: str, sign_in: SignIn):
    zhou = await sign_in(await actor(ZHOU))
    who = await added(simulated, ZHOU, name="江予怀")
    made = await asyncio.gather(*(take_in(zhou, who, "lead") for _ in range(5)))
    assert len({one.json["id"] for one in made}) == 1 and await Lead.all().count() == 1


async def test_the_same_person_of_two_colleagues_is_one_record(simulated: str, sign_in: SignIn):
    zhou, wang = await sign_in(await actor(ZHOU)), await sign_in(await actor(WANG))
    for member in (ZHOU, WANG):
        await added(simulated, member, name="江予怀", external_userid="wmboth")
    assert (await take_in(zhou, "wmboth", "lead")).status == 201
    there = await known(wang, "wmboth")
    assert (there["id"], there["label"], there["owner"]["label"]) == (None, "江*怀", "周雨桐")
    refused = await take_in(wang, "wmboth", "lead")
    assert refused.status == 409 and refused.json["duplicates"][0]["owner"]["label"] == "周雨桐"
    assert await Lead.all().count() == 1


async def test_a_person_who_is_a_contact_already_is_linked_and_stays_so(simulated: str, sign_in: SignIn):
    member = await actor(ZHOU)
    async with work():
        account = await create(member, ACCOUNT, {"name": "苏州栎木仪器有限公司"})
        contact = await create(member, CONTACT, {"name": "江予怀", "mobile": MOBILE, "account": account.id})
    zhou = await sign_in(member)
    who = await added(simulated, ZHOU, name="江总", mobiles=[MOBILE])
    assert (await known(zhou, who))["match"] == "手机相同"
    linked = await take_in(zhou, who, "lead")
    assert (linked.status, linked.json["object"], linked.json["id"]) == (200, "contact", contact.id)
    await zhou.send("PATCH", f"/api/objects/contact/{contact.id}", {"mobile": "13900009999"})
    assert (await known(zhou, who))["match"] == "企业微信联系人相同"
    assert await Lead.all().count() == 0


async def test_a_person_whose_lead_was_deleted_can_be_taken_in_again(simulated: str, sign_in: SignIn):
    member = await actor(ZHOU)
    zhou = await sign_in(member)
    who = await added(simulated, ZHOU, name="江予怀")
    first = await take_in(zhou, who, "lead")
    async with work():
        await delete(await actor(ADMIN), LEAD, first.json["id"])
    assert await known(zhou, who) is None
    again = await take_in(zhou, who, "lead")
    assert again.status == 201 and again.json["id"] != first.json["id"]


async def test_what_cannot_be_imported_is_refused_with_a_sentence(simulated: str, sign_in: SignIn):
    zhou = await sign_in(await actor(ZHOU))
    theirs = await added(simulated, WANG, name="江予怀")
    mine = await added(simulated, ZHOU, name="叶疏桐")
    assert (await take_in(zhou, theirs, "lead")).status == 404
    assert (await take_in(zhou, "wmnobody", "lead")).status == 404
    refused = await take_in(zhou, mine, "opportunity")
    assert refused.status == 422 and "线索或客户" in refused.json["fields"]["as"]
    assert await Lead.all().count() == 0

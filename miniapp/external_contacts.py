"""/api/external-contacts: the people a member added in WeCom, and making records of them (外部联系人接口)."""

from typing import Any

from pydantic import BaseModel, Field

from core.errors import NotAllowed, NotFound
from core.external.importing import import_person
from core.external.known import ExternalPerson, known_people
from core.objects.duplicates import Match
from core.wecom.customers import ExternalContact
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()
OUTSIDE = (
    "你不在企业微信「客户联系」的使用范围里，还不能导入。"
    "请管理员在企业微信管理后台打开「客户联系 > 配置 > 使用范围」，把你加上"
)


@endpoints.get("/api/external-contacts", "The people this member added in WeCom, and who of them is known")
async def external_contacts(call: Call) -> Any:
    await _in_scope(call)
    contacts = await call.parts.wecom.external_contacts(call.actor.userid)
    known = await known_people(call.actor, [_person(contact) for contact in contacts])
    return {"items": [_shown(contact, known.get(contact.external_userid)) for contact in contacts]}


async def asked_for(call: Call) -> ExternalPerson:
    """The person as WeCom has them now. Runs before the transaction: it takes two calls."""
    await _in_scope(call)
    found = await call.parts.wecom.external_contact(call.text("external_userid"), call.actor.userid)
    if found is None:
        raise NotFound("这位联系人已不在你的企业微信里，刷新后再看")
    return _person(found)


class ImportContact(BaseModel):
    """`as` is lead or account; `pool_group` for members of several groups."""

    target: str = Field(alias="as")
    pool_group: int | None = None


@endpoints.post(
    "/api/external-contacts/{external_userid}/import",
    "Makes a lead, or a customer with a contact, of a person; the record that is there when there is one",
    prepare=asked_for,
    status=201,
)
async def import_contact(call: Call, body: ImportContact) -> Answer:
    made = await import_person(call.actor, call.prepared, body.target, body.pool_group)
    return Answer({"object": made.object, "id": made.id, "first": made.first}, 201 if made.first else 200)


async def _in_scope(call: Call) -> None:
    members = {userid.lower() for userid in await call.parts.wecom.follow_users()}
    if call.actor.userid.lower() not in members:
        raise NotAllowed(OUTSIDE)


def _person(contact: ExternalContact) -> ExternalPerson:
    """What the member noted goes before what the person's own card says, except for a WeCom user's company."""
    return ExternalPerson(
        external_userid=contact.external_userid,
        name=contact.remark or contact.name,
        company=contact.company or contact.remark_company,
        position=contact.position,
        mobiles=contact.mobiles,
        description=contact.description,
    )


def _shown(contact: ExternalContact, match: Match | None) -> dict[str, Any]:
    person = _person(contact)
    return {
        "external_userid": contact.external_userid,
        "name": person.name,
        "corp_name": person.company,
        "position": contact.position,
        "avatar": contact.avatar,
        "remark_mobiles": list(contact.mobiles),
        "description": contact.description,
        "of_wecom": contact.of_wecom,
        "known": match.to_json() if match else None,
    }

"""/api/why: by which rule a member sees a record (为什么看得到)."""

from typing import Any

from pydantic import BaseModel, Field

from core.errors import Invalid, NotAllowed, NotFound
from core.objects.definition import ObjectDef
from core.objects.query import label_of, visible_ids
from core.objects.registry import object_named
from core.org.actor import MAY_ACT, Actor, actor_of
from core.org.tables import Member
from core.teams.why import Said, told, why
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()
MOST_ID = 2**63 - 1


class WhyQuery(BaseModel):
    object: str
    id: int = Field(ge=1, le=MOST_ID)
    member: int | None = Field(None, ge=1, le=MOST_ID)


@endpoints.get("/api/why", "Every rule by which a member sees a record, and what the others lack")
async def why_seen(call: Call, query: WhyQuery) -> Any:
    definition = object_named(query.object)
    if query.member not in (None, call.actor.id) and not call.actor.admin:
        raise NotAllowed("只有管理员能查别人为什么看得到")
    if not call.actor.admin and query.id not in await visible_ids(call.actor, definition, [query.id]):
        raise NotFound()
    record: Any = await definition.model.get_or_none(id=query.id)
    if record is None:
        raise NotFound()
    member = await Member.get_or_none(id=query.member or call.actor.id, deleted_at=None)
    if member is None:
        raise Invalid({"member": "没有这个成员，重新选一个"})
    because, denied, changes = await _asked(member, definition, record)
    return {
        "object": definition.key,
        "record": {"id": record.id, "label": await label_of(definition, record.id)},
        "member": {"id": member.id, "label": member.name},
        "sees": bool(because),
        "changes": changes,
        "because": told(because),
        "denied": told(denied),
    }


async def _asked(member: Member, definition: ObjectDef, record: Any) -> tuple[list[Said], list[Said], bool]:
    if member.status not in MAY_ACT:
        return [], [Said("member", "成员状态", f"{member.name}已停用或离职，不能登录")], False
    actor: Actor = await actor_of(member)
    because, denied = await why(actor, definition, record)
    changes = bool(because) and bool(await visible_ids(actor, definition, [record.id], "update"))
    return because, denied, changes

"""Who holds which duty (职能): until one has holders, the administrators hold it."""

from typing import Any

from core.actor import Actor
from core.errors import NotAllowed, NotFound
from core.org.actor import MAY_ACT
from core.org.recipients import recipients
from core.org.tables import Duty, Member
from core.work import current_work

DUTIES = {
    "invoice_auditor": "开票审核人",
    "filing_auditor": "归档审核人",
    "rename_auditor": "更名审核人",
    "contract_admin": "合同管理员",
    "lead_assigner": "线索分配人",
    "field_viewer": "外勤查看者",
    "payment_operator": "收款后经办人",
}


async def holders(duty: str, *, besides: int | None = None) -> list[int]:
    """Ids of the members who act for a duty: its holders that can still work, else the administrators.

    `besides` is the member whose own application it is: nobody decides that of themselves.
    """
    chosen = await _able(await Duty.filter(duty=duty).order_by("id").values_list("member_id", flat=True), besides)
    return chosen or await _able(await Member.filter(admin=True).order_by("id").values_list("id", flat=True), besides)


async def _able(member_ids: Any, besides: int | None) -> list[int]:
    able = {row.id for row in await Member.filter(id__in=list(member_ids), status__in=MAY_ACT, deleted_at=None)}
    return [one for one in member_ids if one in able and one != besides]


async def duties() -> list[dict[str, Any]]:
    """Every duty with its chosen holders and with those who act for it now."""
    chosen: dict[str, list[int]] = {}
    for row in await Duty.all().order_by("id"):
        chosen.setdefault(row.duty, []).append(row.member_id)
    acting = {duty: await holders(duty) for duty in DUTIES}
    ids = {one for found in (*chosen.values(), *acting.values()) for one in found}
    names = {row.id: row.name for row in await Member.filter(id__in=list(ids))}

    def refs(member_ids: list[int]) -> list[dict[str, Any]]:
        return [{"id": one, "label": names[one]} for one in member_ids if one in names]

    return [
        {"duty": duty, "label": label, "members": refs(chosen.get(duty, [])), "acting": refs(acting[duty])}
        for duty, label in DUTIES.items()
    ]


async def give(actor: Actor, duty: str, member_ids: list[int]) -> None:
    """Makes exactly these members the holders of a duty; run inside `work()`. Raises NotAllowed, NotFound, Invalid."""
    current_work()
    administrators_only(actor)
    if duty not in DUTIES:
        raise NotFound("没有这项职能")
    wanted = await recipients(list(dict.fromkeys(member_ids)), "members")
    await Duty.filter(duty=duty).delete()
    await Duty.bulk_create([Duty(duty=duty, member_id=member_id) for member_id in wanted])


def administrators_only(actor: Actor) -> None:
    if not actor.admin:
        raise NotAllowed("这里只有管理员能看和改，要调整先找管理员")

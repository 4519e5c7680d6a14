"""What auditors hear of customers (客户通知): somebody applies to rename one."""

from core.accounts.rename import AUDITOR, CHANGES, RENAME_REQUEST, RenameAsked, RenameRequest
from core.objects.query import visible_ids
from core.org.actor import Actor, actor_by_id
from core.org.duties import holders
from core.wecom.messages import Card, Page, Row, Source, TextNotice, cut
from notifications.desk import DRAWN, Desk


async def rename_auditors(event: RenameAsked) -> list[Actor | None]:
    """Who holds the duty, the applicant never; without anybody the administrators."""
    return [await actor_by_id(member_id) for member_id in await holders(AUDITOR, besides=event.by_id)]


async def rename_asked(event: RenameAsked, reader: Actor, desk: Desk) -> Card | None:
    """Both names and the occasion, with the way to the application; nothing once it waits no longer."""
    request = await RenameRequest.get_or_none(id=event.request_id, state="waiting", deleted_at=None)
    by = await actor_by_id(event.by_id)
    if request is None or by is None or request.id not in await visible_ids(reader, RENAME_REQUEST, [request.id]):
        return None
    occasion = next(option.label for option in CHANGES if option.value == request.change)
    page = Page(f"{desk.base_url}/m/o/{RENAME_REQUEST.key}/{request.id}")
    return TextNotice(
        source=Source("wecrm · 更名"),
        title=cut(f"{by.name}申请更名：{request.new_name}", 36),
        text=request.note,
        sub_title="等你审核",
        rows=[
            Row("原名称", cut(request.former_name, 26)),
            Row("变更类型", occasion),
            Row("申请人", by.name, userid=by.userid),
        ],
        open=page,
        task_id=DRAWN,
    )

"""The notices that members get (通知内容), each drawn in one place."""

from core.cards.scan import CardScan, OwnerAsked, card_of, duplicates, plain
from core.org.actor import Actor, actor_by_id
from core.wecom.messages import Card, Page, Row, Source, TextNotice, cut
from notifications.desk import DRAWN, Desk


async def owner_asked(event: OwnerAsked, reader: Actor, desk: Desk) -> Card | None:
    """To the owner: who met the same person, with the way to both."""
    scan, by = await CardScan.get_or_none(id=event.scan_id), await actor_by_id(event.by_id)
    if scan is None or by is None:
        return None
    values = plain(card_of(scan, event.card)["fields"])
    own = next((match for match in await duplicates(reader, values) if match.hard and match.id), None)
    if own is None:
        return None
    page = Page(f"{desk.base_url}/m/o/{own.object}/{own.id}")
    return TextNotice(
        source=Source("wecrm · 合作"),
        title=cut(f"{by.name}也拿到了{own.label}的名片", 36),
        text=values.get("company", ""),
        sub_title="想和你合作，先和他聊聊",
        rows=[Row("同事", by.name, userid=by.userid), Row("你的资料", "打开", url=page.url)],
        open=page,
        task_id=DRAWN,
    )

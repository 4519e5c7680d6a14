"""Putting a file beside a record, and getting it back through the record's visibility (上传与下载附件)."""

from typing import Any

from core import clock
from core.behaviours.about import SUBJECTS
from core.errors import Invalid, NotFound
from core.files.file import ATTACHMENT, Attachment, StoredFile
from core.objects import history
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.objects.writing import ask_parents, refuse_gone_parents, reindex
from core.org.actor import Actor
from core.work import current_work

BESIDE = (*SUBJECTS, "activity", "proposal", "task")


async def attach(actor: Actor, file: StoredFile, name: str, beside: dict[str, int]) -> Attachment:
    """A new attachment of the records named in `beside` ({"lead": 12}); run inside `work()`.

    Raises NotFound when one of them is invisible, Invalid when none is named.
    """
    current_work()
    chosen = {key: beside[key] for key in BESIDE if beside.get(key)}
    if not chosen:
        raise Invalid({"subject": "先选附件放在哪条记录下"})
    for key, record_id in chosen.items():
        if record_id not in await visible_ids(actor, object_named(key), [record_id]):
            raise NotFound()
    if "activity" in chosen:
        chosen = {**await _about(chosen["activity"]), **chosen}
    await ask_parents(actor, ATTACHMENT, {key: chosen.get(key) for key in ATTACHMENT.parents})
    now = clock.now()
    places: dict[str, Any] = {f"{key}_id": record_id for key, record_id in chosen.items()}
    row = await Attachment.create(
        name=name[:200] or "附件",
        size=file.size,
        file_id=file.id,
        owner_id=actor.id or None,
        created_at=now,
        updated_at=now,
        custom={},
        **places,
    )
    await refuse_gone_parents(ATTACHMENT, row, ATTACHMENT.parents)
    await reindex(actor, ATTACHMENT, row)
    await history.remember(actor, ATTACHMENT, row.id, "create", {}, {"name": row.name, **chosen})
    return row


async def _about(activity_id: int) -> dict[str, int]:
    """What a follow-up is about: its files are documents of those records too."""
    activity: Any = await object_named("activity").model.get(id=activity_id)
    about = {key: getattr(activity, f"{key}_id") for key in SUBJECTS}
    return {key: record_id for key, record_id in about.items() if record_id}


async def stored_file(actor: Actor, attachment_id: int) -> tuple[Attachment, StoredFile]:
    """The attachment and its content's row; NotFound unless the actor sees the attachment."""
    if attachment_id not in await visible_ids(actor, ATTACHMENT, [attachment_id]):
        raise NotFound()
    row = await Attachment.get(id=attachment_id)
    file: Any = await StoredFile.get_or_none(id=row.file_id)
    if file is None:
        raise NotFound("这个文件已经不在了")
    return row, file

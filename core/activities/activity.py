"""Activities (跟进): what was done with a lead or a customer, and when to be in touch again."""

from typing import Any

from tortoise import fields

from core.accounts.account import STATUS as ACCOUNT_STATUS
from core.behaviours.owned import Owned
from core.errors import Invalid, NotFound
from core.leads.lead import STATUS as LEAD_STATUS
from core.objects import history
from core.objects.definition import Index, ObjectDef, View
from core.objects.fields import Option, choice, long_text, moment, reference, text
from core.objects.query import visible_ids
from core.objects.record import Record
from core.objects.registry import object_named
from core.org.actor import Actor

KINDS = (
    Option("call", "电话", "blue"),
    Option("visit", "拜访", "green"),
    Option("wechat", "微信", "teal"),
    Option("email", "邮件", "violet"),
    Option("meeting", "会议", "amber"),
    Option("note", "记录", "neutral"),
)
# The statuses of leads and of accounts: the core applies one to the records that have it.
STATUS_AFTER = (*LEAD_STATUS, *ACCOUNT_STATUS)
SUBJECTS = ("lead", "account", "contact")


class Activity(Owned, Record):
    """`subject` never changes; the references are its ancestors too, and conversion and merge add to them (32)."""

    kind = choice("方式", KINDS, default="note")
    content = long_text("内容", required=True)
    at = moment("时间")
    next_at = moment("下次跟进")
    plan = text("下次计划", 200)
    status_after = choice("跟进后状态", STATUS_AFTER)
    subject_object = fields.CharField(40, default="", db_default="")
    subject_id = fields.BigIntField(null=True)
    lead = reference("线索", "lead", "Lead")
    account = reference("客户", "account", "Account")
    contact = reference("联系人", "contact", "Contact")

    class Meta:
        table = "activity"


async def fill_subject(actor: Actor, record: Any) -> None:
    """Sets subject, ancestors and time; the subject must be visible. Moves the parents' follow-up dates along."""
    chosen = next(((key, getattr(record, f"{key}_id")) for key in SUBJECTS if getattr(record, f"{key}_id")), None)
    if chosen is None:
        raise Invalid({"subject": "先选跟进的是哪条线索、哪个客户或联系人"})
    record.subject_object, record.subject_id = chosen
    record.at = record.at or record.created_at
    if record.contact_id and not record.account_id:
        contact = await object_named("contact").model.get(id=record.contact_id)
        record.account_id = contact.account_id  # type: ignore[attr-defined]
    for key in ("lead", "account"):
        if record_id := getattr(record, f"{key}_id"):
            await _move_dates(actor, key, record_id, record)


async def _move_dates(actor: Actor, key: str, record_id: int, activity: Any) -> None:
    """The parent's last and next follow-up and its status, as the activity says; written into its history."""
    definition = object_named(key)
    parent: Any = await definition.model.select_for_update().get(id=record_id)
    changed: dict[str, Any] = {}
    if parent.last_follow_at is None or parent.last_follow_at < activity.at:
        changed["last_follow_at"] = activity.at
    if activity.next_at or (parent.next_follow_at and parent.next_follow_at <= activity.at):
        changed["next_follow_at"] = activity.next_at
    if key == "lead" and parent.status == "new":
        changed["status"] = "contacted"
    if changed:
        before = {name: getattr(parent, name) for name in changed}
        await definition.model.filter(id=record_id).update(**changed, version=parent.version + 1)
        shown = {name: value for name, value in changed.items() if name != "last_follow_at"}
        if shown:
            await history.remember(actor, definition, record_id, "update", {n: before[n] for n in shown}, shown)


async def subject_values(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """{"subject": {"object": "account", "id": 12}} as the reference it means; other values stay."""
    subject = values.pop("subject", None)
    if subject is None:
        return values
    if not isinstance(subject, dict) or subject.get("object") not in SUBJECTS or not isinstance(subject.get("id"), int):
        raise Invalid({"subject": '跟进对象要写成 {"object": "account", "id": 12}'})
    key, record_id = str(subject["object"]), int(subject["id"])
    if record_id not in await visible_ids(actor, object_named(key), [record_id]):
        raise NotFound()
    return {**values, key: record_id}


ACTIVITY = ObjectDef(
    key="activity",
    label="跟进",
    model=Activity,
    title="content",
    subtitle=("lead", "account", "contact"),
    tags=("kind",),
    date="at",
    listed=("kind", "content", "lead", "account", "contact", "owner", "at", "next_at"),
    common=("kind", "content", "next_at"),
    order="-at",
    parents=("lead", "account", "contact"),
    views=(View("all", "全部"), View("mine", "我写的", {"field": "owner", "is": "me"})),
    accepts=(subject_values,),
    on_create=(fill_subject,),
    indexes=(
        Index(("lead_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("account_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("contact_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
    ),
)

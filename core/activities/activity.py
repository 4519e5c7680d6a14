"""Activities (跟进): what was done with a lead or a customer, and when to be in touch again."""

from typing import Any

from tortoise import fields

from core.accounts.account import STATUS as ACCOUNT_STATUS
from core.activities.write_back import has_status, write_back
from core.behaviours.owned import Authored, Owned
from core.errors import Invalid, NotFound
from core.leads.lead import STATUS as LEAD_STATUS
from core.objects.definition import Index, ObjectDef, Values, View
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


class Activity(Authored, Owned, Record):
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


def about_something(values: Values) -> dict[str, str]:
    """A follow-up is about a lead, an account or a contact."""
    return {} if any(values.get(key) for key in SUBJECTS) else {"subject": "先选跟进的是哪条线索、哪个客户或联系人"}


def status_of_its_record(values: Values) -> dict[str, str]:
    """The status after it must be one of the lead's or of the account's."""
    code = values.get("status_after")
    about = [key for key in ("lead", "account") if values.get(key) or (key == "account" and values.get("contact"))]
    if not code or any(has_status(object_named(key), code) for key in about):
        return {}
    return {"status_after": "跟进后状态不是这条线索或客户的状态"}


async def fill_subject(actor: Actor, record: Any) -> None:
    """Sets subject, ancestors and time. What a lead became is an ancestor too, and so is a contact's account."""
    record.subject_object, record.subject_id = next(
        (key, getattr(record, f"{key}_id")) for key in SUBJECTS if getattr(record, f"{key}_id")
    )
    record.at = record.at or record.created_at
    if record.lead_id:
        lead: Any = await object_named("lead").model.get(id=record.lead_id)
        record.account_id = record.account_id or lead.converted_account_id
        record.contact_id = record.contact_id or lead.converted_contact_id
    if record.contact_id and not record.account_id:
        contact: Any = await object_named("contact").model.get(id=record.contact_id)
        record.account_id = contact.account_id


async def subject_values(actor: Actor, values: Values) -> Values:
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
    common=("kind", "content", "next_at", "plan"),
    order="-at",
    parents=("lead", "account", "contact"),
    views=(View("all", "全部"), View("mine", "我写的", {"field": "owner", "is": "me"})),
    checks=(about_something, status_of_its_record),
    accepts=(subject_values,),
    on_create=(fill_subject,),
    after=(write_back,),
    indexes=(
        Index(("lead_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("account_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("contact_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
    ),
)

"""Activities (跟进): what was done with a lead or a customer, and when to be in touch again."""

from core.accounts.account import STATUS as ACCOUNT_STATUS
from core.accounts.companies import one_of_the_contacts
from core.activities.write_back import has_status, write_back
from core.behaviours.about import SUBJECTS, About, subject_values
from core.behaviours.dated import happened_now
from core.behaviours.owned import Authored, Owned
from core.leads.lead import STATUS as LEAD_STATUS
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import Option, choice, long_text, moment, text
from core.objects.record import Record
from core.objects.registry import object_named

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


class Activity(Authored, About, Owned, Record):
    kind = choice("方式", KINDS, default="note")
    content = long_text("内容", required=True)
    at = moment("时间")
    next_at = moment("下次跟进")
    plan = text("下次计划", 200)
    status_after = choice("跟进后状态", STATUS_AFTER)

    behaviour_asking = (one_of_the_contacts,)

    class Meta:
        table = "activity"


def about_something(values: Values) -> dict[str, str]:
    """A follow-up is about a lead, an opportunity, an account or a contact."""
    about = any(values.get(key) for key in SUBJECTS)
    return {} if about else {"subject": "先选跟进的是哪条线索、哪个商机、客户或联系人"}


def status_of_its_record(values: Values) -> dict[str, str]:
    """The status after it must be one of the lead's or of the account's."""
    code = values.get("status_after")
    of_account = any(values.get(key) for key in ("account", "contact", "opportunity"))
    about = [key for key, named in (("lead", values.get("lead")), ("account", of_account)) if named]
    if not code or any(has_status(object_named(key), code) for key in about):
        return {}
    return {"status_after": "跟进后状态不是这条线索或客户的状态"}


ACTIVITY = ObjectDef(
    key="activity",
    label="跟进",
    model=Activity,
    title="content",
    subtitle=("lead", "account", "contact", "opportunity"),
    tags=("kind",),
    date="at",
    listed=("kind", "content", "lead", "account", "contact", "opportunity", "owner", "at", "next_at"),
    common=("kind", "content", "next_at", "plan"),
    order="-at",
    parents=SUBJECTS,
    views=(View("all", "全部"), View("mine", "我写的", {"field": "owner", "is": "me"})),
    checks=(about_something, status_of_its_record),
    accepts=(subject_values,),
    on_create=(happened_now,),
    after=(write_back,),
    indexes=(
        Index(("lead_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("account_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("contact_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("opportunity_id", "at DESC", "id DESC"), where="deleted_at IS NULL"),
    ),
)

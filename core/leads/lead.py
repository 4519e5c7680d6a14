"""Leads (线索): people who may become customers."""

from typing import Any

from core.actor import Actor
from core.behaviours.called import CALL_MARKS, Called, call_mark
from core.behaviours.doubted import Doubted
from core.behaviours.owned import Owned
from core.behaviours.pooled import Pooled
from core.behaviours.shared import Shared
from core.leads.pick_up import LEAD_PICK_UP
from core.objects.definition import Action, HardKey, Index, ObjectDef, SoftKey, Values, View
from core.objects.fields import (
    Face,
    Option,
    choice,
    choices,
    long_text,
    mailbox,
    moment,
    reference,
    telephone,
    text,
    web_address,
)
from core.objects.record import Record
from core.objects.writing import write
from core.text.keys import company_keys, mailbox_keys, mobile_keys, phone_keys, shared_mailbox_keys

STATUS = (
    Option("new", "未处理", "blue"),
    Option("contacted", "已联系", "green"),
    Option("closed", "已关闭", "neutral"),
)
LEVELS = (Option("a", "A", "neutral"), Option("b", "B", "neutral"), Option("c", "C", "neutral"))
SOURCES = (
    Option("card", "名片"),
    Option("exhibition", "展会"),
    Option("website", "官网"),
    Option("referral", "转介绍"),
    Option("phone", "电话"),
    Option("campaign", "市场活动"),
    Option("import", "导入"),
    Option("other", "其他"),
)
WAYS_TO_REACH = ("mobile", "phone", "email", "qq", "wechat")


def forget_why_closed(record: Any) -> tuple[str, ...]:
    """A lead that is open again has no reason to be closed."""
    if record.status != "closed":
        record.closed_reason = ""
    return ("closed_reason",)


class Lead(Doubted, Called, Pooled, Shared, Owned, Record):
    name = text("姓名", required=True, searchable=True, sortable=True)
    company = text("公司名称", 200, searchable=True, sortable=True)
    department = text("部门")
    title = text("职务")
    mobile = telephone("手机", searchable=True)
    phone = telephone("电话", searchable=True)
    email = mailbox("邮箱", searchable=True)
    wechat = text("微信", 64)
    qq = text("QQ", 20)
    fax = telephone("传真")
    website = web_address("网站")
    address = text("地址", 300)
    postcode = text("邮编", 10)
    city = text("城市", 40)
    status = choice("跟进状态", STATUS, default="new")
    closed_reason = text("关闭原因", 400, readonly=True)
    level = choice("级别", LEVELS)
    source = choice("来源", SOURCES)
    tags = choices("标签")
    advice = text("分配建议", 400, readonly=True)
    next_follow_at = moment("下次跟进")
    last_follow_at = moment("最近跟进", readonly=True)
    last_follow_note = text("最近跟进内容", 400, readonly=True)
    converted_account = reference("转成的客户", "account", "Account", readonly=True)
    converted_contact = reference("转成的联系人", "contact", "Contact", readonly=True)
    converted_by = reference("转换人", "member", "Member", readonly=True)
    note = long_text("备注")

    behaviour_settling = (forget_why_closed,)

    class Meta:
        table = "lead"


def one_way_to_reach(values: Values) -> dict[str, str]:
    """Mobile, phone, e-mail, QQ or WeChat: one of them is enough."""
    return {} if any(values.get(way) for way in WAYS_TO_REACH) else {"mobile": "手机、电话、邮箱、QQ、微信至少填一个"}


async def close(actor: Actor, lead: Any, values: Values) -> None:
    """A lead without value for now: its status says so, with the reason (关闭)."""
    await write(actor, LEAD, lead, {"status": "closed", "closed_reason": values["reason"]}, "close")


async def reopen(actor: Actor, lead: Any, values: Values) -> None:
    await write(actor, LEAD, lead, {"status": "contacted" if lead.last_follow_at else "new"}, "reopen")


ACTIONS = (
    call_mark(CALL_MARKS),
    Action(
        "close",
        "关闭线索",
        close,
        when=lambda actor, lead: lead.status != "closed" and lead.owner_id is not None and lead.converted_at is None,
        refusal="这条线索已经关闭、转换，或还在公海里",
        input={"reason": Face("原因", "text", required=True, max_length=400)},
        batch=True,
    ),
    Action(
        "reopen",
        "重新打开",
        reopen,
        when=lambda actor, lead: lead.status == "closed" and lead.converted_at is None,
        refusal="这条线索没有关闭",
    ),
)


def mine(**more: Any) -> dict[str, Any]:
    return {"all": [{"field": "owner", "is": "me"}, *([more] if more else [])]}


IDLE = {"any": [{"field": "last_follow_at", "empty": True}, {"field": "last_follow_at", "lt": "last_n_days:7"}]}

LEAD = ObjectDef(
    key="lead",
    label="线索",
    model=Lead,
    title="name",
    subtitle=("company", "title", "city"),
    tags=("status", "level"),
    date="next_follow_at",
    listed=("name", "company", "title", "mobile", "status", "level", "owner", "next_follow_at", "updated_at"),
    common=("name", "company", "title", "mobile", "email", "source", "next_follow_at", "note"),
    views=(
        View("mine", "我负责的", mine(), "next_follow_at"),
        View("due", "今天要跟进", mine(field="next_follow_at", within="today"), "next_follow_at"),
        View("overdue", "逾期", mine(field="next_follow_at", lt="today"), "next_follow_at"),
        View("new", "未处理", mine(field="status", **{"is": "new"})),
        View("team", "团队的", {"field": "owner", "is": "my_team"}),
        View("joined", "我参与的", {"field": "team", "is": "me"}),
        View("all", "全部"),
        View("idle", "7天未跟进的", IDLE),
    ),
    checks=(one_way_to_reach,),
    actions=ACTIONS,
    person=True,
    hard_keys=(
        HardKey("mobile", "mobile", mobile_keys, also=("contact",)),
        HardKey("email", "email", mailbox_keys, also=("contact",)),
    ),
    soft_keys=(
        SoftKey("company", "company", company_keys, also=("account",)),
        SoftKey("phone", "phone", phone_keys),
        SoftKey("email", "email", shared_mailbox_keys),
    ),
    indexes=(
        Index(("owner_id", "next_follow_at", "id"), where="deleted_at IS NULL"),
        Index(("owner_id", "status", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("status", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("created_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("owner_id", "call_mark", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("converted_at", "id"), where="converted_at IS NOT NULL"),
        Index(("converted_account_id",), where="converted_account_id IS NOT NULL"),
        Index(("converted_contact_id",), where="converted_contact_id IS NOT NULL"),
    ),
    teaser=("company", "title", "city", "status", "source"),
    pick_up=LEAD_PICK_UP,
)

"""Accounts (客户): the companies one sells to."""

from core.accounts.pick_up import ACCOUNT_PICK_UP
from core.accounts.rename import APPLY_RENAME, name_by_application
from core.behaviours.called import REACHED, Called, call_mark
from core.behaviours.owned import Owned
from core.behaviours.pooled import Pooled
from core.behaviours.shared import Shared
from core.objects.definition import HardKey, Index, ObjectDef, SoftKey, View
from core.objects.fields import (
    Option,
    choice,
    choices,
    day,
    long_text,
    mailbox,
    moment,
    number,
    telephone,
    text,
    web_address,
)
from core.objects.record import Record
from core.text.keys import company_exact_keys, company_keys, credit_code_keys, domain_keys, phone_keys

STATUS = (
    Option("potential", "潜在", "blue"),
    Option("active", "合作中", "green"),
    Option("lost", "已流失", "neutral"),
)
LEVELS = (Option("a", "A", "neutral"), Option("b", "B", "neutral"), Option("c", "C", "neutral"))
KINDS = (Option("organisation", "企业", "blue"), Option("person", "个人", "teal"))
STAGES = (
    Option("potential", "潜在客户", "blue"),
    Option("intent", "意向客户", "violet"),
    Option("customer", "成交客户", "green"),
    Option("repeat", "复购客户", "teal"),
    Option("dormant", "沉默客户", "neutral"),
)
ORIGINS = (
    Option("self", "自建"),
    Option("pool", "公海"),
    Option("lead", "线索转换"),
    Option("import", "导入"),
)
INDUSTRIES = (
    Option("manufacturing", "制造"),
    Option("software", "软件与信息技术"),
    Option("trade", "贸易零售"),
    Option("construction", "建筑工程"),
    Option("logistics", "物流"),
    Option("medical", "医疗健康"),
    Option("education", "教育"),
    Option("finance", "金融"),
    Option("other", "其他"),
)


class Account(Called, Pooled, Shared, Owned, Record):
    kind = choice("类型", KINDS, default="organisation")
    name = text("客户名称", 200, required=True, searchable=True, sortable=True)
    credit_code = text("统一社会信用代码", 18)
    industry = choice("行业", INDUSTRIES)
    level = choice("级别", LEVELS)
    status = choice("状态", STATUS, default="potential")
    phone = telephone("电话", searchable=True)
    fax = telephone("传真")
    email = mailbox("邮箱", searchable=True)
    website = web_address("网站")
    city = text("城市", 40)
    address = text("地址", 300)
    postcode = text("邮编", 10)
    lat = number("纬度", sortable=False)
    lng = number("经度", sortable=False)
    tags = choices("标签")
    stage = choice("客户阶段", STAGES, default="potential")
    origin = choice("创建类型", ORIGINS, default="self", readonly=True, at_creation=True)
    legal_person = text("法定代表人", 60)
    registered_capital = text("注册资本", 60)
    founded_on = day("成立日期")
    next_follow_at = moment("下次跟进")
    last_follow_at = moment("最近跟进", readonly=True)
    last_follow_note = text("最近跟进内容", 400, readonly=True)
    note = long_text("备注")

    class Meta:
        table = "account"


IDLE = {"any": [{"field": "last_follow_at", "empty": True}, {"field": "last_follow_at", "lt": "last_n_days:7"}]}

ACCOUNT = ObjectDef(
    key="account",
    label="客户",
    model=Account,
    title="name",
    subtitle=("industry", "city"),
    tags=("stage", "status", "level"),
    date="next_follow_at",
    listed=(
        "name",
        "industry",
        "city",
        "stage",
        "level",
        "phone",
        "tags",
        "owner",
        "last_follow_at",
        "next_follow_at",
        "updated_at",
    ),
    common=("name", "industry", "level", "phone", "city", "address", "next_follow_at", "note"),
    views=(
        View("mine", "我负责的", {"field": "owner", "is": "me"}, "next_follow_at"),
        View(
            "due",
            "今天要跟进",
            {"all": [{"field": "owner", "is": "me"}, {"field": "next_follow_at", "within": "today"}]},
            "next_follow_at",
        ),
        View(
            "overdue",
            "逾期",
            {"all": [{"field": "owner", "is": "me"}, {"field": "next_follow_at", "lt": "today"}]},
            "next_follow_at",
        ),
        View("team", "团队的", {"field": "owner", "is": "my_team"}),
        View("joined", "我参与的", {"field": "team", "is": "me"}),
        View("all", "全部"),
        View("idle", "7天未跟进的", IDLE),
    ),
    actions=(call_mark(REACHED), APPLY_RENAME),
    after=(name_by_application,),
    hard_keys=(
        HardKey("credit", "credit_code", credit_code_keys),
        HardKey("company_exact", "name", company_exact_keys, switch="duplicates.company_is_hard"),
    ),
    soft_keys=(
        SoftKey("company", "name", company_keys, also=("lead",)),
        SoftKey("phone", "phone", phone_keys),
        SoftKey("domain", "website", domain_keys),
        SoftKey("domain", "email", domain_keys),
    ),
    indexes=(
        Index(("owner_id", "next_follow_at", "id"), where="deleted_at IS NULL"),
        Index(("status", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("created_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("lat", "lng"), where="deleted_at IS NULL"),
        Index(("owner_id", "call_mark", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
    ),
    teaser=("name", "industry", "city", "level"),
    pick_up=ACCOUNT_PICK_UP,
)

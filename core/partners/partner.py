"""Partners (合作伙伴): who sells, installs or delivers together with us."""

from core.behaviours.owned import Owned
from core.objects.definition import HardKey, Index, ObjectDef, SoftKey, View
from core.objects.fields import Option, choice, long_text, mailbox, telephone, text, web_address
from core.objects.record import Record
from core.text.keys import company_exact_keys, company_keys, domain_keys, mobile_keys

KINDS = (
    Option("channel", "渠道", "blue"),
    Option("integrator", "集成商", "violet"),
    Option("agent", "代理", "teal"),
    Option("supplier", "供应商", "amber"),
    Option("other", "其他"),
)
LEVELS = (
    Option("strategic", "战略", "violet"),
    Option("core", "核心", "blue"),
    Option("ordinary", "普通"),
)


class Partner(Owned, Record):
    name = text("公司名称", 200, required=True, searchable=True, sortable=True)
    kind = choice("类型", KINDS, default="channel")
    level = choice("级别", LEVELS, default="ordinary")
    contact_person = text("联系人", searchable=True)
    phone = telephone("电话", searchable=True)
    email = mailbox("邮箱", searchable=True)
    website = web_address("网站")
    city = text("城市", 40)
    region = text("覆盖区域", 100)
    note = long_text("备注")

    class Meta:
        table = "partner"


PARTNER = ObjectDef(
    key="partner",
    label="合作伙伴",
    model=Partner,
    title="name",
    subtitle=("contact_person", "city"),
    tags=("kind", "level"),
    listed=("name", "kind", "level", "contact_person", "phone", "city", "region", "owner", "updated_at"),
    common=("name", "kind", "level", "contact_person", "phone", "email", "city", "region"),
    views=(
        View("all", "全部"),
        View("mine", "我添加的", {"field": "owner", "is": "me"}),
        *(View(kind.value, kind.label, {"field": "kind", "is": kind.value}) for kind in KINDS[:-1]),
    ),
    public=True,
    hard_keys=(HardKey("company_exact", "name", company_exact_keys),),
    soft_keys=(
        SoftKey("company", "name", company_keys),
        SoftKey("domain", "website", domain_keys),
        SoftKey("mobile", "phone", mobile_keys),
    ),
    indexes=(
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("kind", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
    ),
)

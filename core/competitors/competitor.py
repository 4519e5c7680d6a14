"""Competitors (竞争对手): whom one meets in a deal, how strong they are, and what to answer."""

from core.behaviours.owned import Owned
from core.objects.definition import HardKey, Index, ObjectDef, SoftKey, View
from core.objects.fields import Option, choice, long_text, text, web_address
from core.objects.record import Record
from core.text.keys import company_exact_keys, company_keys, domain_keys

THREATS = (
    Option("high", "高", "red"),
    Option("medium", "中", "amber"),
    Option("low", "低", "green"),
)


class Competitor(Owned, Record):
    name = text("公司名称", 200, required=True, searchable=True, sortable=True)
    website = web_address("网站")
    city = text("城市", 40)
    threat = choice("威胁程度", THREATS, default="medium")
    strengths = long_text("优势")
    weaknesses = long_text("劣势")
    strategy = long_text("竞争策略")
    response = long_text("应对办法")
    note = long_text("备注")

    class Meta:
        table = "competitor"


COMPETITOR = ObjectDef(
    key="competitor",
    label="竞争对手",
    model=Competitor,
    title="name",
    subtitle=("city", "website"),
    tags=("threat",),
    listed=("name", "threat", "city", "strengths", "weaknesses", "owner", "updated_at"),
    common=("name", "threat", "website", "strengths", "weaknesses", "strategy", "response"),
    views=(
        View("all", "全部"),
        View("strong", "威胁高", {"field": "threat", "is": "high"}),
        View("mine", "我添加的", {"field": "owner", "is": "me"}),
    ),
    public=True,
    hard_keys=(HardKey("company_exact", "name", company_exact_keys),),
    soft_keys=(SoftKey("company", "name", company_keys), SoftKey("domain", "website", domain_keys)),
    indexes=(
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("threat", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
    ),
)

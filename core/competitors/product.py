"""What competitors sell (竞争产品), and which of our products each of it stands against."""

from core.behaviours.owned import Owned
from core.objects.amounts import not_below_nothing
from core.objects.definition import Index, ObjectDef, SoftKey, View
from core.objects.fields import long_text, money, reference, text
from core.objects.record import Record
from core.text.keys import label_keys


class CompetitorProduct(Owned, Record):
    name = text("产品名称", 200, required=True, searchable=True, sortable=True)
    competitor = reference("竞争对手", "competitor", "Competitor", required=True)
    price = money("价格")
    product = reference("对应我方产品", "product", "Product")
    features = long_text("功能特点")
    strengths = long_text("优势")
    weaknesses = long_text("劣势")

    class Meta:
        table = "competitor_product"


COMPETITOR_PRODUCT = ObjectDef(
    key="competitor_product",
    label="竞争产品",
    model=CompetitorProduct,
    title="name",
    subtitle=("competitor", "product"),
    amount="price",
    listed=("name", "competitor", "price", "product", "strengths", "weaknesses", "updated_at"),
    common=("name", "competitor", "price", "product", "features", "strengths", "weaknesses"),
    views=(View("all", "全部"),),
    checks=(not_below_nothing("price", "价格"),),
    public=True,
    parents=("competitor",),
    listed_with=("product",),
    soft_keys=(SoftKey("name", "name", label_keys),),
    indexes=(Index(("name", "id"), where="deleted_at IS NULL"),),
)

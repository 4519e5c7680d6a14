"""What competitors are doing (对手动态): new products, projects at customers, changes inside the company."""

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.behaviours.dated import happened_now
from core.behaviours.owned import Owned
from core.objects.definition import ObjectDef, View
from core.objects.fields import Option, choice, long_text, moment, reference, text
from core.objects.record import Record

KINDS = (
    Option("product", "新产品", "blue"),
    Option("project", "客户项目", "amber"),
    Option("inside", "内部动向", "violet"),
    Option("other", "其他"),
)


def open_to_all(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """News that names no customer is for everybody; what names one is for those who see the customer."""
    everybody: Criterion = table.account_id.isnull()
    return everybody if verb == "read" else None


class CompetitorEvent(Owned, Record):
    subject = text("标题", 200, required=True, searchable=True)
    competitor = reference("竞争对手", "competitor", "Competitor", required=True)
    kind = choice("类型", KINDS, default="other")
    content = long_text("详情", searchable=True)
    at = moment("发生时间")
    account = reference("相关客户", "account", "Account", help="填了就只有看得到这个客户的人能看")

    behaviour_grants = (open_to_all,)

    class Meta:
        table = "competitor_event"


COMPETITOR_EVENT = ObjectDef(
    key="competitor_event",
    label="对手动态",
    model=CompetitorEvent,
    title="subject",
    subtitle=("at", "competitor", "account"),
    tags=("kind",),
    listed=("subject", "competitor", "kind", "content", "account", "at", "owner"),
    common=("subject", "competitor", "kind", "content", "at", "account"),
    order="-at",
    views=(
        View("all", "全部"),
        View("recent", "近 30 天", {"field": "at", "within": "last_n_days:30"}),
        View("mine", "我记录的", {"field": "owner", "is": "me"}),
    ),
    parents=("account",),
    listed_with=("competitor",),
    on_create=(happened_now,),
)

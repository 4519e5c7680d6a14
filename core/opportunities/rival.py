"""Rivals of an opportunity (商机竞争对手): who else wants the deal, and how one stands against them."""

from core.objects.definition import Index, ObjectDef, View
from core.objects.fields import Option, choice, long_text, reference
from core.objects.record import Record
from core.opportunities.part import PartOfOpportunity, asked_again, once_each

STANDINGS = (
    Option("ahead", "我们领先", "green"),
    Option("even", "不相上下", "amber"),
    Option("behind", "对手领先", "red"),
)


ONCE = once_each("competitor", "这个对手已经在这个商机里了")


class OpportunityRival(PartOfOpportunity, Record):
    competitor = reference("竞争对手", "competitor", "Competitor", required=True)
    competitor_id: int
    standing = choice("形势", STANDINGS)
    offer = long_text("对手的方案和报价", 1000)
    plan = long_text("应对办法", 1000)

    behaviour_asking = (ONCE,)
    behaviour_after = (asked_again(ONCE, "competitor"),)

    class Meta:
        table = "opportunity_rival"


OPPORTUNITY_RIVAL = ObjectDef(
    key="opportunity_rival",
    label="商机竞争对手",
    model=OpportunityRival,
    title="offer",
    subtitle=("competitor", "opportunity"),
    tags=("standing",),
    listed=("competitor", "standing", "offer", "plan", "opportunity", "updated_at"),
    common=("opportunity", "competitor", "standing", "offer", "plan"),
    order="id",
    parents=("opportunity",),
    listed_with=("competitor",),
    views=(View("all", "全部"),),
    indexes=(Index(("competitor_id", "id"), where="deleted_at IS NULL"),),
)

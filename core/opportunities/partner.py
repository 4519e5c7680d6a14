"""Partners of an opportunity (商机合作伙伴): who helps to win it, and with what part."""

from core.objects.definition import Index, ObjectDef, View
from core.objects.fields import Option, choice, reference, text
from core.objects.record import Record
from core.opportunities.part import PartOfOpportunity, asked_again, once_each

PARTS = (
    Option("introduces", "介绍", "blue"),
    Option("resells", "转售", "teal"),
    Option("integrates", "集成", "violet"),
    Option("implements", "实施", "green"),
    Option("other", "其他"),
)


ONCE = once_each("partner", "这个伙伴已经在这个商机里了")


class OpportunityPartner(PartOfOpportunity, Record):
    partner = reference("合作伙伴", "partner", "Partner", required=True)
    partner_id: int
    part = choice("角色", PARTS)
    note = text("备注", 200)

    behaviour_asking = (ONCE,)
    behaviour_after = (asked_again(ONCE, "partner"),)

    class Meta:
        table = "opportunity_partner"


OPPORTUNITY_PARTNER = ObjectDef(
    key="opportunity_partner",
    label="商机合作伙伴",
    model=OpportunityPartner,
    title="note",
    subtitle=("partner", "opportunity"),
    tags=("part",),
    listed=("partner", "part", "note", "opportunity", "updated_at"),
    common=("opportunity", "partner", "part", "note"),
    order="id",
    parents=("opportunity",),
    listed_with=("partner",),
    views=(View("all", "全部"),),
    indexes=(Index(("partner_id", "id"), where="deleted_at IS NULL"),),
)

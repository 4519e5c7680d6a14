"""People of an opportunity (商机联系人): contacts of the customer, each with a part in the decision (决策链)."""

from typing import Any

from core.accounts.companies import companies_of
from core.accounts.contact import CONTACT
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import Option, choice, reference, text
from core.objects.record import Record
from core.objects.registry import object_named
from core.objects.writing import create, locked
from core.opportunities.part import PartOfOpportunity, asked_again, once_each

ROLES = (
    Option("decider", "决策人", "violet"),
    Option("approver", "审批人", "red"),
    Option("influencer", "影响者", "blue"),
    Option("evaluator", "评估人", "amber"),
    Option("user", "使用者", "neutral"),
    Option("buyer", "采购", "teal"),
    Option("coach", "内部支持者", "green"),
)
ATTITUDES = (Option("support", "支持", "green"), Option("neutral", "中立"), Option("oppose", "反对", "red"))
ONCE = once_each("contact", "这位联系人已经在这个商机里了")


async def one_of_the_customer(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """The contact works for the opportunity's customer, and stands there once. Raises Invalid."""
    contact_id = values.get("contact")
    opportunity_id = values.get("opportunity") or (record.opportunity_id if record else None)
    if not contact_id or not opportunity_id:
        return
    opportunity: Any = await object_named("opportunity").model.get(id=opportunity_id)
    if opportunity.account_id not in await companies_of(contact_id):
        raise Invalid({"contact": "这位联系人不是这个客户的，选客户的联系人，或新建一位"})
    await ONCE(actor, definition, record, values)


async def new_contact(actor: Actor, values: Values) -> Values:
    """{"contact": {"name": …}} makes the contact with the customer first; ids stay as they are (XS 3.7.5)."""
    given = values.get("contact")
    if not isinstance(given, dict) or "id" in given:
        return values
    opportunity = await locked(actor, object_named("opportunity"), _id(values.get("opportunity")), "update")
    try:
        contact = await create(actor, CONTACT, {**given, "account": opportunity.account_id})
    except Invalid as wrong:
        raise Invalid({f"contact.{key}": text for key, text in wrong.fields.items()}, wrong.message) from wrong
    return {**values, "contact": contact.id}


def _id(value: Any) -> int:
    found = value.get("id") if isinstance(value, dict) else value
    if isinstance(found, bool) or not isinstance(found, int):
        raise Conflict("先选商机，再加联系人")
    return found


class OpportunityContact(PartOfOpportunity, Record):
    contact = reference("联系人", "contact", "Contact", required=True)
    contact_id: int
    role = choice("角色", ROLES)
    attitude = choice("态度", ATTITUDES)
    note = text("备注", 200)

    behaviour_asking = (one_of_the_customer,)
    behaviour_after = (asked_again(one_of_the_customer, "contact"),)

    class Meta:
        table = "opportunity_contact"


OPPORTUNITY_CONTACT = ObjectDef(
    key="opportunity_contact",
    label="商机联系人",
    model=OpportunityContact,
    title="note",
    subtitle=("contact", "opportunity"),
    tags=("role", "attitude"),
    listed=("contact", "role", "attitude", "note", "opportunity", "updated_at"),
    common=("opportunity", "contact", "role", "attitude", "note"),
    order="id",
    parents=("opportunity",),
    accepts=(new_contact,),
    views=(View("all", "全部"),),
    indexes=(Index(("contact_id",), where="deleted_at IS NULL"),),
)

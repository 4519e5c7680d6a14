"""About (关联记录): a lead, opportunity, account or contact that a record is about, and what is above it (32)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.actor import Actor
from core.errors import Invalid, NotFound
from core.objects.definition import Values
from core.objects.fields import reference
from core.objects.query import visible_ids
from core.objects.registry import object_named

SUBJECTS = ("lead", "opportunity", "account", "contact")


async def fill_subject(actor: Actor, record: Any) -> None:
    """Sets subject and ancestors. What a lead became is an ancestor too, and so is the account of a
    contact or an opportunity."""
    settle_subject(record)
    if record.lead_id:
        lead: Any = await object_named("lead").model.get(id=record.lead_id)
        record.account_id = record.account_id or lead.converted_account_id
        record.contact_id = record.contact_id or lead.converted_contact_id
    if record.contact_id and not record.account_id:
        contact: Any = await object_named("contact").model.get(id=record.contact_id)
        record.account_id = contact.account_id
    if record.opportunity_id and not record.account_id:
        opportunity: Any = await object_named("opportunity").model.get(id=record.opportunity_id)
        record.account_id = opportunity.account_id


def settle_subject(record: Any) -> None:
    """The first record that is referred to; none where there is none."""
    named = ((key, getattr(record, f"{key}_id")) for key in SUBJECTS)
    record.subject_object, record.subject_id = next(((key, one) for key, one in named if one), ("", None))


async def subject_values(actor: Actor, values: Values) -> Values:
    """{"subject": {"object": "account", "id": 12}} as the reference it means; other values stay."""
    subject = values.pop("subject", None)
    if subject is None:
        return values
    if not isinstance(subject, dict) or subject.get("object") not in SUBJECTS or not isinstance(subject.get("id"), int):
        raise Invalid({"subject": '关联的记录要写成 {"object": "account", "id": 12}'})
    key, record_id = str(subject["object"]), int(subject["id"])
    if record_id not in await visible_ids(actor, object_named(key), [record_id]):
        raise NotFound()
    return {**values, key: record_id}


class About(Model):
    """Conversion and merge add to the references and leave the subject: it says which of them was meant (32)."""

    subject_object = fields.CharField(40, default="", db_default="")
    subject_id = fields.BigIntField(null=True)
    lead = reference("线索", "lead", "Lead")
    account = reference("客户", "account", "Account")
    contact = reference("联系人", "contact", "Contact")
    opportunity = reference("商机", "opportunity", "Opportunity")

    behaviour_on_create = (fill_subject,)

    class Meta:
        abstract = True

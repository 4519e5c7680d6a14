"""What picking up a lead demands (捡回线索): its form, completed and saved."""

from typing import Any

from core.actor import Actor
from core.errors import Invalid
from core.objects.definition import PickUp, Values
from core.objects.fields import Face
from core.objects.registry import object_named
from core.objects.writing import refuse_incomplete, update


async def complete_form(actor: Actor, record: Any, values: Values) -> None:
    """The lead is the actor's already; what is missing in its form gives it back."""
    if values["values"] is None:
        raise Invalid({"values": "先把线索资料补全，保存后就归你"})
    lead = object_named("lead")
    await refuse_incomplete(lead, await update(actor, lead, record.id, values["values"]))


LEAD_PICK_UP = PickUp({"values": Face("线索资料", "values")}, complete_form)

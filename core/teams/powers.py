"""The nine powers of a collaborator (协作人权限), and which of them writing below a record takes.

`contracts` and `filing` are kept and shown from the start and take effect for each object as soon as that object stands
below the shared one. `opportunities` adds; the opportunity then belongs to its own owner and team.
"""

from core.objects.fields import Option

POWERS = (
    Option("edit", "修改资料"),
    Option("contacts", "添加和修改联系人"),
    Option("follow_up", "添加自己的跟进"),
    Option("opportunities", "添加商机"),
    Option("contracts", "添加合同"),
    Option("invoices", "协助开票"),
    Option("filing", "协助归档"),
    Option("mutual", "互相可见并通知"),
    Option("hand_over", "工作交接"),
)
ORDER = tuple(power.value for power in POWERS)

# What a collaborator needs to add a record of an object below the shared one; other objects need `edit`.
NEEDED = {
    "contact": "contacts",
    "contact_company": "contacts",
    "activity": "follow_up",
    "task": "follow_up",
    "attachment": "follow_up",
    "opportunity": "opportunities",
    "contract": "contracts",
    "invoice_profile": "invoices",
    "invoice": "invoices",
    "filing": "filing",
}
# What every follower may add; anything else takes the right to edit.
FOLLOWERS_ADD = ("activity", "attachment", "task")
# Where the power also opens what others wrote. One's own follow-ups are all that `follow_up` gives.
CHANGED_WITH_POWER = ("contact", "contact_company", "invoice_profile")


def in_order(powers: list[str]) -> list[str]:
    """Known powers, each once, in the order people see them."""
    return [key for key in ORDER if key in powers]

"""Further companies of a contact (任职公司): where else somebody works, as what, and since when."""

from core.accounts.companies import may_add_company, refuse_double
from core.accounts.contact import DECISION_ROLES
from core.objects.definition import ObjectDef, View
from core.objects.fields import choice, day, long_text, reference, text
from core.objects.record import Record


class ContactCompany(Record):
    """Nobody owns it: whoever sees the contact or the company sees it, whoever changes one of them changes it."""

    contact = reference("联系人", "contact", "Contact", required=True)
    account = reference("公司", "account", "Account", required=True, listed_as="兼职联系人")
    title = text("职务", required=True, searchable=True)
    department = text("部门")
    decision_role = choice("决策角色", DECISION_ROLES)
    since = day("任职起始")
    note = long_text("备注")

    behaviour_asking = (may_add_company,)
    behaviour_after = (refuse_double,)

    class Meta:
        table = "contact_company"


CONTACT_COMPANY = ObjectDef(
    key="contact_company",
    label="任职公司",
    model=ContactCompany,
    title="title",
    subtitle=("contact", "account"),
    tags=("decision_role",),
    listed=("title", "contact", "account", "department", "since", "updated_at"),
    common=("contact", "account", "title", "department", "decision_role", "since"),
    parents=("contact", "account"),
    views=(View("all", "全部"),),
)

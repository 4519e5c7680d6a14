"""Every business object, in one explicit list (对象清单). Adding an object adds one line here."""

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.accounts.contact_company import CONTACT_COMPANY
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.accounts.rename import RENAME_REQUEST
from core.activities.activity import ACTIVITY
from core.catalog.category import PRODUCT_CATEGORY
from core.catalog.product import PRODUCT
from core.competitors.competitor import COMPETITOR
from core.competitors.event import COMPETITOR_EVENT
from core.competitors.market_note import MARKET_NOTE
from core.competitors.product import COMPETITOR_PRODUCT
from core.conversion.convert import CONVERT
from core.files.file import ATTACHMENT
from core.leads.lead import LEAD
from core.objects.deleting import DELETE
from core.objects.registry import objects, register
from core.opportunities.contact import OPPORTUNITY_CONTACT
from core.opportunities.line import OPPORTUNITY_LINE
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.partner import OPPORTUNITY_PARTNER
from core.opportunities.process import SALES_PROCESS, SALES_STAGE
from core.opportunities.proposal import PROPOSAL
from core.opportunities.rival import OPPORTUNITY_RIVAL
from core.partners.partner import PARTNER
from core.people.people import DEPARTMENT, MEMBER, ROLE
from core.pools.group import POOL_GROUP
from core.tasks.task import TASK

ALL = (
    LEAD, ACCOUNT, CONTACT, ACTIVITY, TASK, CONTACT_COMPANY, ATTACHMENT, INVOICE_PROFILE, RENAME_REQUEST, POOL_GROUP,
    MEMBER, DEPARTMENT, ROLE, PRODUCT_CATEGORY, PRODUCT, COMPETITOR, COMPETITOR_PRODUCT, COMPETITOR_EVENT,
    MARKET_NOTE, PARTNER, SALES_PROCESS, SALES_STAGE, OPPORTUNITY, OPPORTUNITY_LINE, OPPORTUNITY_CONTACT,
    OPPORTUNITY_RIVAL, OPPORTUNITY_PARTNER, PROPOSAL,
)  # fmt: skip


def register_all() -> None:
    """Fills the registry, with what rooms above an object do with it; calling it again changes nothing."""
    if not objects():
        LEAD.extend(CONVERT)
        for definition in ALL:
            if not definition.kept:
                definition.extend(DELETE)
        register(ALL)

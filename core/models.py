"""Every table, for Tortoise and its migrations (全部数据表). Adding an object adds one line here."""

from core.accounts.account import Account
from core.accounts.contact import Contact
from core.accounts.contact_company import ContactCompany
from core.accounts.invoice_profile import InvoiceProfile
from core.accounts.rename import RenameRequest
from core.activities.activity import Activity
from core.behaviours.called import CallMark
from core.cards.scan import CardSave, CardScan
from core.catalog.category import ProductCategory
from core.catalog.product import Product
from core.company import CompanySetting
from core.competitors.competitor import Competitor
from core.competitors.event import CompetitorEvent
from core.competitors.market_note import MarketNote
from core.competitors.product import CompetitorProduct
from core.dialogs import Dialog
from core.exporting.run import ExportRun
from core.external.link import ExternalLink
from core.files.file import Attachment, StoredFile
from core.idempotency import IdempotentRequest
from core.importing.run import ImportProblem, ImportRun
from core.inbox import Inbox
from core.jobs import Job, Schedule
from core.leads.lead import Lead
from core.objects.binning import Binned
from core.objects.custom import CustomField
from core.objects.deeds import Aside, Deed
from core.objects.duplicates import RecordHint, RecordKey
from core.objects.field_settings import FieldSetting
from core.objects.history import Change
from core.objects.saved_views import ListSetting, SavedView
from core.opportunities.contact import OpportunityContact
from core.opportunities.guide import StageAnswer
from core.opportunities.line import OpportunityLine
from core.opportunities.opportunity import Opportunity
from core.opportunities.partner import OpportunityPartner
from core.opportunities.process import EditionStage, ProcessEdition, SalesProcess, SalesStage, StageItem
from core.opportunities.proposal import Proposal
from core.opportunities.rival import OpportunityRival
from core.opportunities.stay import StageStay
from core.org.sessions import Session
from core.org.tables import Department, Duty, FieldRule, Member, MemberRole, Role, RoleGrant, Superior
from core.outbox import Outbox
from core.partners.partner import Partner
from core.pools.facts import PoolApplication, PoolEvent, RecycleWarning
from core.pools.group import PoolGroup, PoolMember
from core.pools.rules import AssignmentRule, RecycleRule
from core.suspects.pair import Suspect, SuspectSearch
from core.tasks.task import Task
from core.teams.handover import Handover
from core.teams.team import TeamMember

__all__ = [
    "Account",
    "Activity",
    "Aside",
    "AssignmentRule",
    "Attachment",
    "Binned",
    "CallMark",
    "CardSave",
    "CardScan",
    "Change",
    "CompanySetting",
    "Competitor",
    "CompetitorEvent",
    "CompetitorProduct",
    "Contact",
    "ContactCompany",
    "CustomField",
    "Deed",
    "Department",
    "Dialog",
    "Duty",
    "EditionStage",
    "ExportRun",
    "ExternalLink",
    "FieldRule",
    "FieldSetting",
    "Handover",
    "IdempotentRequest",
    "ImportProblem",
    "ImportRun",
    "Inbox",
    "InvoiceProfile",
    "Job",
    "Lead",
    "ListSetting",
    "MarketNote",
    "Member",
    "MemberRole",
    "Opportunity",
    "OpportunityContact",
    "OpportunityLine",
    "OpportunityPartner",
    "OpportunityRival",
    "Outbox",
    "Partner",
    "PoolApplication",
    "PoolEvent",
    "PoolGroup",
    "PoolMember",
    "ProcessEdition",
    "Product",
    "ProductCategory",
    "Proposal",
    "RecordHint",
    "RecordKey",
    "RecycleRule",
    "RecycleWarning",
    "RenameRequest",
    "Role",
    "RoleGrant",
    "SalesProcess",
    "SalesStage",
    "SavedView",
    "Schedule",
    "Session",
    "StageAnswer",
    "StageItem",
    "StageStay",
    "StoredFile",
    "Superior",
    "Suspect",
    "SuspectSearch",
    "Task",
    "TeamMember",
]

# Tortoise would turn docstrings into table comments: a changed sentence would be a migration, and on SQLite one with a
# semicolon breaks it.
for _name in __all__:
    globals()[_name]._meta.table_description = ""

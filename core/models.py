"""Every table, for Tortoise and its migrations (全部数据表). Adding an object adds one line here."""

from core.accounts.account import Account
from core.accounts.contact import Contact
from core.activities.activity import Activity
from core.cards.scan import CardSave, CardScan
from core.dialogs import Dialog
from core.files.file import Attachment, StoredFile
from core.idempotency import IdempotentRequest
from core.inbox import Inbox
from core.jobs import Job, Schedule
from core.leads.lead import Lead
from core.objects.custom import CustomField
from core.objects.duplicates import RecordHint, RecordKey
from core.objects.history import Change
from core.org.sessions import Session
from core.org.tables import Department, Duty, FieldRule, Member, MemberRole, Role, RoleGrant, Superior
from core.outbox import Outbox

__all__ = [
    "Account",
    "Activity",
    "Attachment",
    "CardSave",
    "CardScan",
    "Change",
    "Contact",
    "CustomField",
    "Department",
    "Dialog",
    "Duty",
    "FieldRule",
    "IdempotentRequest",
    "Inbox",
    "Job",
    "Lead",
    "Member",
    "MemberRole",
    "Outbox",
    "RecordHint",
    "RecordKey",
    "Role",
    "RoleGrant",
    "Schedule",
    "Session",
    "StoredFile",
    "Superior",
]

# Tortoise would turn docstrings into table comments: a changed sentence would be a migration, and on SQLite one with a
# semicolon breaks it.
for _name in __all__:
    globals()[_name]._meta.table_description = ""

"""The normal forms by which records are compared (归一): numbers, addresses, names and codes, in one place."""

from core.text.company import company_exact, company_key
from core.text.credit_code import credit_code
from core.text.fold import fold
from core.text.mail import domain, emails, is_shared_mailbox
from core.text.people import person_key
from core.text.phones import is_mobile, is_switchboard, mobile, phone, phones

__all__ = [
    "company_exact",
    "company_key",
    "credit_code",
    "domain",
    "emails",
    "fold",
    "is_mobile",
    "is_shared_mailbox",
    "is_switchboard",
    "mobile",
    "person_key",
    "phone",
    "phones",
]

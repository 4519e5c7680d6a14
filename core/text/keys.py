"""Which values of a field identify a record, and which only hint at it (查重键)."""

from functools import lru_cache
from hashlib import sha256
from typing import Final

from core.text.fold import fold, narrow
from core.text.normal import (
    company_exact,
    company_key,
    credit_code,
    domain,
    emails,
    is_mobile,
    is_shared_mailbox,
    phones,
)

LONGEST: Final = 200
REPEATED: Final = 4096  # texts whose addresses are kept: both kinds of keys are made of the same


def mobile_keys(text: str) -> list[str]:
    """Every mobile number in a text; switchboards and landlines are no keys."""
    return [number for number in phones(text) if is_mobile(number)]


def phone_keys(text: str) -> list[str]:
    return [number for number in phones(text) if not is_mobile(number)]


def mailbox_keys(text: str) -> list[str]:
    """Personal addresses; info@ and its like belong to many."""
    return [address for address, shared in _mailboxes(text) if not shared]


def shared_mailbox_keys(text: str) -> list[str]:
    return [address for address, shared in _mailboxes(text) if shared]


@lru_cache(maxsize=REPEATED)
def _mailboxes(text: str) -> tuple[tuple[str, bool], ...]:
    """Each address, and whether several people read it."""
    return tuple((address, is_shared_mailbox(address)) for address in emails(text))


def company_keys(text: str) -> list[str]:
    key = company_key(text)
    return [key] if key else []


def company_exact_keys(text: str) -> list[str]:
    """The name of one legal entity, where the company wants each to be there once."""
    key = company_exact(text)
    return [key] if key else []


def credit_code_keys(text: str) -> list[str]:
    code = credit_code(text)
    return [code] if code else []


def domain_keys(text: str) -> list[str]:
    found = domain(text)
    return [found] if found else []


def code_keys(text: str) -> list[str]:
    """A number that people give to things: its case and width do not matter."""
    code = narrow(text).strip().upper()
    return [code] if code else []


def label_keys(text: str) -> list[str]:
    """A name as it is compared: case, width and spaces do not matter."""
    name = "".join(fold(text).split())
    return [name] if name else []


def path_keys(text: str) -> list[str]:
    """A place in a tree; the key of a long one is short."""
    path = " ".join(fold(text).split())
    return [path if len(path) <= LONGEST else sha256(path.encode()).hexdigest()] if path else []

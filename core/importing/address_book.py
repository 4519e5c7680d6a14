"""A mailbox's address book as customers (企业邮箱通讯录): people without a company become leads where that is wanted.

They are an import of their own beside the customers', of the other rows of the same file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from core.actor import Actor
from core.company import decided
from core.importing.columns import Mapped, targets
from core.importing.headers import is_exmail
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.sheets.sheet import Row, Sheet

SETTING = "import.nameless_become_leads"
PART = "part"  # of a run's options: [column, whether it is filled]: which rows of the file are the run's
COMPANY, PERSON = "name", "contact.name"


async def company_column(actor: Actor, definition: ObjectDef, headers: Sequence[str], mapping: Mapped) -> int | None:
    """The column of the company when rows without one are to become leads; None when they are not."""
    columns = {key: index for index, key in mapping.items()}
    if definition.key != "account" or PERSON not in columns or not is_exmail(headers):
        return None
    wanted = await decided(SETTING) and actor.reach("lead", "create") != "none"
    return columns.get(COMPANY) if wanted else None


def as_leads(actor: Actor, mapping: Mapped) -> Mapped:
    """The columns of customers and their contacts as those of leads; what leads do not have is left out."""
    known = {target.key for target in targets(actor, object_named("lead"))} - {"id"}
    found = {index: _as_lead(key) for index, key in mapping.items()}
    people = {found[index] for index, key in mapping.items() if "." in key}
    return {
        index: key
        for index, key in found.items()
        if key in known and not ("." not in mapping[index] and key in people)  # the person's own come first
    }


def _as_lead(key: str) -> str:
    return "company" if key == COMPANY else key.removeprefix("contact.")


def part_of(sheet: Sheet, options: dict[str, Any]) -> Sheet:
    """The rows of a file that are a run's. Reads the file once, where they are not all."""
    if PART not in options:
        return sheet
    column, filled = options[PART]

    def read() -> Iterator[Row]:
        return ((number, cells) for number, cells in sheet.read() if (cells[column] is not None) == filled)

    return replace(sheet, read=read, height=sum(1 for _ in read()))

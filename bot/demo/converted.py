"""Leads that became customers (已转换的线索): the accounts and contacts are there, these are where they came from."""

from datetime import timedelta

from bot.demo.making import Making
from bot.demo.planned import At, Planned, Step
from bot.demo.words import SOURCES

CONVERTED = 40
COPIED = ("name", "department", "title", "mobile", "email")


def plan_converted(making: Making, contacts: list[At]) -> list[At]:
    """One lead for the first contact of each of some accounts that have an owner."""
    firsts: dict[At, At] = {}
    for place in contacts:
        account = making.at(place).values["account_id"]
        if making.at(account).owner is not None:
            firsts.setdefault(account, place)
    chosen = making.fate.sample(sorted(firsts, key=lambda account: account.position), CONVERTED)
    return [_lead(making, account, firsts[account]) for account in chosen]


def _lead(making: Making, account: At, contact: At) -> At:
    firm, person = making.at(account), making.at(contact)
    at, owner = max(firm.created, person.created), firm.owner
    made = firm.created - timedelta(days=making.fate.randint(2, 20))
    firm.values["origin"] = "lead"
    became = {"converted_at": at, "converted_account": account, "converted_contact": contact, "converted_by": owner}
    before = dict.fromkeys(became)
    values = {
        **{key: person.values[key] for key in COPIED},
        "company": firm.values["name"],
        "city": firm.values["city"],
        "address": firm.values["address"],
        "status": "contacted",
        "level": firm.values["level"],
        "source": making.fate.choice(SOURCES),
        "owner_id": owner,
        "owned_since": made,
        "converted_at": at,
        "converted_account_id": account,
        "converted_contact_id": contact,
        "converted_by_id": owner,
    }
    steps = [Step(at, owner, "convert", before, became)]
    return making.add(Planned("lead", made, owner, values, steps=steps))

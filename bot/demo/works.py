"""Contacts of the demo company that work for further companies (演示任职公司), as directors or advisers."""

from datetime import timedelta

from bot.demo.making import Making
from bot.demo.planned import At, Planned

COUNT = 24
TITLES = ("独立董事", "技术顾问", "采购负责人", "监事", "外聘专家")


def plan_works(making: Making, accounts: list[At], contacts: list[At]) -> None:
    """Each by whoever has the contact, for a company of the same owner, so that both may be shown."""
    owned = [place for place in contacts if making.at(place).owner]
    for contact in making.fate.sample(owned, COUNT):
        person = making.at(contact)
        near = [at for at in accounts if making.at(at).owner == person.owner and at != person.values["account_id"]]
        if not near:
            continue
        account = making.fate.choice(near)
        told = min(max(person.created, making.at(account).created) + timedelta(days=3), making.times.now)
        values = {
            "contact_id": contact,
            "account_id": account,
            "title": making.fate.choice(TITLES),
            "decision_role": making.fate.choice(("decider", "influencer", "")),
            "since": (told - timedelta(days=400)).date(),
        }
        making.add(Planned("contact_company", told, person.owner, values))

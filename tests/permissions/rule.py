"""Who may what, read once more from the decisions (9, 29, 30, 31 and the contract's visibility by default).

Plain Python over facts. It shares nothing with the product's own rule.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from tests.permissions.facts import Group, Person, Thing

FURTHER = ("none", "own", "team", "department", "all")
USUAL = {"read": "team", "update": "team", "assign": "team", "delete": "own", "pool": "own"}
GRANTED = ("product_category", "product")
LIBRARY = ("competitor", "competitor_product", "partner")
PUBLIC = ("member", "department", "role", "pool_group", "sales_process", "sales_stage", *GRANTED, *LIBRARY)
PARTS = ("opportunity_line", "opportunity_contact", "opportunity_rival", "opportunity_partner")
OPENED_BY = {
    "contact": ("account",),
    "contact_company": ("contact", "account"),
    "invoice_profile": ("account",),
    "rename_request": ("account",),
    "activity": ("lead", "opportunity", "account", "contact"),
    "task": ("lead", "opportunity", "account", "contact"),
    "attachment": ("lead", "account", "contact", "rename_request", "opportunity", "proposal", "task"),
    "competitor_product": ("competitor",),
    "competitor_event": ("account",),
    "market_note": ("account",),
    **{key: ("opportunity",) for key in (*PARTS, "proposal")},
}
AUTHORED = ("activity", "task", "proposal")
BESIDE_ACCOUNT = ("opportunity",)
POWER_OVER = {"contact": "contacts", "contact_company": "contacts", "invoice_profile": "invoices"}


@dataclass
class Oracle:
    people: tuple[Person, ...]
    parent_departments: dict[int, int]

    def seen(self, who: Person, things: list[Thing]) -> list[Thing]:
        return [thing for thing in things if self.sees(who, thing)]

    def done(self, who: Person, verb: str, things: list[Thing]) -> list[Thing]:
        return [thing for thing in things if self.does(who, verb, thing)]

    def exported(self, who: Person, things: list[Thing]) -> list[Thing]:
        """What is seen, as if one saw no further than one may export."""
        return [thing for thing in things if self.sees(self.no_further(who, thing.object), thing)]

    def no_further(self, who: Person, key: str) -> Person:
        reach = min(self.reach(who, key, "read"), self.reach(who, key, "export"), key=FURTHER.index)
        return replace(who, roles=tuple({**role, (key, "read"): reach} for role in who.roles))

    def found_in_pool(self, who: Person, things: list[Thing]) -> list[Thing]:
        return [thing for thing in things if self.finds_in_pool(who, thing)]

    def does(self, who: Person, verb: str, thing: Thing) -> bool:
        """Nobody changes what they do not see."""
        return self.sees(who, thing) and self.may(who, verb, thing)

    def sees(self, who: Person, thing: Thing) -> bool:
        return self.may(who, "read", thing)

    def may(self, who: Person, verb: str, thing: Thing) -> bool:
        if thing.binned:
            return False
        if thing.object in PUBLIC and verb == "read":
            return True
        reach = self.reach(who, thing.object, verb)
        if reach in ("all", "none"):
            return reach == "all"
        return (
            self.owns(who, reach, thing)
            or thing.author == who.userid
            or self.is_in_team(who, verb, thing)
            or self.opens_in_pool(who, verb, thing)
            or (verb == "read" and thing.object == "rename_request" and "rename_auditor" in who.duties)
            or (verb == "read" and thing.object == "competitor_event" and "account" not in thing.above)
            or (verb == "read" and self.sells_beside(who, thing))
            or self.opens_through_parent(who, verb, thing)
            or (verb == "read" and self.works_for_one_that_opens(who, thing))
        )

    def reach(self, who: Person, key: str, verb: str) -> str:
        """The furthest that any role says, else what everybody may."""
        if who.admin:
            return "all"
        said = [reach for role in who.roles if (reach := role.get((key, verb)) or role.get(("*", verb)))]
        if not said and verb == "export":
            return self.reach(who, key, "read")
        if not said and verb != "read" and key in GRANTED:
            return "none"
        return max(said, key=FURTHER.index) if said else USUAL[verb]

    def owns(self, who: Person, reach: str, thing: Thing) -> bool:
        """Oneself; from `team` on everybody below; with `department` everybody in one's department and its parts."""
        if thing.owner is None or thing.owner == who.userid:
            return thing.owner is not None
        owner = self.person(thing.owner)
        if reach == "department" and who.department in self.chain(owner.department):
            return True
        return reach != "own" and who.userid in self.above[owner.userid]

    def is_in_team(self, who: Person, verb: str, thing: Thing) -> bool:
        """Everybody in a team reads; the right to edit changes; the rest stays with the owner."""
        place = thing.team.get(who.userid)
        if place is None:
            return False
        return verb == "read" or (verb == "update" and (place.edits or "edit" in place.powers))

    def opens_in_pool(self, who: Person, verb: str, thing: Thing) -> bool:
        """Unclaimed records of groups that let members open them; admins tidy up what nobody owns."""
        group = thing.group
        if group is None or not self.in_group(who, group) or self.reach(who, thing.object, "pool") == "none":
            return False
        if who.userid in group.admins and verb in ("read", "update", "assign"):
            return thing.owner is None and thing.state in ("unclaimed", "discarded", "frozen")
        return group.details and verb == "read" and thing.state == "unclaimed"

    def opens_through_parent(self, who: Person, verb: str, thing: Thing) -> bool:
        """Whoever opens a record sees what hangs on it, whoever changes it changes that; follow-ups and tasks
        are their people's own. A collaborator changes by a power what it names.
        """
        if thing.object in AUTHORED and verb != "read":
            return False
        for key in OPENED_BY.get(thing.object, ()):
            parent = thing.above.get(key)
            if parent is None or parent.binned:
                continue
            place, power = parent.team.get(who.userid), POWER_OVER.get(thing.object)
            if self.may(who, verb, parent) or (verb == "update" and place and power in place.powers):
                return True
        return False

    def sells_beside(self, who: Person, thing: Thing) -> bool:
        """What stands with a customer is read by its owner and by a collaborator with mutual sight, by nobody else of
        the customer's people.
        """
        account = thing.above.get("account")
        if thing.object not in BESIDE_ACCOUNT or account is None or account.binned:
            return False
        place = account.team.get(who.userid)
        return account.owner == who.userid or (place is not None and "mutual" in place.powers)

    def works_for_one_that_opens(self, who: Person, thing: Thing) -> bool:
        """Whoever opens an account reads the contacts that work for it as well."""
        return any(not work.binned and self.may(who, "read", work.above["account"]) for work in thing.works)

    def finds_in_pool(self, who: Person, thing: Thing) -> bool:
        """What is or was in one's pools is listed there, whoever has it now."""
        if thing.binned or thing.group is None:
            return False
        reach = self.reach(who, thing.object, "pool")
        return reach == "all" or (reach != "none" and self.in_group(who, thing.group))

    def in_group(self, who: Person, group: Group) -> bool:
        named = who.userid in (*group.members, *group.admins)
        placed = any(number in self.chain(who.department) for number in group.departments)
        return group.active and (named or placed or group.everyone)

    def person(self, userid: str) -> Person:
        return next(one for one in self.people if one.userid == userid)

    def chain(self, department: int) -> list[int]:
        """A department and those it is part of."""
        return [department, *(self.chain(above) if (above := self.parent_departments[department]) else [])]

    @cached_property
    def above(self) -> dict[str, set[str]]:
        return {one.userid: self.superiors(one) for one in self.people}

    def superiors(self, who: Person) -> set[str]:
        """Reporting line, and heads of one's department and those above it; theirs too."""
        direct = {who.under} - {""}
        direct |= {
            one.userid
            for one in self.people
            if any(number in self.chain(who.department) and number not in who.heads for number in one.heads)
        }
        return direct.union(*(self.superiors(self.person(one)) for one in direct))

"""The records of the permission matrix: for every object one for each relation that somebody can have to it."""

from itertools import cycle

from tests.permissions.facts import Group, Place, Thing
from tests.permissions.people import POWERS

OWNERS = ("boss", "manager", "rep", "other", "south", "trainee", "assistant", "north", "outsider", "blocked")
TEAM = {
    "follower": Place(),
    "editor": Place(edits=True),
    **{f"with_{power}": Place(powers=(power,)) for power in POWERS},
}
# pool state → owner of the record that is in it
STATES = {
    "unclaimed": (None,),
    "claimed": ("rep",),
    "converted": ("rep",),
    "discarded": (None,),
    "frozen": (None, "rep"),
}
BELOW_ACCOUNTS = (
    "contact", "invoice_profile", "rename_request", "activity", "task", "attachment", "competitor_event", "market_note",
)  # fmt: skip
BELOW_LEADS = ("activity", "task", "attachment")
PARTS = {  # and what they name beside their opportunity
    "opportunity_line": "product",
    "opportunity_contact": "contact",
    "opportunity_rival": "competitor",
    "opportunity_partner": "partner",
}
AUTHORS = ("south", "trainee", "blocked", "reader")


def tops(key: str, groups: tuple[Group, ...]) -> list[Thing]:
    """Leads or accounts."""
    owned = [Thing(key, "owned", owner) for owner in OWNERS]
    pooled = [
        Thing(key, f"pooled {state}", owner, group=group, state=state)
        for group in groups
        for state, owners in STATES.items()
        for owner in owners
    ]
    return [
        *owned,
        *pooled,
        Thing(key, "nobody's"),
        Thing(key, "shared", "rep", team=TEAM),
        Thing(key, "shared", "south", team={"other": Place(), "manager": Place(edits=True), "blocked": Place()}),
        Thing(key, "pooled shared", group=groups[1], state="unclaimed", team=TEAM),
        Thing(key, "binned", "rep", team=TEAM, binned=True),
        Thing(key, "binned", group=groups[0], state="unclaimed", binned=True),
    ]


def parents(found: list[Thing]) -> list[Thing]:
    """Records that are open to different people, each for another reason."""
    kept = [one for one in found if one.relation in ("shared", "pooled shared", "binned")]
    kept += [one for one in found if one.relation == "owned" and one.owner in ("rep", "assistant", "blocked", "boss")]
    wanted = ("unclaimed", "discarded")
    return kept + [one for one in found if one.group and one.group.name in ("open", "closed") and one.state in wanted]


def children(key: str, field: str, above: list[Thing]) -> list[Thing]:
    """Below each, one of the same owner and one of somebody who need not see the parent."""
    return [
        Thing(key, f"below {parent.relation}", owner, above={field: parent})
        for parent in above
        for owner in dict.fromkeys((parent.owner, "outsider"))
    ]


def opportunities(accounts: list[Thing]) -> list[Thing]:
    """Below customers that are open to different people; each owner also has one with somebody else's customer."""
    owned = [one for one in accounts if one.relation == "owned"]
    rep = next(one for one in owned if one.owner == "rep")
    places = {"other": Place(), "manager": Place(edits=True), "blocked": Place()}
    return [
        *children("opportunity", "account", parents(accounts)),
        *(
            Thing("opportunity", "owned", owner, above={"account": account})
            for owner, account in zip(OWNERS, owned, strict=True)
        ),
        Thing("opportunity", "nobody's", above={"account": rep}),
        Thing("opportunity", "shared", "outsider", team=TEAM, above={"account": rep}),
        Thing("opportunity", "shared", "south", team=places, above={"account": owned[0]}),
        Thing("opportunity", "binned", "rep", team=TEAM, binned=True, above={"account": rep}),
    ]


def of_opportunities(deals: list[Thing], found: list[Thing]) -> list[Thing]:
    """What belongs to some of them alone, with what it names in turn, and what is about them."""
    told = [one for one in deals if one.team or one.binned] + [one for one in deals if not one.team][::3]
    parts = []
    for key, field in PARTS.items():
        named = cycle([one for one in found if one.object == field] or [None])
        for deal, other in zip(told, named, strict=False):
            parts.append(Thing(key, "part", above={"opportunity": deal, **({field: other} if other else {})}))
    proposals = children("proposal", "opportunity", told)
    about = [Thing(key, "about", "north", above={"opportunity": one}) for key in BELOW_LEADS for one in told]
    files = [Thing("attachment", "of a proposal", "north", above={"proposal": one}) for one in proposals[::3]]
    return [*parts, *proposals, *about, *files]


def library() -> list[Thing]:
    """What everybody reads, and news of competitors that names no customer."""
    partners = [Thing("partner", "listed", owner) for owner in OWNERS]
    rivals = [Thing("competitor", "listed", owner) for owner in (*OWNERS, None)]
    rivals.append(Thing("competitor", "binned", "rep", binned=True))
    news = [Thing("competitor_event", "of a competitor", "north", above={"competitor": one}) for one in rivals]
    return [*partners, *rivals, *children("competitor_product", "competitor", rivals), *news]


def working(contact: Thing, account: Thing, *, binned: bool = False) -> list[Thing]:
    """The contact, and that it works for an account as well."""
    link = Thing("contact_company", "works", above={"contact": contact, "account": account}, binned=binned)
    contact.works.append(link)
    return [contact, link]


def further(accounts: list[Thing]) -> list[Thing]:
    """Beside each account contacts that only further companies open, and some whose work there is in the bin."""
    found = []
    for account in parents(accounts):
        for binned in (False, True):
            found += working(Thing("contact", "works" if not binned else "worked", "trainee"), account, binned=binned)
    return found + working(Thing("contact", "binned", "rep", binned=True), accounts[0])


def all_things(lead_groups: tuple[Group, ...], account_groups: tuple[Group, ...]) -> list[Thing]:
    leads = tops("lead", lead_groups)
    accounts = tops("account", account_groups)[::-1]  # so that a lead and an account of one number have other teams
    found = [*leads, *accounts]
    for key in BELOW_ACCOUNTS:
        found += children(key, "account", parents(accounts))
    for key in BELOW_LEADS:
        found += children(key, "lead", parents(leads))
    found += further(accounts)
    below = [one for one in found if one.object == "contact" and one.above]
    for contact, account in zip(below[::5], reversed(accounts), strict=False):
        found += working(contact, account)[1:]
    contacts = [one for one in found if one.object == "contact"]
    requests = [one for one in found if one.object == "rename_request"]
    for key in BELOW_LEADS:
        found += [Thing(key, "below a contact", "north", above={"contact": one}) for one in contacts[::3]]
    found += [
        Thing("attachment", "below an application", "north", above={"rename_request": one}) for one in requests[::3]
    ]
    found += library()
    deals = opportunities(accounts)
    found += [*deals, *of_opportunities(deals, found)]
    rival = next(one for one in found if one.object == "competitor")
    found += [  # beside a competitor that everybody opens
        Thing("market_note", "of a competitor", "north", above={"account": one, "competitor": rival})
        for one in parents(accounts)[::4]
    ]
    found += [Thing(key, "alone", "trainee") for key in ("contact", "task", "attachment")]
    found += [Thing(key, "binned", "rep", binned=True) for key in ("contact", "activity", "task", "attachment")]
    for one, author in zip([one for one in found if one.object == "task"], cycle(AUTHORS), strict=False):
        one.author = author
    found += [
        Thing("attachment", "below a task", "north", above={"task": one}) for one in found if one.object == "task"
    ][::3]
    return [*found, *(Thing("task", "one's own", userid, userid) for userid in ("rep", "north"))]

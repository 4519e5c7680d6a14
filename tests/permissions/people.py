"""The people and pool groups of the permission matrix: one for each way of standing somewhere."""

from core.org.directory import DepartmentFact, MemberFact
from tests.permissions.facts import Group, Person

DEPARTMENTS = (
    DepartmentFact(1, "澄石科技", 0),
    DepartmentFact(2, "华东大区", 1),
    DepartmentFact(3, "华东销售一部", 2),
    DepartmentFact(4, "华南大区", 1),
    DepartmentFact(5, "华北大区", 1),
)
PARENTS = {one.id: one.parent_id for one in DEPARTMENTS}
POWERS = ("edit", "contacts", "follow_up", "opportunities", "contracts", "invoices", "filing", "mutual", "hand_over")


def everything(verb: str, reach: str) -> dict[tuple[str, str], str]:
    return {("*", verb): reach}


ORDINARY = (
    Person("boss", 1, heads=(1,), admin=True),
    Person("manager", 2, heads=(2,)),
    Person("rep", 3),
    Person("other", 3),
    Person("south", 4),
    Person("head", 4, heads=(4,)),
    Person("assistant", 2),  # beside the manager, above nobody
    Person("trainee", 4, under="rep"),  # by the reporting line alone, across departments
    Person("outsider", 5),
    Person("north", 5),
)
WITH_ROLES = (
    Person("reader", 4, roles=(everything("read", "all"),)),
    Person("department", 2, roles=(everything("read", "department"),)),
    Person("own_only", 5, heads=(5,), roles=({**everything("read", "own"), **everything("update", "own")},)),
    Person("blocked", 3, roles=({("account", "read"): "none", ("lead", "update"): "none"},)),
    Person("two_roles", 2, roles=(everything("read", "own"), {("account", "read"): "department"})),
    Person("writer", 4, roles=({("*", verb): "all" for verb in ("update", "delete", "assign")},)),
    Person("pool_reader", 4, roles=({("*", "pool"): "all"},)),
    Person("pool_none", 4, roles=({("*", "pool"): "none"},)),
    Person("auditor", 4, duties=("rename_auditor",)),
    Person("exporter", 5, heads=(5,), roles=({("*", "export"): "own", ("account", "export"): "none"},)),
    Person(
        "blind", 3, roles=({},), hidden=frozenset({("lead", "mobile"), ("account", "phone"), ("contact", "mobile")})
    ),
)
IN_TEAMS = (Person("follower", 4), Person("editor", 4), *(Person(f"with_{power}", 4) for power in POWERS))
IN_POOLS = (Person("opener", 4), Person("taster", 4), Person("keeper", 4))
PEOPLE = (*ORDINARY, *WITH_ROLES, *IN_TEAMS, *IN_POOLS)


def members() -> list[MemberFact]:
    return [
        MemberFact(
            one.userid, f"成员{n}", one.department, leader_of=one.heads, direct_leader=(one.under,) if one.under else ()
        )
        for n, one in enumerate(PEOPLE)
    ]


def groups(of: str) -> tuple[Group, ...]:
    """A group that opens, one that does not, one of a department, one of everybody, one that is switched off."""
    return (
        Group("open", of, members=("opener", "pool_none"), details=True),
        Group("closed", of, members=("taster",), admins=("keeper",)),
        Group("of a department", of, departments=(2,), details=True),
        Group("for everyone", of, everyone=True),
        Group("switched off", of, members=("opener", "taster"), admins=("keeper",), details=True, active=False),
    )

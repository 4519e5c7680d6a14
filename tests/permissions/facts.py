"""What there is in the company of the permission matrix, as plain facts: people, groups, records, who stands where."""

from dataclasses import dataclass, field
from typing import Any

Grants = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Person:
    """`department` and `heads` are WeCom's numbers, `under` a superior of the reporting line; a role is its grants."""

    userid: str
    department: int
    heads: tuple[int, ...] = ()
    under: str = ""
    admin: bool = False
    roles: tuple[Grants, ...] = ()
    hidden: frozenset[tuple[str, str]] = frozenset()
    duties: tuple[str, ...] = ()


@dataclass(eq=False)
class Group:
    """A pool group; `departments` are in it with their parts."""

    name: str
    of: str
    members: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    everyone: bool = False
    details: bool = False
    active: bool = True
    id: int = 0


@dataclass(frozen=True)
class Place:
    """A follower's or a collaborator's place in a team."""

    edits: bool = False
    powers: tuple[str, ...] = ()


@dataclass(eq=False)
class Thing:
    """A record; `relation` says in a word why it is there, `above` are the records that it names, by field.

    Who does a task is its owner, who gave it its author. `works` are the further companies of a contact.
    """

    object: str
    relation: str
    owner: str | None = None
    author: str = ""
    group: Group | None = None
    state: str = "private"
    binned: bool = False
    team: dict[str, Place] = field(default_factory=dict)
    above: dict[str, "Thing"] = field(default_factory=dict)
    works: list["Thing"] = field(default_factory=list)
    title: str = ""
    id: int = 0

    def __repr__(self) -> str:
        place = f" in {self.group.name} {self.state}" if self.group else ""
        below = "".join(f" below {one!r}" for one in self.above.values())
        return f"<{self.object} {self.id} {self.relation} of {self.owner}{place}{below}>"


@dataclass
class Matrix:
    """The whole company: facts, and the actors that the product makes of the people."""

    people: tuple[Person, ...]
    things: list[Thing]
    actors: dict[str, Any] = field(default_factory=dict)

    def of(self, key: str) -> list[Thing]:
        return [thing for thing in self.things if thing.object == key]

    def ids(self, key: str) -> list[int]:
        return [thing.id for thing in self.of(key)]

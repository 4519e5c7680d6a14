"""Who acts (操作人): a member with what the roles allow; every way into the core builds one first.

`core.org.actor` builds actors from the organisation's tables; what only asks an actor needs no more than this.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, fields

from core.errors import NotAllowed

REACHES = ("none", "own", "team", "department", "all")
VERBS = {
    "read": "看", "create": "新建", "update": "修改", "delete": "删除", "export": "导出", "assign": "分配",
    "pool": "看公海里的",
}  # fmt: skip
DEFAULT_REACH = {"read": "team", "create": "own", "update": "team", "delete": "own", "assign": "team", "pool": "own"}


@dataclass(frozen=True)
class Actor:
    """A signed-in member. `reaches` maps (object, verb) to how far it goes; "*" stands for every other object.

    `pools` are the ids of the pool groups one belongs to, `open_pools` those of them whose unclaimed records members
    may open, `led_pools` those one administers. Objects in `guarded` are read like others and written by whom a role
    allows it, whatever everybody may do elsewhere.
    """

    id: int
    userid: str
    name: str
    department_id: int | None = None
    department_ids: tuple[int, ...] = ()
    admin: bool = False
    leads_people: bool = False
    reaches: dict[tuple[str, str], str] = field(default_factory=dict)
    hidden: frozenset[tuple[str, str]] = frozenset()
    readonly: frozenset[tuple[str, str]] = frozenset()
    duties: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    pools: frozenset[int] = frozenset()
    open_pools: frozenset[int] = frozenset()
    led_pools: frozenset[int] = frozenset()
    guarded: frozenset[str] = frozenset()

    @property
    def standing(self) -> tuple[Hashable, ...]:
        """Everything the actor is, to keep by it what follows from that."""
        values = (getattr(self, one.name) for one in fields(self))
        return tuple(tuple(sorted(value.items())) if isinstance(value, dict) else value for value in values)

    def reach(self, object_key: str, verb: str) -> str:
        """none, own, team, department or all. What one sees one may export, unless a role says otherwise."""
        if self.admin:
            return "all"
        granted = self.reaches.get((object_key, verb)) or self.reaches.get(("*", verb))
        if granted is None and verb == "export":
            return self.reach(object_key, "read")
        if granted is None and verb != "read" and object_key in self.guarded:
            return "none"
        return granted or DEFAULT_REACH.get(verb, "none")

    def needs(self, object_key: str, verb: str, label: str) -> None:
        """Raises a denial that carries its reason."""
        if self.reach(object_key, verb) == "none":
            raise NotAllowed(f"你的角色不能{VERBS.get(verb, verb)}{label}，要用的话找管理员开通")

    def hides(self, object_key: str, field_key: str) -> bool:
        return (object_key, field_key) in self.hidden

    def locks(self, object_key: str, field_key: str) -> bool:
        return (object_key, field_key) in self.readonly


SYSTEM = Actor(id=0, userid="", name="系统", admin=True)

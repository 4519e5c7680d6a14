"""What people are told of imports (导入消息): one message when it ends, one to each member who got records by it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportEnded:
    """An import of a member came to its end, or cannot go on."""

    run_id: int
    member_id: int


@dataclass(frozen=True)
class ImportAssigned:
    """A member got `count` records by an import; `by_rules` when the rules of a pool gave them."""

    run_id: int
    object: str
    member_id: int
    by_id: int
    count: int
    by_rules: bool


@dataclass(frozen=True)
class ImportWaits:
    """`count` records of an import entered a pool and found nobody."""

    run_id: int
    object: str
    group_id: int
    count: int

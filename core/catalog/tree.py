"""The tree of product categories (分类树): paths, how deep it may be, and that nothing stands above itself."""

from dataclasses import dataclass
from typing import Any

from core.db import database, rows
from core.errors import Conflict, Invalid

DEEPEST = 6
BETWEEN = " / "


@dataclass(frozen=True)
class Node:
    """A living category as the tree knows it."""

    id: int
    name: str
    parent_id: int | None
    path: str
    retired: bool


@dataclass(frozen=True)
class Tree:
    """All living categories by id."""

    nodes: dict[int, Node]

    def above(self, record_id: int | None) -> list[Node]:
        """From a category up to its top; it ends where a category would come a second time."""
        found: list[Node] = []
        while record_id in self.nodes and self.nodes[record_id] not in found:
            found.append(self.nodes[record_id])
            record_id = self.nodes[record_id].parent_id
        return found

    def path(self, parent_id: int | None, name: str) -> str:
        """Where a category of this name stands below this parent: 软件 / 云服务."""
        return BETWEEN.join([*reversed([node.name for node in self.above(parent_id)]), name])

    def below(self, record_id: int) -> list[Node]:
        """Everything under a category, those above before those below them."""
        found: list[Node] = []
        level = [record_id]
        while level:
            under = [node for node in self.nodes.values() if node.parent_id in level and node not in found]
            found += under
            level = [node.id for node in under]
        return found

    def height(self, record_id: int) -> int:
        """How many levels a category and everything under it take."""
        own = len(self.above(record_id))
        return 1 + max((len(self.above(node.id)) - own for node in self.below(record_id)), default=0)

    def refuse(self, record_id: int | None, parent_id: int | None) -> None:
        """Raises Invalid where a category cannot stand below that parent."""
        above = self.above(parent_id)
        if record_id is not None and any(node.id == record_id for node in above):
            raise Invalid({"parent": "不能放到自己或自己的下级分类下面，选别的上级分类"})
        if len(above) + (self.height(record_id) if record_id in self.nodes and record_id else 1) > DEEPEST:
            raise Invalid({"parent": f"分类最多 {DEEPEST} 级，选一个更靠上的上级分类"})

    def refuse_circle(self, record_id: int) -> None:
        """The same for what is written by now: several may have moved categories at once."""
        above = self.above(record_id)
        if above[-1].parent_id in self.nodes:
            raise Conflict("有人刚刚移动了分类，刷新后再看")
        if len(above) - 1 + self.height(record_id) > DEEPEST:
            raise Conflict(f"有人刚刚移动了分类，这样就超过 {DEEPEST} 级了，刷新后再看")


async def tree_of(model: Any) -> Tree:
    """The tree as it is now: one statement; a company has some hundred categories."""
    found = await model.filter(deleted_at=None).values("id", "name", "parent_id", "path", "status")
    nodes = [Node(row["id"], row["name"], row["parent_id"], row["path"], row["status"] == "retired") for row in found]
    return Tree({node.id: node for node in nodes})


async def one_at_a_time() -> None:
    """Whoever changes the tree waits for who is changing it; until the end of the work."""
    if wait := database().dialect.one_at_a_time("product_category"):
        await rows(wait)

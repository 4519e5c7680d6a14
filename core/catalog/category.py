"""Product categories (产品分类): a tree of at most six levels, each with its path written beside its name."""

from collections import Counter
from typing import Any

from core.actor import Actor
from core.catalog.tree import BETWEEN, Node, Tree, one_at_a_time, tree_of
from core.catalog.words import IN_USE, one_status, views_of
from core.errors import Conflict, Invalid
from core.objects.definition import HardKey, Index, ObjectDef, Values
from core.objects.fields import choice, reference, text, whole
from core.objects.record import Record
from core.objects.registry import objects
from core.objects.writing import write
from core.text.keys import path_keys


async def know_its_path(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """A new name or parent gives a new path, written with it. Raises Invalid where the tree does not allow it."""
    if record is not None and not {"name", "parent"} & values.keys():
        return
    tree = await tree_of(ProductCategory)
    parent_id = values.get("parent", record.parent_id if record else None)
    parent = tree.nodes.get(parent_id or 0)
    if parent and parent.retired and "parent" in values:
        raise Invalid({"parent": f"分类「{parent.path}」已停用，选一个使用中的分类"})
    tree.refuse(record.id if record else None, parent_id)
    if record is not None and values.get("parent"):
        await hold(parent_id)
    name = values.get("name", record.name if record else "")
    values["path"] = tree.path(parent_id, name) if name else ""


async def hold(parent_id: int | None) -> None:
    """Nobody changes the new parent meanwhile; waiting for who does could mean waiting for each other."""
    if await ProductCategory.select_for_update(skip_locked=True).get_or_none(id=parent_id) is None:
        raise Conflict("有人正在改它的上级分类，稍后再试")


class ProductCategory(Record):
    """`path` names a category with everything above it; `place` orders those of one parent."""

    name = text("分类名称", 60, required=True, searchable=True, sortable=True)
    parent = reference("上级分类", "product_category", "ProductCategory")
    parent_id: int | None
    path = text("完整路径", 400, readonly=True, searchable=True, sortable=True)
    place = whole("排序")
    status = choice("状态", IN_USE, default="active")

    behaviour_asking = (know_its_path,)

    class Meta:
        table = "product_category"


def one_level(values: Values) -> dict[str, str]:
    """What parts the levels of a path is no part of a name."""
    parted = BETWEEN in str(values.get("name") or "")
    return {"name": "分类名称里不能有两边带空格的斜杠，它用来分开上下级"} if parted else {}


async def keep_the_tree(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """What a written category means for those below it; one that is in use is not deleted."""
    if verb == "delete":
        await refuse_in_use(record)
    elif verb in ("create", "restore") or {"name", "parent"} & before.keys():
        await settle(actor, record)


async def refuse_in_use(record: Any) -> None:
    """Raises Conflict, saying what lies in the category and how to go on."""
    found: Counter[str] = Counter()
    for child in objects().values():
        for key, face in child.faces.items():
            if face.kind == "reference" and face.to == PRODUCT_CATEGORY.key:
                word = "下级分类" if child.key == PRODUCT_CATEGORY.key else child.label
                found[word] += await child.model.filter(**{f"{key}_id": record.id}, deleted_at=None).count()
    if words := "、".join(f"{count} 个{word}" for word, count in found.items() if count):
        raise Conflict(f"分类「{record.path}」里还有{words}。先移到别的分类或删除，再删它；只是不想再用，就改成已停用")


async def settle(actor: Actor, record: Any) -> None:
    """Gives a category and everything below it the paths they have by now; each writes its history."""
    await one_at_a_time()
    tree = await tree_of(ProductCategory)
    if record.parent_id is not None and record.parent_id not in tree.nodes:
        raise Conflict("它的上级分类已被删除。先到回收站恢复上级分类")
    tree.refuse_circle(record.id)
    stale = [node for node in (tree.nodes[record.id], *tree.below(record.id)) if node.path != _path(tree, node)]
    others = [node.id for node in stale if node.id != record.id]
    held = {row.id: row for row in await ProductCategory.filter(id__in=others).select_for_update(skip_locked=True)}
    if len(held) < len(others):
        raise Conflict("有人正在改它的下级分类，稍后再试")
    for node in stale:
        instance = held.get(node.id, record)
        note = f"随「{record.name}」改名或移动" if node.id in held else ""
        await write(actor, PRODUCT_CATEGORY, instance, {"path": _path(tree, node)}, "update", note=note)


def _path(tree: Tree, node: Node) -> str:
    return tree.path(node.parent_id, node.name)


PRODUCT_CATEGORY = ObjectDef(
    key="product_category",
    label="产品分类",
    model=ProductCategory,
    title="name",
    subtitle=("path",),
    tags=("status",),
    listed=("name", "path", "place", "status", "updated_at"),
    common=("name", "parent", "place"),
    order="path",
    views=views_of("使用中"),
    checks=(one_level, one_status),
    after=(keep_the_tree,),
    public=True,
    granted=True,
    hard_keys=(HardKey("path", "path", path_keys),),
    indexes=(
        Index(("parent_id", "place", "name", "id"), where="deleted_at IS NULL"),
        Index(("status", "path", "id"), where="deleted_at IS NULL"),
        Index(("name", "id"), where="deleted_at IS NULL"),
    ),
)

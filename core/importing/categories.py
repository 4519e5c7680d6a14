"""Product categories in a file (表格里的产品分类): by their name where it is the only one, else by path or number."""

from collections.abc import Mapping

from core.catalog.category import ProductCategory
from core.text.fold import fold


async def categories_named(label: str, texts: Mapping[str, int]) -> dict[str, int | str]:
    """The category that each text means, or a sentence on what to write instead: one statement for all of them.

    Each text comes with the number that it names, 0 for none.
    """
    known = await ProductCategory.filter(deleted_at=None).order_by("path")
    numbers = {one.id for one in known}
    by_path = {_plain(one.path): one for one in reversed(known)}
    by_name: dict[str, list[ProductCategory]] = {}
    for one in known:
        by_name.setdefault(_plain(one.name), []).append(one)
    return {
        text: number
        if number in numbers
        else _meant(label, text, by_path.get(_plain(text)), by_name.get(_plain(text), []))
        for text, number in texts.items()
    }


def _meant(label: str, text: str, exact: ProductCategory | None, named: list[ProductCategory]) -> int | str:
    if len(named) > 1:
        paths = "、".join(f"{one.path}(#{one.id})" for one in named[:5])
        return f"有 {len(named)} 个叫「{text[:40]}」的产品分类，{label}要写完整路径和编号：{paths}"
    if named or exact:
        return int((exact or named[0]).id)
    return f"没有叫「{text[:40]}」的产品分类。先建好分类，再导入这一行；下级分类可以写成「上级 / 下级」"


def _plain(path: str) -> str:
    """A path or a name as it is compared: spaces do not matter."""
    return "".join(fold(path).split())

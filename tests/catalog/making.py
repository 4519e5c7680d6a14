"""Categories and products in a line."""

from typing import Any

from core.catalog.category import PRODUCT_CATEGORY
from core.catalog.product import PRODUCT
from core.objects.writing import create, update
from core.org.actor import Actor
from core.work import work


async def category(actor: Actor, name: str, parent: int | None = None, **more: Any) -> int:
    async with work():
        return int((await create(actor, PRODUCT_CATEGORY, {"name": name, "parent": parent, **more})).id)


async def product(actor: Actor, name: str, inside: int, **more: Any) -> int:
    async with work():
        return int((await create(actor, PRODUCT, {"name": name, "category": inside, **more})).id)


async def change(actor: Actor, definition: Any, record_id: int, **values: Any) -> None:
    async with work():
        await update(actor, definition, record_id, values)

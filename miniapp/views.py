"""/api/objects/{object}/views and /list: saved views, chosen columns and the default view (视图接口)."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from core.objects import saved_views
from core.objects.definition import ObjectDef
from core.objects.list_settings import forget_list, set_list
from core.objects.registry import object_named
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()


class ColumnSetting(BaseModel):
    key: str = Field(max_length=60)
    width: int | None = None


class ViewParts(BaseModel):
    """A view; what is left out of a change stays as it is."""

    name: str | None = Field(None, max_length=200)
    where: dict[str, Any] | None = None
    sort: str | None = Field(None, max_length=60)
    columns: list[ColumnSetting] | None = Field(None, max_length=200)
    shared: Literal["", "department", "all"] | None = None

    def draft(self) -> saved_views.Draft:
        return saved_views.Draft(**self.model_dump(), given=frozenset(self.model_fields_set))


class ListChoice(BaseModel):
    columns: list[ColumnSetting] = Field([], max_length=200)
    default_view: str = Field("", max_length=60)


def readable(call: Call) -> ObjectDef:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    return definition


@endpoints.post("/api/objects/{object}/views", "A saved view", status=201)
async def create_view(call: Call, body: ViewParts) -> Any:
    definition = readable(call)
    return saved_views.told(call.actor, definition, await saved_views.create_view(call.actor, definition, body.draft()))


@endpoints.patch("/api/objects/{object}/views/{id}", "A saved view with some parts changed")
async def change_view(call: Call, body: ViewParts) -> Any:
    definition = readable(call)
    view = await saved_views.change_view(call.actor, definition, call.number("id"), body.draft())
    return saved_views.told(call.actor, definition, view)


@endpoints.delete("/api/objects/{object}/views/{id}", "Forgets a saved view", status=204)
async def delete_view(call: Call) -> None:
    await saved_views.delete_view(call.actor, readable(call), call.number("id"))


@endpoints.put("/api/objects/{object}/list", "My columns and default view of a list")
async def choose_list(call: Call, body: ListChoice) -> Any:
    columns = [column.model_dump() for column in body.columns]
    await set_list(call.actor, readable(call), columns, body.default_view)
    return {"columns": columns, "default_view": body.default_view}


@endpoints.delete("/api/objects/{object}/list", "Back to the default columns and view", status=204)
async def default_list(call: Call) -> None:
    await forget_list(call.actor, readable(call))

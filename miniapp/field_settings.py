"""/api/settings/fields/{object}: what administrators decide about an object's fields (字段设置接口)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.objects import custom
from core.objects.configuring import Wanted, add_field, configure, fields_told, may_configure
from core.objects.registry import object_named
from core.work import work
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()


class FieldChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="ignore")
    field: str = Field(max_length=60)
    required: bool | None = None
    common: bool | None = None
    options: list[dict[str, Any]] | None = None
    depends_on: str | None = Field(None, max_length=60)


class FieldChanges(BaseModel):
    fields: list[FieldChange] = Field(max_length=500)


class NewField(BaseModel):
    """A field of the company's own; without a key it gets one."""

    key: str = Field("", max_length=60)
    label: str = Field(max_length=100)
    kind: str = Field(max_length=20)
    required: bool = False
    common: bool = False
    filterable: bool = True
    options: list[dict[str, Any]] = []


@endpoints.get("/api/settings/fields/{object}", "How the fields of an object are set")
async def read_fields(call: Call) -> Any:
    may_configure(call.actor)
    return {"fields": fields_told(object_named(call.text("object")))}


@endpoints.put("/api/settings/fields/{object}", "Required, common, options, dependent options", atomic=False)
async def set_fields(call: Call, body: FieldChanges) -> Any:
    definition = object_named(call.text("object"))
    async with work():
        await configure(call.actor, definition, [Wanted(**dict(one)) for one in body.fields])
    await custom.load()
    return {"fields": fields_told(definition)}


@endpoints.post("/api/settings/fields/{object}", "A field of the company's own", atomic=False, status=201)
async def new_field(call: Call, body: NewField) -> Any:
    definition = object_named(call.text("object"))
    async with work():
        key = await add_field(call.actor, definition, **dict(body))
    await custom.load()
    return next(one for one in fields_told(definition) if one["field"] == key)

"""Fields that a company adds (自定义字段): a JSON value per record, a row per field."""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import ids
from core.company import CompanySetting
from core.db import database, execute, rows
from core.errors import Conflict, Invalid
from core.objects.definition import ObjectDef
from core.objects.field_settings import FieldSetting, common_of, settled
from core.objects.fields import Face, Option
from core.objects.registry import object_named
from core.objects.values import blank

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
KINDS = (
    "text", "long_text", "number", "money", "date", "datetime", "boolean", "choice", "choices", "phone", "email", "url",
)  # fmt: skip
UNSORTED = ("long_text", "choices")

LONGEST = {"text": 200, "long_text": 4000, "phone": 100, "email": 200, "url": 300}


class CustomField(Model):
    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    key = fields.CharField(40)
    label = fields.CharField(40)
    kind = fields.CharField(20)
    required = fields.BooleanField(default=False)
    filterable = fields.BooleanField(default=False)
    options: list[dict[str, str]] = fields.JSONField(default=list)
    position = fields.IntField(default=0)

    class Meta:
        table = "custom_field"
        unique_together = (("object", "key"),)


VERSION = "fields.version"  # the company setting that changes with every field


@dataclass
class Store:
    """What a company added and changed, by object and field, and every object's faces as far as they were asked for."""

    faces: dict[str, dict[str, Face]] = field(default_factory=dict)
    settings: dict[str, dict[str, FieldSetting]] = field(default_factory=dict)
    merged: dict[str, tuple[ObjectDef, dict[str, Face]]] = field(default_factory=dict)
    version: str | None = None


_loaded: ContextVar[Store | None] = ContextVar("custom_fields", default=None)


def use() -> None:
    """Starts an empty store of custom fields for this context and its tasks; call once beside the database."""
    _loaded.set(Store())


async def changed() -> None:
    """Says to every process, also of other machines, that fields changed; inside `work()`, with the change."""
    await CompanySetting.update_or_create(defaults={"value": [ids.token(8)]}, key=VERSION)


async def follow(version: str | None) -> None:
    """Loads again when the company's fields have another version than the one that was loaded."""
    store = _loaded.get()
    if store is not None and store.version != version:
        await load()


async def load() -> None:
    """Reads all custom fields and field settings; call at the start and after the commit of each change."""
    store = _loaded.get()
    if store is None:
        raise RuntimeError("custom.use() was not called")
    [(version,)] = await rows(database().dialect.company_value(), [VERSION])
    faces: dict[str, dict[str, Face]] = {}
    for row in await CustomField.all().order_by("position", "id"):
        options = tuple(Option(o["value"], o["label"], o.get("tone", "neutral")) for o in row.options)  # type: ignore[arg-type]
        faces.setdefault(row.object, {})[row.key] = Face(
            row.label,
            row.kind,  # type: ignore[arg-type]
            required=row.required,
            filterable=row.filterable,
            sortable=row.filterable and row.kind not in UNSORTED,
            options=options,
            max_length=LONGEST.get(row.kind),
        )
    settings: dict[str, dict[str, FieldSetting]] = {}
    for setting in await FieldSetting.all():
        settings.setdefault(setting.object, {})[setting.field] = setting
    store.version, store.faces, store.settings, store.merged = version, faces, settings, {}


def custom_faces(object_key: str) -> dict[str, Face]:
    """The company's own fields of an object, as they were added."""
    store = _loaded.get()
    return store.faces.get(object_key, {}) if store else {}


def all_faces(definition: ObjectDef) -> dict[str, Face]:
    """Built-in and custom fields by key, as the company set them: the one place that puts them together."""
    store = _loaded.get()
    if store is None or (definition.key not in store.faces and definition.key not in store.settings):
        return definition.faces
    kept = store.merged.get(definition.key)
    if kept is None or kept[0] is not definition:
        settings = store.settings.get(definition.key, {})
        faces = {**definition.faces, **store.faces.get(definition.key, {})}
        faces = {key: settled(face, settings[key]) if key in settings else face for key, face in faces.items()}
        store.merged[definition.key] = kept = (definition, faces)
    return kept[1]


def common_fields(definition: ObjectDef) -> tuple[str, ...]:
    """The fields of the short form, in order."""
    store = _loaded.get()
    settings = store.settings.get(definition.key, {}) if store else {}
    return tuple(common_of(definition.common, all_faces(definition), settings))


async def add_field(object_key: str, key: str, face: Face) -> CustomField:
    """Adds a field to an object; run inside `work()`, then `load()`. A filterable field gets its index."""
    definition = object_named(object_key)
    problems = {}
    if not KEY.fullmatch(key):
        problems["key"] = "编码用小写字母开头，只含小写字母、数字和下划线，最多 40 个"
    if face.kind not in KINDS:
        problems["kind"] = "自定义字段没有这种类型"
    if not face.label.strip() or len(face.label) > 40:
        problems["label"] = "字段名称要填，最多 40 个字"
    if face.kind in ("choice", "choices") and len({option.value for option in face.options}) != len(
        face.options or (None,)
    ):
        problems["options"] = "选项至少一个，编码不能重复"
    if problems:
        raise Invalid(problems)
    taken = definition.model._meta.fields_map
    if key in taken or f"{key}_id" in taken or await CustomField.exists(object=object_key, key=key):
        raise Conflict(f"{definition.label}已有编码为 {key} 的字段")
    row = await CustomField.create(
        object=object_key,
        key=key,
        label=face.label,
        kind=face.kind,
        required=face.required,
        filterable=face.filterable,
        options=[{"value": o.value, "label": o.label, "tone": o.tone} for o in face.options],
    )
    await changed()
    if indexed(face):
        await execute(index_statement(definition, key, face.kind))
    return row


def index_statement(definition: ObjectDef, key: str, kind: str) -> str:
    """The expression index of a filterable custom field; a rebuild makes it again under the same name."""
    expression = database().dialect.custom(definition.table, key, kind).replace(f'"{definition.table}".', "")
    name = index_name(definition, key)
    return f'CREATE INDEX IF NOT EXISTS "{name}" ON "{definition.table}" (({expression}), id)'


def indexed(face: Face) -> bool:
    """Long texts are only ever searched inside, and would not fit into an index; neither would a list."""
    return face.filterable and face.kind not in UNSORTED


def index_name(definition: ObjectDef, key: str) -> str:
    return f"ix_{definition.table}_c_{key}"


def stored(values: dict[str, Any]) -> dict[str, Any]:
    """Custom values without the empty ones."""
    return {key: value for key, value in values.items() if not blank(value)}

"""What an object looks like to a member (对象结构): fields, options, views and actions, as pages and API read it."""

from typing import Any

from core.actor import Actor
from core.objects import custom
from core.objects.actions import input_faces
from core.objects.around import listed_as, related
from core.objects.definition import ObjectDef
from core.objects.fields import Face, Option
from core.objects.registry import object_named, objects


def object_list(actor: Actor) -> list[dict[str, str]]:
    return [
        {"key": definition.key, "label": definition.label}
        for definition in objects().values()
        if actor.reach(definition.key, "read") != "none"
    ]


def object_schema(actor: Actor, definition: ObjectDef) -> dict[str, Any]:
    """The contract's schema of one object, without the fields this member may not see."""
    faces = {k: f for k, f in custom.all_faces(definition).items() if not actor.hides(definition.key, k)}
    return {
        "key": definition.key,
        "label": definition.label,
        "title": definition.title,
        "subtitle": _seen(definition.subtitle, faces),
        "tags": _seen(definition.tags, faces),
        "amount": definition.amount if definition.amount in faces else None,
        "date": definition.date if definition.date in faces else None,
        "listed": _seen(definition.listed, faces),
        "forms": {"common": _seen(custom.common_fields(definition), faces), "all": _editable(actor, definition, faces)},
        "beside": [_plain(beside.key, beside.face) for beside in definition.besides],
        "fields": [_field(actor, definition, key, face) for key, face in faces.items()],
        "filters": [_plain(key, tie.face) for key, tie in definition.filter_fields.items()],
        "views": [
            {"key": v.key, "label": v.label, "where": v.where, "sort": v.sort, "scope": v.scope}
            for v in definition.all_views
            if not v.scope or actor.reach(definition.key, v.scope) != "none"
        ],
        "actions": [
            {
                "key": action.key,
                "label": action.label,
                "input": [_plain(key, face) for key, face in input_faces(definition, action).items()],
                "batch": action.batch,
                "confirm": action.confirm,
            }
            for action in definition.action_by_key.values()
            if actor.reach(definition.key, action.verb) != "none"
        ],
        "related": [
            {"object": other.key, "label": listed_as(other, field), "field": field}
            for other, field in related(definition)
            if actor.reach(other.key, "read") != "none"
        ],
        "can": {
            "create": definition.creatable and actor.reach(definition.key, "create") != "none",
            "export": actor.reach(definition.key, "export") != "none",
        },
        "sort": definition.order,
    }


def _seen(keys: tuple[str, ...], faces: dict[str, Face]) -> list[str]:
    return [key for key in keys if key in faces]


def _editable(actor: Actor, definition: ObjectDef, faces: dict[str, Face]) -> list[str]:
    return [key for key, face in faces.items() if not face.readonly and not actor.locks(definition.key, key)]


def _field(actor: Actor, definition: ObjectDef, key: str, face: Face) -> dict[str, Any]:
    readonly = face.readonly or actor.locks(definition.key, key)
    return {**_plain(key, face), "readonly": readonly, "custom": key not in definition.faces}


def option_told(option: Option) -> dict[str, Any]:
    return {
        "value": option.value,
        "label": option.label,
        "tone": option.tone,
        "when": list(option.when),
        "retired": option.retired,
    }


def _plain(key: str, face: Face) -> dict[str, Any]:
    return {
        "key": key,
        "label": face.label,
        "kind": face.kind,
        "required": face.required,
        "readonly": face.readonly,
        "at_creation": face.at_creation,
        "filterable": face.filterable,
        "sortable": face.sortable,
        "searchable": face.searchable,
        "options": [option_told(option) for option in face.options],
        "depends_on": face.depends_on or None,
        "to": face.to or None,
        "tree": bool(face.to) and object_named(face.to).treelike,
        "help": face.help,
        "max_length": face.max_length,
        "unit": face.unit,
    }

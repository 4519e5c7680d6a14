"""What administrators decide about fields (字段配置): required, on the short form, options and what they depend on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

from core.actor import Actor
from core.errors import Invalid, NotAllowed
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.field_settings import FieldSetting
from core.objects.fields import Face, Option, Tone, again
from core.objects.record import SYSTEM_FACES
from core.objects.schema import option_told

VALUE = re.compile(r"[a-z0-9_]{1,40}")
MOST_OPTIONS, LONGEST = 500, 40
CHOICES = ("choice", "choices")
OF_FORMS = ("required", "common", "depends_on")
Faces = dict[str, Face]


@dataclass(frozen=True)
class Wanted:
    """What shall become of one field; None leaves it as it is. Options are the whole list, in order."""

    field: str
    required: bool | None = None
    common: bool | None = None
    options: list[dict[str, Any]] | None = None
    depends_on: str | None = None


class Refused(Exception):
    """One field cannot be set like this; the text is the sentence beside it."""


def may_configure(actor: Actor) -> None:
    if not actor.admin:
        raise NotAllowed("只有管理员能设置字段")


def fields_told(definition: ObjectDef) -> list[dict[str, Any]]:
    """Every field that forms know, as it is set now. What is `locked` the system fills in; a list names what of a
    field stays as it is.
    """
    common = custom.common_fields(definition)
    return [
        {
            "field": key,
            "label": face.label,
            "kind": face.kind,
            "required": face.required,
            "common": key in common,
            "options": [option_told(option) for option in face.options],
            "depends_on": face.depends_on or None,
            "locked": list(OF_FORMS) if _asked_by_action(definition, key) else face.readonly,
            "custom": key not in definition.faces,
        }
        for key, face in custom.all_faces(definition).items()
        if key not in SYSTEM_FACES
    ]


def _asked_by_action(definition: ObjectDef, key: str) -> bool:
    """Whether no form but an action asks for a field: its options are the company's too, such as reasons."""
    face = definition.faces.get(key)
    asking = any(key in action.input for action in definition.action_by_key.values())
    return asking and face is not None and face.readonly and face.kind in CHOICES


async def configure(actor: Actor, definition: ObjectDef, wanted: list[Wanted]) -> None:
    """Sets fields; run inside `work()`, then `custom.load()`. All problems at once, by field."""
    may_configure(actor)
    faces = dict(custom.all_faces(definition))
    problems: dict[str, str] = {}
    changes: dict[str, dict[str, Any]] = {}
    for one in wanted:
        try:
            changes[one.field] = _change(definition, faces, one)
        except Refused as refused:
            problems[one.field[:60]] = str(refused)
    for key in changes:
        if key not in problems and (sentence := _unclear(faces, key)):
            problems[key] = sentence
    if problems:
        raise Invalid(problems)
    for key, change in changes.items():
        if change:
            await FieldSetting.update_or_create(defaults=change, object=definition.key, field=key)
    await custom.changed()


def _change(definition: ObjectDef, faces: Faces, wanted: Wanted) -> dict[str, Any]:
    """The columns of the setting that change; `faces` takes the field as it will be."""
    key, face = wanted.field, faces.get(wanted.field)
    if face is None or key in SYSTEM_FACES:
        raise Refused("没有这个字段")
    change: dict[str, Any] = {}
    if wanted.required is not None and wanted.required != face.required:
        change["required"] = _required(definition, key, face, wanted.required)
    if wanted.common is not None and wanted.common != (key in custom.common_fields(definition)):
        change["common"] = wanted.common
    if wanted.depends_on is not None and wanted.depends_on != face.depends_on:
        change["depends_on"] = wanted.depends_on
    options = face.options if wanted.options is None else offered_options(face, wanted.options)
    if options != face.options:
        change["options"] = [option_told(option) for option in options]
    if change and face.readonly and not (change.keys() == {"options"} and _asked_by_action(definition, key)):
        raise Refused(f"{face.label}由系统填写，不能设置")
    required, depends_on = change.get("required", face.required), change.get("depends_on", face.depends_on)
    faces[key] = again(face, required=required, depends_on=depends_on, options=options)
    return change


def _required(definition: ObjectDef, key: str, face: Face, wanted: bool) -> bool:
    built_in = definition.faces.get(key)
    if built_in and built_in.required and not wanted:
        raise Refused(f"{face.label}一定要填，不能改成选填")
    return wanted


def offered_options(face: Face, given: list[dict[str, Any]]) -> tuple[Option, ...]:
    """The list as given; options that are missing in it are retired, for records may hold them."""
    if face.kind not in CHOICES:
        if given:
            raise Refused(f"{face.label}不是选项字段，不能加选项")
        return face.options
    if len(given) > MOST_OPTIONS:
        raise Refused(f"{face.label}最多 {MOST_OPTIONS} 个选项")
    taken = {str(one.get("value")) for one in given} | {option.value for option in face.options}
    fresh = (value for n in range(1, 10_000) if (value := f"o{n}") not in taken)
    options = [_option(face, one, fresh) for one in given]
    named = {option.value for option in options}
    if len(named) != len(options):
        raise Refused(f"{face.label}有两个选项的编码相同")
    options += [replace(option, retired=True) for option in face.options if option.value not in named]
    living = [option.label for option in options if not option.retired]
    if len(set(living)) != len(living):
        raise Refused(f"{face.label}有两个同名的选项")
    return tuple(options)


def _option(face: Face, given: dict[str, Any], fresh: Iterator[str]) -> Option:
    """One option; a new one may come without a value."""
    value, label, when = given.get("value") or next(fresh), given.get("label"), given.get("when") or []
    if not isinstance(value, str) or not VALUE.fullmatch(value):
        raise Refused(f"{face.label}的选项编码只含小写字母、数字和下划线，最多 40 个")
    if not isinstance(label, str) or not 0 < len(label.strip()) <= LONGEST:
        raise Refused(f"{face.label}的每个选项都要有名称，最多 {LONGEST} 个字")
    if not isinstance(when, list) or not all(isinstance(one, str) for one in when):
        raise Refused(f"{face.label}的选项「{label}」的适用条件要写成一个列表")
    tone = given.get("tone") if given.get("tone") in get_args(Tone) else "neutral"
    return Option(value, label.strip(), tone, tuple(when), given.get("retired") is True)  # type: ignore[arg-type]


def _unclear(faces: Faces, key: str) -> str:
    """What is wrong with a field once all of them are set, "" for nothing."""
    face = faces[key]
    if face.required and face.kind in CHOICES and all(option.retired for option in face.options):
        return f"{face.label}必填，至少留一个能选的选项"
    if not face.depends_on:
        return f"{face.label}的选项写了适用条件，要先选它跟着哪个字段变" if any(o.when for o in face.options) else ""
    parent = faces.get(face.depends_on)
    if parent is None or parent.kind not in CHOICES or face.kind not in CHOICES:
        return f"{face.label}只能跟着另一个选项字段变"
    if _circular(faces, key):
        return f"{face.label}和它跟着的字段绕成了一圈"
    known = {option.value for option in parent.options}
    if stray := [option.label for option in face.options if not set(option.when) <= known]:
        return f"{face.label}的「{stray[0]}」写的适用条件不是{parent.label}的选项"
    return ""


def _circular(faces: Faces, key: str) -> bool:
    seen, place = {key}, faces[key].depends_on
    while place and place in faces:
        if place in seen:
            return True
        seen.add(place)
        place = faces[place].depends_on
    return False


async def add_field(
    actor: Actor,
    definition: ObjectDef,
    *,
    key: str,
    label: str,
    kind: str,
    required: bool,
    common: bool,
    filterable: bool,
    options: list[dict[str, Any]],
) -> str:
    """A field of the company's own; returns its key. Run inside `work()`, then `custom.load()`."""
    may_configure(actor)
    plain = Face(label.strip(), kind, required=required, filterable=filterable)  # type: ignore[arg-type]
    try:
        face = again(plain, options=offered_options(plain, options))
    except Refused as refused:
        raise Invalid({"options": str(refused)}) from None
    key = key or _free_key(definition)
    await custom.add_field(definition.key, key, face)
    if common:
        await FieldSetting.create(object=definition.key, field=key, common=True)
    return key


def _free_key(definition: ObjectDef) -> str:
    taken = custom.all_faces(definition)
    return next(key for n in range(1, 10_000) if (key := f"field_{n}") not in taken)

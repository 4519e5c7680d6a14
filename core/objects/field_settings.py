"""What a company changes about fields (字段设置): required, on the short form, the options of a choice."""

from collections.abc import Mapping
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.objects.fields import Face, Option, again


class FieldSetting(Model):
    """Overrides of one field; None leaves what the definition says.

    An option is {"value", "label", "tone", "when", "retired"}, as in `fields.Option`.
    """

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    field = fields.CharField(60)
    required = fields.BooleanField(null=True)
    common = fields.BooleanField(null=True)
    options: list[dict[str, Any]] | None = fields.JSONField(null=True)
    depends_on = fields.CharField(60, default="", db_default="")

    class Meta:
        table = "field_setting"
        unique_together = (("object", "field"),)


def settled(face: Face, setting: FieldSetting) -> Face:
    """The face as the company wants it."""
    options = face.options if setting.options is None else tuple(map(option_of, setting.options))
    return again(
        face,
        required=face.required if setting.required is None else setting.required,
        options=options,
        depends_on=setting.depends_on or face.depends_on,
    )


def option_of(stored: Mapping[str, Any]) -> Option:
    return Option(
        stored["value"],
        stored["label"],
        stored.get("tone", "neutral"),
        tuple(stored.get("when", ())),
        bool(stored.get("retired", False)),
    )


def common_of(common: tuple[str, ...], faces: Mapping[str, Face], settings: Mapping[str, FieldSetting]) -> list[str]:
    """The fields of the short form: the definition's, what the company adds or takes away, and all required ones."""
    wanted = {key: setting.common for key, setting in settings.items() if setting.common is not None}
    kept = [key for key in common if wanted.get(key, True) or faces[key].required]
    added = [key for key, face in faces.items() if (wanted.get(key) or face.required) and not face.readonly]
    return list(dict.fromkeys([*kept, *added]))

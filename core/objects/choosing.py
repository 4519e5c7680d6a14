"""Which options of a field may be chosen (可选的选项): no retired ones, dependent ones where their parent says so."""

from typing import Any

from core.objects.definition import Values
from core.objects.fields import Face, Option
from core.objects.values import blank


def retired_among(face: Face, value: Any, before: Any) -> str:
    """A sentence when a retired option is chosen anew; what a record holds already may stay."""
    if not face.options:
        return ""
    kept = _listed(before)
    gone = [o.label for o in face.options if o.retired and o.value in _listed(value) and o.value not in kept]
    return f"{face.label}的「{gone[0]}」已经停用，选别的" if gone else ""


def offered(faces: dict[str, Face], key: str, values: Values) -> list[Option]:
    """The options of a field that fit the other values."""
    face = faces[key]
    living = [option for option in face.options if not option.retired]
    if face.depends_on not in faces:
        return living
    above = _listed(values.get(face.depends_on))
    return [option for option in living if not option.when or set(option.when) & set(above)]


def unfitting(faces: dict[str, Face], values: Values, touched: set[str]) -> dict[str, str]:
    """Sentences by field for options that do not fit the value of the field they depend on."""
    problems = {}
    for key, face in faces.items():
        if (
            face.depends_on
            and face.depends_on in faces
            and {key, face.depends_on} & touched
            and not blank(values.get(key))
        ):
            above = set(_listed(values.get(face.depends_on)))
            wrong = [o for o in face.options if o.value in _listed(values[key]) and o.when and not set(o.when) & above]
            if wrong:
                problems[key] = _sentence(face, wrong[0], faces[face.depends_on], values.get(face.depends_on))
    return problems


def _sentence(face: Face, option: Option, parent: Face, value: Any) -> str:
    chosen = "、".join(parent.word(one) for one in _listed(value))
    when = f"{parent.label}是「{chosen}」时" if chosen else f"{parent.label}还没选时"
    return f"{when}，{face.label}不能选「{option.label}」"


def asked_for(faces: dict[str, Face], key: str, values: Values) -> bool:
    """Whether a required field can be filled at all: one without a fitting option is not asked for."""
    return faces[key].kind not in ("choice", "choices") or bool(offered(faces, key, values))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if blank(value) else [value]

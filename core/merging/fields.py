"""Which value of every field a merged record keeps (逐项选择): the master's unless another is chosen.

What the master lacks comes from the first of the others that has it. Numbers and addresses can be kept all together.
"""

from collections.abc import Mapping
from typing import Any

from core.actor import Actor
from core.errors import Invalid
from core.merging.chosen import Chosen
from core.merging.mergeable import mergeable
from core.objects import custom
from core.objects.definition import ObjectDef, Values
from core.objects.fields import Face
from core.objects.values import blank
from core.objects.writing import cleaned, stored_values
from core.text.normal import phone
from core.text.separators import MAILBOXES, NUMBERS, parted

BOTH = "both"
SEPARATORS = {"phone": NUMBERS, "email": MAILBOXES}
Picks = Mapping[str, int | str]


def choosable(actor: Actor, definition: ObjectDef) -> dict[str, Face]:
    """The fields that a member chooses from: what he sees and may change. The master keeps its owner."""
    return {
        key: face
        for key, face in custom.all_faces(definition).items()
        if key != "owner"
        and not face.readonly
        and not actor.hides(definition.key, key)
        and not actor.locks(definition.key, key)
    }


def held(definition: ObjectDef, record: Any) -> Values:
    """All values of a record as stored, custom ones too."""
    return {**stored_values(definition, record), **record.custom}


def usual(chosen: Chosen, faces: Mapping[str, Face]) -> dict[str, int]:
    """Whose value each field keeps when nobody chooses."""
    values = {record.id: held(chosen.definition, record) for record in chosen.records}
    beside = _beside(chosen.definition, faces)

    def first_with(keys: tuple[str, ...]) -> int:
        found = (record for record, own in values.items() if any(not blank(own.get(key)) for key in keys))
        return int(next(found, chosen.master.id))

    return {key: first_with(beside.get(key, (key,))) for key in faces}


def _beside(definition: ObjectDef, faces: Mapping[str, Face]) -> dict[str, tuple[str, ...]]:
    """Fields that go together: those of one place, and a choice with the choices that depend on it."""
    groups = [tuple(key for key in group if key in faces) for group in mergeable(definition).together]
    for key, face in faces.items():
        if face.depends_on in faces:
            groups.append((face.depends_on, key))
    return {key: _joined_groups(groups, key) for group in groups for key in group}


def _joined_groups(groups: list[tuple[str, ...]], key: str) -> tuple[str, ...]:
    """Everything that is tied to a field, also by way of others."""
    found = {key}
    while more := {one for group in groups if found & set(group) for one in group} - found:
        found |= more
    return tuple(sorted(found))


def together(face: Face, values: list[str]) -> str:
    """All numbers or addresses of several values, each once."""
    return "; ".join(_every(_parts(face, values)))


def offered(face: Face, values: list[str]) -> str | None:
    """The same where it says more than any one of the values and finds room in the field."""
    parts = _parts(face, values)
    more = len(_every(parts)) > max((len(one) for one in parts), default=0)
    return together(face, values) if more and _fits(face, values) else None


def _parts(face: Face, values: list[str]) -> list[list[str]]:
    between = SEPARATORS.get(face.kind)
    return [parted(between, value) for value in values] if between else []


def _every(parts: list[list[str]]) -> list[str]:
    """Numbers are the same however they are written; the first way stays."""
    first: dict[str, str] = {}
    for part in (part for one in parts for part in one):
        first.setdefault(phone(part) or part.lower(), part)
    return list(first.values())


def _fits(face: Face, values: list[str]) -> bool:
    return face.max_length is None or len(together(face, values)) <= face.max_length


def picked(actor: Actor, chosen: Chosen, picks: Picks) -> dict[str, tuple[int, Any]]:
    """(whose, value) of every field that the master keeps differently from now. Raises Invalid for a wrong choice."""
    definition, faces = chosen.definition, choosable(actor, chosen.definition)
    values = {record.id: held(definition, record) for record in chosen.records}
    own = values[chosen.master.id]
    if problems := _problems(faces, values, picks):
        raise Invalid(problems)
    kept: dict[str, tuple[int, Any]] = {}
    for key, whose in {**usual(chosen, faces), **picks}.items():
        source = whose if isinstance(whose, int) else chosen.master.id
        value = together(faces[key], texts(values, key)) if whose == BOTH else values[source].get(key)
        if not _same(own.get(key), value):
            kept[key] = (source, value)
    return kept


async def given(actor: Actor, chosen: Chosen, values: Values) -> Values:
    """What the form gives because no record has it, as stored; only fields that could have been chosen."""
    if closed := values.keys() - choosable(actor, chosen.definition).keys():
        raise Invalid({key[:60]: f"「{key[:40]}」这一项不能在合并时填" for key in closed})
    columns, extra = await cleaned(actor, chosen.definition, values, chosen.master)
    return {**columns, **extra}


def texts(values: Mapping[int, Values], key: str) -> list[str]:
    return [str(one.get(key) or "") for one in values.values()]


def _same(one: Any, other: Any) -> bool:
    return one == other or (blank(one) and blank(other))


def _problems(faces: Mapping[str, Face], values: Mapping[int, Values], picks: Picks) -> dict[str, str]:
    problems = {}
    for key, whose in picks.items():
        face = faces.get(key)
        if face is None:
            problems[key[:60]] = f"「{key[:40]}」这一项不能选"
        elif whose == BOTH:
            if face.kind not in SEPARATORS:
                problems[key] = f"{face.label}只能选其中一条的"
            elif not _fits(face, texts(values, key)):
                problems[key] = f"{face.label}加在一起超过 {face.max_length} 字，只能选其中一条的"
        elif whose not in values:
            problems[key] = f"{face.label}要选其中一条的"
    return problems

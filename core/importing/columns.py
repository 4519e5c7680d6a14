"""Which columns of a file fill which fields (列对应): what a member may write by import, and a guess by the headers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.errors import Invalid
from core.importing.headers import ERROR_COLUMN, KIN, Said, is_exmail, readings, said
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.fields import Face, Option
from core.objects.registry import object_named

KINDS = (
    "text", "long_text", "number", "money", "date", "datetime", "boolean", "choice", "choices", "phone", "email", "url",
    "reference",
)  # fmt: skip
BELOW = {"account": "contact"}  # files of an object may bring along one record of the object below it

Mapped = dict[int, str]


@dataclass(frozen=True)
class Target:
    """A field that a column may fill. `key` is the field's, "id", or "contact.<field>" of the record below.

    `object` is whose field it is; one `at_creation` is taken for new records only; `writable` is False for the number
    (系统编号), which only says which record is meant.
    """

    key: str
    label: str
    face: Face
    object: str
    writable: bool = True
    at_creation: bool = False
    note: str = ""

    @property
    def required(self) -> bool:
        return self.face.required

    @property
    def kind(self) -> str:
        return self.face.kind

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(option for option in self.face.options if not option.retired)

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "required": self.required,
            "kind": self.kind,
            "options": [{"value": option.value, "label": option.label} for option in self.options],
            "writable": self.writable,
            "note": self.note,
        }


def targets(actor: Actor, definition: ObjectDef) -> list[Target]:
    """The fields that a member may fill by import, the number first, the record below last."""
    number = Target("id", "系统编号", Face("系统编号", "number", whole=True), definition.key, writable=False)
    found = [number, *_own(actor, definition)]
    if (below := BELOW.get(definition.key)) and actor.reach(below, "create") != "none":
        other = object_named(below)
        found += [
            Target(f"{below}.{one.key}", f"{other.label}·{one.label}", one.face, below, note=one.note)
            for one in _own(actor, other)
            if one.face.to != definition.key and one.key != "owner"
        ]
    return found


def _own(actor: Actor, definition: ObjectDef) -> list[Target]:
    return [
        Target(key, face.label, face, definition.key, at_creation=face.at_creation)
        for key, face in custom.all_faces(definition).items()
        if face.kind in KINDS
        and (face.at_creation or not face.readonly)
        and not actor.hides(definition.key, key)
        and not actor.locks(definition.key, key)
    ]


def guess(headers: Sequence[str], targets: Sequence[Target]) -> Mapped:
    """The field of each column whose header names one, every field at most once.

    The columns of a mailbox's address book are those of people, so they go to the record below where there is one, and
    its groups are none of ours.
    """
    order = list(targets)
    if is_exmail(headers):
        order = sorted((one for one in targets if one.key != "pool_group"), key=lambda one: "." not in one.key)
    names = [said("" if header == ERROR_COLUMN else header) for header in headers]
    found = _told_apart(headers, targets)
    for called in (_labelled, _kindred):
        for index, name in enumerate(names):
            if index not in found and name.plain:
                left = [target for target in order if target.key not in found.values()]
                if key := _meant(name, left, called):
                    found[index] = key
    return dict(sorted(found.items()))


def _told_apart(headers: Sequence[str], targets: Sequence[Target]) -> Mapped:
    """Columns named 标签(key), as exports name two fields of one label."""
    keys = {f"{target.label}({target.key})": target.key for target in targets}
    first = {header: index for index, header in reversed(list(enumerate(headers)))}
    return {first[header]: key for header, key in keys.items() if header in first}


def _meant(name: Said, left: Sequence[Target], called: Callable[[str, Target], bool]) -> str:
    for reading in readings(name):
        for target in left:
            if _fits(reading, name, target) and called(reading.plain, target):
                return target.key
    return ""


def _labelled(word: str, target: Target) -> bool:
    """The field is called exactly so; where two are, an export adds the key."""
    label = said(target.face.label).plain
    return word in (label, target.key, f"{label}({said(target.key).plain})")


def _kindred(word: str, target: Target) -> bool:
    """People use this word for the field too."""
    return word in kin_of(target)


def _fits(reading: Said, name: Said, target: Target) -> bool:
    """A header that says whose field it means is no other's, where there are two.

    Only 系统编号 is our number: any other may be a number of whatever system the file comes from, and would name
    records that have nothing to do with it.
    """
    if target.key == "id":
        return name == Said("系统编号")
    below = "." in target.key
    return reading.side != ("own" if below else "below") or not has_below(target)


def has_below(target: Target) -> bool:
    return target.object in BELOW or "." in target.key


def kin_of(target: Target) -> frozenset[str]:
    key = target.key.rpartition(".")[2]
    if key == "name":
        key = "person.name" if object_named(target.object).person else "company.name"
    return KIN.get(key, frozenset())


def chosen(given: Mapping[str, Any] | None, headers: Sequence[str], targets: Sequence[Target]) -> Mapped:
    """The mapping as a member chose it, {"0": "name"} or {"姓名": "name"}; guessed where nothing is chosen.

    A field of None or "" leaves the column out. Raises Invalid at `mapping`.
    """
    if not given:
        return guess(headers, targets)
    known = {target.key: target for target in targets}
    found: Mapped = {}
    for column, key in given.items():
        if key in (None, ""):
            continue
        if not isinstance(key, str) or key not in known:
            raise Invalid({"mapping": f"没有「{str(key)[:40]}」这个字段，或你不能填它"})
        index = _index(column, headers)
        if key in found.values():
            raise Invalid({"mapping": f"有两列都对应了「{known[key].label}」，只留一列"})
        found[index] = key
    if not found:
        raise Invalid({"mapping": "没有一列对应到字段，先选好每一列是什么"})
    return dict(sorted(found.items()))


def _index(column: str, headers: Sequence[str]) -> int:
    if column in headers:
        return list(headers).index(column)
    if column.isdigit() and len(column) < 5 and int(column) < len(headers):
        return int(column)
    raise Invalid({"mapping": f"文件里没有「{column[:40]}」这一列"})

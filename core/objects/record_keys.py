"""What identifies a record and what hints at it (查重键): two key tables, what declares their rows, who holds which.

A hard key (mobile, personal e-mail) belongs to one living record of an object (decision 27), the database says so; a
soft key (company, landline, shared mailbox) may be shared. Records that are deleted or out of use hold none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.company import DEFAULTS, decided
from core.db import database, rows
from core.dialect_keys import key_holders, wanted_keys
from core.objects.definition import HardKey, ObjectDef, SoftKey

Pair = tuple[str, str]
Wanted = tuple[str, str, str]
CHOSEN = "duplicates.match"
REPEATED = 4096  # values whose keys are kept: looking for a record and writing it ask for the same


class RecordKey(Model):
    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    kind = fields.CharField(20)
    value = fields.CharField(200)
    record_id = fields.BigIntField()

    class Meta:
        table = "record_key"
        unique_together = (("object", "kind", "value"),)


class RecordHint(Model):
    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    kind = fields.CharField(20)
    value = fields.CharField(200)
    record_id = fields.BigIntField()

    class Meta:
        table = "record_hint"


@dataclass(frozen=True)
class Holder:
    """A living record that holds a wanted key."""

    record_id: int
    hard: bool


def pairs_of(key: HardKey | SoftKey, values: dict[str, Any]) -> set[Pair]:
    """(kind, value) of one declared key."""
    given = values.get(key.field)
    return set(_pairs(key.kind, key.keys, given)) if given else set()


@lru_cache(maxsize=REPEATED)
def _pairs(kind: str, keys: Callable[[str], list[str]], given: str) -> tuple[Pair, ...]:
    return tuple((kind, value[:200]) for value in keys(given) if value)


def keys_of(declared: Iterable[HardKey | SoftKey], values: dict[str, Any]) -> set[Pair]:
    """(kind, value) pairs of a record's values, without those that only a company's setting makes keys."""
    return {pair for key in declared if not switched(key) for pair in pairs_of(key, values)}


def switched(key: HardKey | SoftKey) -> str:
    """The company's setting that makes a key of it, "" for what always is one."""
    return key.switch if isinstance(key, HardKey) else ""


def asked(definition: ObjectDef, values: dict[str, Any]) -> dict[str, set[Pair]]:
    """Which keys of which object tell who may be the same as a record with these values."""
    wanted: dict[str, set[Pair]] = {definition.key: set()}
    for key in definition.all_keys:
        found = pairs_of(key, values)
        for one in (definition.key, *key.also):
            wanted[one] = wanted.get(one, set()) | found
    return wanted


async def keys_in_force(definition: ObjectDef) -> tuple[HardKey, ...]:
    """The hard keys that the company wants to be unique; run inside `work()` before they are written."""
    return tuple([key for key in definition.hard_keys if not key.switch or await decided(key.switch)])


async def chosen_keys(definition: ObjectDef) -> tuple[HardKey | SoftKey, ...]:
    """The keys by which the company takes two records of an object for the same (查重条件), the hard ones first.

    A kind that is hard for the object counts as such only: a mailbox of many people says nothing of one of them.
    """
    kinds = (await decided(CHOSEN)).get(definition.key, DEFAULTS[CHOSEN].get(definition.key, []))
    hard = tuple(key for key in definition.hard_keys if key.kind in kinds)
    known = {key.kind for key in hard}
    return (*hard, *(key for key in definition.soft_keys if key.kind in kinds and key.kind not in known))


async def holders(wanted: Iterable[Wanted], most: int) -> dict[Wanted, list[Holder]]:
    """Who holds each (object, kind, value), at most `most` by a hint: by index, in one statement for any number."""
    asked_for = sorted(set(wanted))
    found: dict[Wanted, list[Holder]] = {}
    if asked_for:
        dialect = database().dialect
        for place, _object, _kind, hard, record_id in await rows(
            key_holders(dialect, most), wanted_keys(dialect, asked_for)
        ):
            found.setdefault(asked_for[place], []).append(Holder(int(record_id), bool(hard)))
    return found


async def keys_held(definition: ObjectDef, ids: list[int]) -> dict[int, set[tuple[str, str, bool]]]:
    """(kind, value, hard) of each record, for the records that hold any."""
    held: dict[int, set[tuple[str, str, bool]]] = {}
    for model, hard in ((RecordKey, True), (RecordHint, False)):
        query = model.filter(object=definition.key, record_id__in=ids).values_list("record_id", "kind", "value")
        for record_id, kind, value in await query if ids else ():
            held.setdefault(record_id, set()).add((kind, value, hard))
    return held

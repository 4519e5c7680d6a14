"""What can be merged, in one explicit list (可合并的对象). An object joins by one line.

Everything that refers to the merged records moves by itself: the reference fields of all objects, the team, and the
rows of `TIED`. A line only adds what is special about its object.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from core.actor import Actor
from core.behaviours.called import CallMark
from core.cards.scan import CardSave
from core.errors import NotFound
from core.external.link import ExternalLink
from core.merging.accounts import keep_one_main, withdraw_renames
from core.merging.companies import each_contact_once, one_company_of_each
from core.objects.definition import ObjectDef, Values

# Plain tables whose rows name a record by `object` and `record_id` and follow it.
TIED: tuple[type[Model], ...] = (CallMark, ExternalLink, CardSave)


@dataclass(frozen=True)
class Mergeable:
    """`first` settle what cannot be twice, while everything still hangs where it hung: (actor, master, others, what
    the master becomes).

    `together` are fields that only mean something side by side: what the master lacks of them is not filled from
    another record when it has some of them itself.
    """

    object: str
    first: tuple[Callable[[Actor, Any, list[Any], Values], Awaitable[None]], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()


PLACE = ("city", "address", "postcode", "lat", "lng")
MERGEABLE = (
    Mergeable("account", first=(withdraw_renames, keep_one_main, each_contact_once), together=(PLACE,)),
    Mergeable("contact", first=(one_company_of_each,)),
    Mergeable("lead", together=(PLACE,)),
)
BY_KEY = {one.object: one for one in MERGEABLE}


def mergeable(definition: ObjectDef) -> Mergeable:
    """The object's line; NotFound, like any address that does not exist, for an object without one."""
    if definition.key not in BY_KEY:
        raise NotFound(f"{definition.label}不能合并")
    return BY_KEY[definition.key]


def may_merge(actor: Actor, definition: ObjectDef) -> bool:
    """Whether a member merges records of an object at all: merging changes one and takes the others away."""
    reaches = {actor.reach(definition.key, verb) for verb in ("read", "update", "delete")}
    return definition.key in BY_KEY and "none" not in reaches

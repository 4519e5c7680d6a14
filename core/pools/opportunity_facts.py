"""Whether a pooled record has had an opportunity since its owner has it (商机依据), for the rules that ask."""

from datetime import date
from typing import Any

from pypika_tortoise.functions import Max
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Term

from core.objects.access import living, select_from
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.terms import Fragment, Whole

KIND = "no_opportunity"


def asked_for(conditions: Any) -> bool:
    """Whether any of the conditions looks at opportunities."""
    return any(condition["kind"] == KIND for condition in conditions)


def columns(definition: ObjectDef, table: Table) -> tuple[Term, Term]:
    """Whether an opportunity of the record is open, and the day on which the last one was won or lost."""
    opportunities = Table(object_named("opportunity").table)
    reference = opportunities[f"{definition.key}_id"]
    its_own = living(opportunities) & (reference == table.id)
    is_open = select_from(opportunities).select(opportunities.id).where(its_own & (opportunities.state == "open"))
    ended = select_from(opportunities).select(Max(opportunities.closed_on)).where(its_own)
    return Fragment("EXISTS (", Whole(is_open), ")"), Fragment("(", Whole(ended), ")")


def has_had(is_open: Any, ended: Any, since: date) -> bool:
    """One that is open, or that ended while the present owner had the record: what somebody else sold before does not
    count for them. `ended` is a day as the driver gives it.
    """
    if is_open or ended is None:
        return bool(is_open)
    return (date.fromisoformat(ended[:10]) if isinstance(ended, str) else ended) >= since

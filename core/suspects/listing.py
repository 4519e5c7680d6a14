"""The page of suspected pairs (疑似重复): what the search found, as it is now, for who sees at least one of the two.

Whoever sees both may say that they are not the same; whoever may change such records may let them be searched.
"""

import base64
import binascii
from typing import Any

from pypika_tortoise.enums import Order
from pypika_tortoise.queries import Table

from core import clock
from core.actor import Actor
from core.db import rows
from core.errors import Invalid, NotAllowed, NotFound
from core.jobs import Job, add
from core.objects.access import each_parent, living, select_from
from core.objects.definition import ObjectDef
from core.objects.duplicates import WORDS, Match, hidden_kinds, told
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.objects.terms import Bound, Fragment
from core.suspects.judging import judged
from core.suspects.pair import Suspect, SuspectSearch
from core.suspects.score import SHOWN, Verdict
from core.work import current_work

PAGE = 20
STATES = ("open", "dismissed")
LOOK = "suspects.look"
Row = tuple[int, int, int, int]


async def suspects(actor: Actor, definition: ObjectDef, *, state: str = "open", cursor: str = "") -> dict[str, Any]:
    """{"items", "next", "found_at", "looking", "groups"}: the surest pairs first, the side out of scope masked.

    A page may be shorter than `PAGE` with more to follow: pairs that share nothing any more are left out.
    """
    if not definition.all_keys:
        raise Invalid({"object": f"{definition.label}没有查重条件"})
    found = await _page(actor, definition, state, cursor)
    items = await _items(actor, definition, found[:PAGE], state)
    search = await SuspectSearch.get_or_none(object=definition.key)
    whole = actor.reach(definition.key, "read") == "all"
    return {
        "items": items,
        "next": _cursor(found[PAGE - 1]) if len(found) > PAGE else None,
        "found_at": search.found_at.isoformat() if search and search.found_at else None,
        "looking": await looking(definition),
        "can_look": actor.reach(definition.key, "update") != "none",
        "groups": _groups(actor, definition, search) if search and whole else [],
    }


def _groups(actor: Actor, definition: ObjectDef, search: SuspectSearch) -> list[Any]:
    hidden = {WORDS.get(kind, kind) for kind in hidden_kinds(actor, definition)}
    return [group for group in search.groups if group["reason"] not in hidden]


async def _page(actor: Actor, definition: ObjectDef, state: str, cursor: str) -> list[Row]:
    pair, first, second = (Table("suspect"), Table(definition.table).as_("a"), Table(definition.table).as_("b"))
    seen = each_parent(actor, definition, "read", pair.first_id) | each_parent(
        actor, definition, "read", pair.second_id
    )
    query = select_from(pair).select(pair.id, pair.first_id, pair.second_id, pair.score)
    query = query.join(first).on(first.id == pair.first_id).join(second).on(second.id == pair.second_id)
    query = query.where((pair.object == definition.key) & (pair.state == state) & living(first) & living(second) & seen)
    if cursor:
        score, last = _place(cursor)
        query = query.where(Fragment("(", pair.score, ",", pair.id, ")<(", Bound(score), ",", Bound(last), ")"))
    query = query.orderby(pair.score, order=Order.desc).orderby(pair.id, order=Order.desc).limit(PAGE + 1)
    return [(int(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in await rows(*query.get_parameterized_sql())]


def _cursor(row: Row) -> str:
    return base64.urlsafe_b64encode(f"{row[3]}.{row[0]}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[int, int]:
    try:
        score, last = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(".")
        return int(score[:9]), int(last[:18])
    except (ValueError, binascii.Error):
        raise Invalid({"cursor": "翻页的位置不对，刷新后再看"}) from None


async def _items(actor: Actor, definition: ObjectDef, found: list[Row], state: str) -> list[dict[str, Any]]:
    verdicts = await judged(definition, {(first, second) for _, first, second, _ in found}, actor)
    ids = {one for pair in verdicts for one in pair}
    known = dict(await told(actor, definition, dict.fromkeys(sorted(ids), (False, ""))))
    changes = await visible_ids(actor, definition, sorted(ids), "update")
    deletes = await visible_ids(actor, definition, sorted(ids), "delete")
    items = []
    for pair_id, first, second, _ in found:
        verdict = verdicts.get((first, second))
        if verdict and verdict.score >= SHOWN and {first, second} <= known.keys():
            told_pair = _told(definition, pair_id, (known[first], known[second]), verdict)
            both = known[first].id is not None and known[second].id is not None
            can_merge = {first, second} <= changes and bool({first, second} & deletes)
            items.append({**told_pair, "state": state, "can_merge": can_merge, "can_decide": both})
    return items


def _told(definition: ObjectDef, pair_id: int, sides: tuple[Match, Match], verdict: Verdict) -> dict[str, Any]:
    why = {"match": verdict.reasons[0], "hard": False}
    return {
        "id": pair_id,
        "object": definition.key,
        "a": {**sides[0].to_json(), **why},
        "b": {**sides[1].to_json(), **why},
        "score": verdict.score,
        "reasons": list(verdict.reasons),
    }


async def decide(actor: Actor, pair_id: int, state: str) -> dict[str, Any]:
    """Dismisses a pair, or opens it again; run inside `work()`.

    Raises NotFound for one that one sees nothing of, NotAllowed where one sees only one of the two.
    """
    current_work()
    row = await Suspect.select_for_update().get_or_none(id=pair_id) if 0 < pair_id < 2**63 else None
    seen = await _seen(actor, row) if row else set()
    if row is None or not seen:
        raise NotFound("没有这一对，或你看不到")
    if seen != {row.first_id, row.second_id}:
        raise NotAllowed("其中一条你看不到，是不是重复要由两条都看得到的人来定")
    if row.state != state:
        by = {"decided_by_id": actor.id or None, "decided_at": clock.now()} if state == "dismissed" else {}
        await Suspect.filter(id=row.id).update(**{"state": state, "decided_by_id": None, "decided_at": None, **by})
    return {"id": row.id, "state": state}


async def _seen(actor: Actor, row: Suspect) -> set[int]:
    """Those of the two that the actor sees."""
    if actor.reach(row.object, "read") == "none":
        return set()
    return await visible_ids(actor, object_named(row.object), [row.first_id, row.second_id])


# -- searching -----------------------------------------------------------------------------------------------------


def lane(definition: ObjectDef) -> str:
    return f"suspects:{definition.key}"


async def looking(definition: ObjectDef) -> bool:
    """Whether a search is waiting or running."""
    return await Job.filter(lane=lane(definition), state__in=["waiting", "running"]).exists()


async def ask_for_search(actor: Actor, definition: ObjectDef) -> None:
    """A search that somebody wants: it is work for who tidies up such records. Raises NotAllowed."""
    actor.needs(definition.key, "update", definition.label)
    await look(definition)


async def look(definition: ObjectDef) -> None:
    """Searches an object as a job, unless that is on its way; run inside `work()`."""
    if definition.all_keys and not await looking(definition):
        await add(LOOK, {"object": definition.key}, lane=lane(definition))

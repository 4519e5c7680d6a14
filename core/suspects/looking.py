"""The search of suspected pairs (查找疑似重复): a job that walks keys, parents and names, each in bounded pieces.

Every piece is a transaction of its own and may be done again: killed at any moment, the next run goes over everything.
What an earlier run found and this one did not meet is asked again at the end, and goes when nothing is shared any more.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import combinations
from typing import Any

import structlog

from core import clock
from core.db import database, rows
from core.dialect_keys import hint_block, shared_hints
from core.jobs import JobRun
from core.objects.definition import ObjectDef
from core.objects.duplicates import WORDS
from core.objects.record_keys import holders
from core.objects.registry import object_named, objects
from core.suspects.judging import Ids, judged
from core.suspects.listing import look
from core.suspects.names import names_apart, namesakes
from core.suspects.pair import Suspect, SuspectSearch
from core.suspects.score import SHOWN, Verdict
from core.work import work

LARGEST = 50  # more records than this share a switchboard, not an identity
BLOCK = 20_000
GROUPS, PAIRS = 100, 2000
TOLD_GROUPS = 20
log = structlog.get_logger()


async def look_for_pairs(run: JobRun) -> None:
    """One object, or on schedule a job for each."""
    if name := run.payload.get("object"):
        await search(object_named(name))
        return
    async with work():
        for definition in objects().values():
            await look(definition)


async def search(definition: ObjectDef) -> None:
    """Finds the pairs of an object and drops those that are none any more."""
    begun = clock.now()
    groups: list[dict[str, Any]] = []
    async for pairs in _of_keys(definition, groups):
        await _keep(definition, pairs)
    async for pairs in namesakes(definition):
        await _keep(definition, pairs)
    async for pairs in names_apart(definition):
        await _keep(definition, pairs)
    await _ask_again(definition, begun)
    largest = sorted(groups, key=lambda group: -group["count"])[:TOLD_GROUPS]
    async with work():
        values = {"found_at": clock.now(), "groups": largest}
        await SuspectSearch.update_or_create(defaults=values, object=definition.key)
    log.info("suspects.found", object=definition.key, pairs=await Suspect.filter(object=definition.key).count())


async def _of_keys(definition: ObjectDef, groups: list[dict[str, Any]]) -> AsyncIterator[set[Ids]]:
    """Pairs of records that share a hint; `groups` takes the hints that too many share."""
    small: list[tuple[str, str, str]] = []
    async for kind, value, count in _shared(definition):
        if count > LARGEST:
            groups.append({"reason": WORDS.get(kind, kind), "value": value, "count": count})
            continue
        small.append((definition.key, kind, value))
        if len(small) >= GROUPS:
            async for pairs in _within(small):
                yield pairs
            small = []
    async for pairs in _within(small):
        yield pairs


async def _shared(definition: ObjectDef) -> AsyncIterator[tuple[str, str, int]]:
    """(kind, value, count) of shared hints in order, looked through a block of rows at a time."""
    dialect, place = database().dialect, ("", "")
    while True:
        end = await rows(hint_block(dialect, BLOCK), [definition.key, *place])
        last = (end[0][0], end[0][1]) if end else None
        for row in await rows(shared_hints(dialect, bool(last)), [definition.key, *place, *(last or ())]):
            yield row[0], row[1], int(row[2])
        if last is None:
            return
        place = last


async def _within(groups: list[tuple[str, str, str]]) -> AsyncIterator[set[Ids]]:
    """The pairs inside groups, a piece at a time."""
    pairs: set[Ids] = set()
    for members in (await holders(groups, LARGEST + 1)).values():
        pairs |= set(combinations(sorted({one.record_id for one in members}), 2))
        if len(pairs) >= PAIRS:
            yield pairs
            pairs = set()
    yield pairs


async def _keep(definition: ObjectDef, pairs: set[Ids]) -> None:
    """Writes the pairs that are worth showing; one that was dismissed stays dismissed."""
    verdicts = {pair: one for pair, one in (await judged(definition, pairs)).items() if one.score >= SHOWN}
    if not verdicts:
        return
    now = clock.now()
    async with work():
        known = await _known(definition, list(verdicts))
        fresh = [_row(definition, pair, verdicts[pair], now) for pair in verdicts.keys() - known.keys()]
        await Suspect.bulk_create(sorted(fresh, key=lambda row: (row.first_id, row.second_id)), ignore_conflicts=True)
        await Suspect.filter(id__in=[row.id for row in known.values()]).update(found_at=now)
        for pair, row in known.items():
            told = verdicts[pair]
            if (row.score, tuple(row.reasons)) != (told.score, told.reasons):
                await Suspect.filter(id=row.id).update(score=told.score, reasons=list(told.reasons))


async def _known(definition: ObjectDef, pairs: list[Ids]) -> dict[Ids, Suspect]:
    firsts = sorted({first for first, _ in pairs})
    found = await Suspect.filter(object=definition.key, first_id__in=firsts)
    wanted = set(pairs)
    return {pair: row for row in found if (pair := (row.first_id, row.second_id)) in wanted}


def _row(definition: ObjectDef, pair: Ids, told: Verdict, now: datetime) -> Suspect:
    return Suspect(
        object=definition.key,
        first_id=pair[0],
        second_id=pair[1],
        score=told.score,
        reasons=list(told.reasons),
        found_at=now,
    )


async def _ask_again(definition: ObjectDef, begun: datetime) -> None:
    """Pairs that this run did not meet: gone with a record, or because they share too little now."""
    last = 0
    while True:
        query = Suspect.filter(object=definition.key, found_at__lt=begun, id__gt=last).order_by("id").limit(PAIRS // 4)
        found = {(row.first_id, row.second_id): row for row in await query}
        if not found:
            return
        last = max(row.id for row in found.values())
        verdicts = await judged(definition, found)
        none = [
            row.id
            for pair, row in found.items()
            if pair not in verdicts or (row.state == "open" and verdicts[pair].score < SHOWN)
        ]
        async with work():
            await Suspect.filter(id__in=none).delete()

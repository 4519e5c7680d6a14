"""Pairs that only their names bring together (名称相近): people below one parent, companies that are called alike."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import combinations, groupby
from typing import Any

from pypika_tortoise.queries import Table
from tortoise.expressions import Q

from core.db import database, rows
from core.objects.access import living, select_from
from core.objects.definition import ObjectDef
from core.suspects.pair import SuspectSearch
from core.suspects.score import sound_of
from core.text.company import brand, company_key
from core.text.pinyin import pinyin
from core.text.search import query_tokens
from core.work import work

STEP = 2000
NAMES_A_RUN = 50_000
NAMES_AT_ONCE = 200
CANDIDATES = 30
NAMESAKES = 20
Ids = tuple[int, int]


async def namesakes(definition: ObjectDef) -> AsyncIterator[set[Ids]]:
    """People below one parent whose names sound the same."""
    for key in definition.parents if definition.person else ():
        after, table = 0, Table(definition.table)
        parent = table[f"{key}_id"]
        while True:
            query = select_from(table).select(parent, table.id, table[definition.title])
            query = query.where(living(table) & (parent > after)).orderby(parent).orderby(table.id).limit(STEP)
            found = list(await rows(*query.get_parameterized_sql()))
            if not found:
                break
            last = found[-1][0]
            if len(found) == STEP and found[0][0] != last:  # the last parent's children may go on
                found = [row for row in found if row[0] != last]
            yield _sounding_alike(found)
            after = int(found[-1][0])


def _sounding_alike(found: list[Any]) -> set[Ids]:
    pairs: set[Ids] = set()
    for _, children in groupby(found, key=lambda row: row[0]):
        by_sound: dict[str, list[int]] = defaultdict(list)
        for _, record_id, name in children:
            by_sound[sound_of(str(name))].append(int(record_id))
        for ids in by_sound.values():
            pairs |= set(combinations(ids[:NAMESAKES], 2))
    return pairs


async def names_apart(definition: ObjectDef) -> AsyncIterator[set[Ids]]:
    """Companies whose own words begin with the same two syllables: those changed since the last run, `NAMES_A_RUN` a
    run and the rest in the next, each against the newest `CANDIDATES` that the search index knows.
    """
    if not (definition.named_by_company and definition.searched):
        return
    state, _ = await SuspectSearch.get_or_create(object=definition.key)
    for _ in range(NAMES_A_RUN // NAMES_AT_ONCE):
        found = await _changed(definition, state)
        if not found:
            return
        pairs: set[Ids] = set()
        for row in found:
            one = row[0]
            pairs |= {(min(one, other), max(one, other)) for other in await _alike(definition, row[1], one)}
        yield pairs
        state.names_id, _, state.names_at = found[-1]
        async with work():
            await state.save(update_fields=["names_at", "names_id"])


async def _changed(definition: ObjectDef, state: SuspectSearch) -> list[tuple[int, str, datetime]]:
    """(id, name, changed at) of the next records in the order of their changes."""
    query = definition.model.filter(deleted_at=None)
    if state.names_at:
        later = Q(updated_at__gt=state.names_at) | Q(id__gt=state.names_id)
        query = query.filter(Q(updated_at__gte=state.names_at) & later)
    query = query.order_by("updated_at", "id").limit(NAMES_AT_ONCE)
    return [tuple(row) for row in await query.values_list("id", definition.title, "updated_at")]


async def _alike(definition: ObjectDef, name: str, besides: int) -> list[int]:
    tokens = query_tokens(_beginning(name))
    if not tokens:
        return []
    dialect = database().dialect
    found = await rows(dialect.search_candidates(definition.table, 1, CANDIDATES), [dialect.search_query(tokens)])
    return [int(row[0]) for row in found if int(row[0]) != besides]


def _beginning(name: str) -> str:
    """What a company's own word sounds like where it begins: 汇筑科技 and 惠筑软件 both huizhu."""
    own = brand(company_key(name))
    return own[:6] if own.isascii() else "".join(pinyin(own[:2]))

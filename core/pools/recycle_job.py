"""What recycling does (回收): try rules on today's data, answer for one record, warn owners, take back every day.

The day's work looks at everything again record by record, under its lock: running it twice, after a kill, or while
somebody follows up, moves a department or changes a rule does no harm.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from core import clock
from core.actor import SYSTEM
from core.db import database, execute
from core.jobs import JobRun
from core.objects.definition import ObjectDef
from core.objects.labels import labels
from core.objects.registry import object_named
from core.pools.facts_of import Asked, facts_of, owned_records
from core.pools.group import PoolGroup
from core.pools.news import RecycleWarned
from core.pools.recycling import Facts, Rule, Verdict, verdict, warning_step
from core.pools.returning import into_pool
from core.pools.rule_book import rules_of
from core.teams.team import TeamMember
from core.work import happened, work

LISTED = 200
WARNED_AT_ONCE = 200
Fall = tuple[Facts, Verdict]


def horizon(rules: tuple[Rule, ...], today: date) -> date:
    """The last day that somebody is warned of today."""
    return today + timedelta(days=max((step for rule in rules for step in rule.warn_days), default=0))


async def trial(definition: ObjectDef, group: PoolGroup, rules: tuple[Rule, ...]) -> dict[str, Any]:
    """Who would lose what, when and why, if these were the rules: everything that falls today or is warned of."""
    today = clock.today()
    until = horizon(rules, today)
    losing: list[Fall] = []
    spared: Counter[str] = Counter()
    owners: Counter[int] = Counter()
    days: Counter[date] = Counter()
    async for chunk in facts_of(Asked(definition, rules, group.id, until=until)):
        for facts in chunk:
            found = verdict(facts, rules, today)
            if found.falls_on is None or found.falls_on > until:
                continue
            if found.exempt:
                spared[found.exempt[0]] += 1
            else:
                losing.append((facts, found))
                owners[facts.owner_id or 0] += 1
                days[found.falls_on] += 1
    losing.sort(key=lambda fall: (fall[1].falls_on, fall[0].id))
    names = await labels({definition.key: {facts.id for facts, _ in losing[:LISTED]}, "member": set(owners)})
    return {
        "looked_at": await owned_records(definition, group.id),
        "until": until.isoformat(),
        "losing": [_told(definition, fall, names) for fall in losing[:LISTED]],
        "total": len(losing),
        "spared": [{"reason": reason, "count": count} for reason, count in spared.most_common()],
        "by_owner": [{"owner": _ref("member", one, names), "count": count} for one, count in owners.most_common()],
        "by_day": [{"on": day.isoformat(), "count": count} for day, count in sorted(days.items())],
    }


def _told(definition: ObjectDef, fall: Fall, names: dict[tuple[str, int], str]) -> dict[str, Any]:
    facts, found = fall
    return {
        "record": _ref(definition.key, facts.id, names),
        "object": definition.key,
        "owner": _ref("member", facts.owner_id or 0, names),
        "falls_on": str(found.falls_on),
        "why": list(found.why),
        "rule": found.rule.name if found.rule else "",
    }


def _ref(key: str, record_id: int, names: dict[tuple[str, int], str]) -> dict[str, Any]:
    return {"id": record_id, "label": names.get((key, record_id), "")}


async def recycling_of(definition: ObjectDef, record: Any) -> dict[str, Any]:
    """When and why one record falls, as the job would say it today."""
    group = record.pool_group_id
    rules = await rules_of(definition, group) if group else ()
    found = await _verdict_of(definition, record.id, rules)
    names = await labels({"pool_group": {group}}) if group else {}
    return {
        "pooled": record.owner_id is None,
        "exempt": list(found.exempt),
        "falls_on": str(found.falls_on) if found.falls else None,
        "rule": found.rule.name if found.rule and found.falls else None,
        "why": list(found.why) if found.falls else [],
        "group": _ref("pool_group", group, names) if group else None,
    }


async def _verdict_of(definition: ObjectDef, record_id: int, rules: tuple[Rule, ...]) -> Verdict:
    async for chunk in facts_of(Asked(definition, rules, ids=(record_id,))):
        for facts in chunk:
            return verdict(facts, rules, clock.today())
    return Verdict(None, None, (), ())


# -- the day's work ----------------------------------------------------------------------------------------------------


async def recycle(_run: JobRun) -> None:
    """Every group with rules: takes back what falls today, warns of what falls soon."""
    for group in await PoolGroup.filter(active=True, deleted_at=None).order_by("id"):
        definition = object_named(group.pool_of)
        if rules := await rules_of(definition, group.id):
            await recycle_group(definition, group, rules)


async def recycle_group(definition: ObjectDef, group: PoolGroup, rules: tuple[Rule, ...]) -> None:
    today = clock.today()
    soon: dict[int, list[Fall]] = {}
    async for chunk in facts_of(Asked(definition, rules, group.id, until=horizon(rules, today))):
        for facts in chunk:
            found = verdict(facts, rules, today)
            if not found.falls or found.falls_on is None or facts.owner_id is None:
                continue
            if found.falls_on <= today:
                await take_back(definition, facts.id)
            elif found.rule and warning_step(found.falls_on, today, found.rule.warn_days):
                soon.setdefault(facts.owner_id, []).append((facts, found))
    for owner_id, falls in soon.items():
        for start in range(0, len(falls), WARNED_AT_ONCE):
            await warn(definition, owner_id, falls[start : start + WARNED_AT_ONCE])


async def take_back(definition: ObjectDef, record_id: int) -> bool:
    """One record into its pool, if it still falls now that nobody else can touch it; whoever owned it is told."""
    async with work():
        record: Any = await definition.model.select_for_update().get_or_none(id=record_id, deleted_at=None)
        if record is None or record.owner_id is None or record.pool_group_id is None:
            return False
        rules = await rules_of(definition, record.pool_group_id)
        found = await _verdict_of(definition, record_id, rules)
        if not found.falls or found.falls_on is None or found.falls_on > clock.today():
            return False
        await TeamMember.filter(object=definition.key, record_id=record_id).delete()
        await into_pool(SYSTEM, record, "recycle", record.pool_group_id, note="；".join(found.why))
    return True


async def warn(definition: ObjectDef, owner_id: int, falls: list[Fall]) -> None:
    """Tells an owner what falls soon: each step for each record and day once."""
    today = clock.today()
    names = await labels({definition.key: {facts.id for facts, _ in falls}})
    async with work():
        new = await _remembered(definition, owner_id, falls, today)
        items = [
            {
                "id": facts.id,
                "label": names.get((definition.key, facts.id), ""),
                "falls_on": str(found.falls_on),
                "days": (found.falls_on - today).days,
                "rule": found.rule.name,
                "why": list(found.why),
            }
            for facts, found in falls
            if facts.id in new and found.falls_on and found.rule
        ]
        if items:
            await happened(RecycleWarned(owner_id, definition.key, today.isoformat(), items))


async def _remembered(definition: ObjectDef, owner_id: int, falls: list[Fall], today: date) -> set[int]:
    """The records whose warning of this step is told for the first time; the database decides."""
    columns = ["object", "record_id", "owner_id", "falls_on", "step", "rule_id", "at"]
    unique = ("object", "record_id", "owner_id", "falls_on", "step")
    values: list[Any] = []
    for facts, found in falls:
        if found.rule and found.falls_on:
            step = warning_step(found.falls_on, today, found.rule.warn_days)
            values += [definition.key, facts.id, owner_id, found.falls_on, step, found.rule.id, clock.now()]
    count = len(values) // len(columns)
    added = await execute(database().dialect.insert_once("recycle_warning", columns, *unique, rows=count), values)
    return {int(row["record_id"]) for row in added}

"""Records that an import put into pools look for their owners (导入后分配): by the rules, told once per member."""

from collections import Counter

from tortoise.expressions import Subquery

from core.importing.news import ImportAssigned, ImportWaits
from core.importing.run import ImportRun
from core.jobs import JobRun
from core.objects.definition import ObjectDef
from core.objects.history import Change
from core.objects.registry import object_named
from core.pools.assigning import assign_by_rules
from core.pools.facts import PoolEvent
from core.pools.rules import AssignmentRule
from core.work import happened, work

AT_ONCE = 20


async def assign_imported(job: JobRun) -> None:
    """Goes through everything the import made; running again finds the rest, and counts all."""
    run = await ImportRun.get(id=job.payload["run"])
    groups = [int(group) for group in run.options.get("entered", {})]
    ruled = await AssignmentRule.filter(group_id__in=groups, active=True).values_list("group_id", flat=True)
    if not ruled:
        return
    definition, last = object_named(run.object), 0
    given: Counter[int] = Counter()
    while ids := await _made(run, last):
        async with work(quiet=True):
            for record_id in ids:
                await assign_by_rules(definition, record_id, telling=False)
        given += await _given(definition, ids)
        last = ids[-1]
    async with work():
        for member_id, count in sorted(given.items()):
            await happened(ImportAssigned(run.id, run.object, member_id, 0, count, True))
        await _tell_of_the_rest(run, definition, {int(str(group)) for group in ruled})
        await job.finish()


async def _made(run: ImportRun, after: int) -> list[int]:
    """The next records that the import made, by number."""
    made = Change.filter(batch=run.batch, object=run.object, verb="create", record_id__gt=after)
    return [
        int(str(one)) for one in await made.order_by("record_id").limit(AT_ONCE).values_list("record_id", flat=True)
    ]


async def _given(definition: ObjectDef, ids: list[int]) -> Counter[int]:
    """To whom the rules gave them, in this attempt or an earlier one."""
    moves = PoolEvent.filter(object=definition.key, record_id__in=ids, verb="assign", by_id=None)
    return Counter([int(str(one)) for one in await moves.values_list("member_id", flat=True)])


async def _tell_of_the_rest(run: ImportRun, definition: ObjectDef, groups: set[int]) -> None:
    """What nobody got, to whoever administers the group (decision 6)."""
    for group in sorted(groups):
        waiting = definition.model.filter(pool_group_id=group, pool_state="unclaimed", deleted_at=None)
        made = Change.filter(batch=run.batch, object=run.object, verb="create").values("record_id")
        if count := await waiting.filter(id__in=Subquery(made)).count():
            await happened(ImportWaits(run.id, run.object, group, count))

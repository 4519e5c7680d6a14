"""How far the tasks of a record are (任务进度): done of all that are not cancelled."""

from core.actor import Actor
from core.objects.around import related
from core.objects.definition import ObjectDef
from core.objects.query import Listing
from core.objects.summary import summary
from core.tasks.task import TASK


async def task_progress(actor: Actor, definition: ObjectDef, record_id: int) -> dict[str, int] | None:
    """{"done", "total"} of a record that the caller has found visible; None for what has no tasks and for those who
    may not see them. Two statements.
    """
    field = next((field for other, field in related(definition) if other is TASK), None)
    if field is None or actor.reach(TASK.key, "read") == "none":
        return None
    if any(actor.hides(TASK.key, key) for key in (field, "state")):
        return None
    told = await summary(actor, TASK, Listing(beneath=(field, record_id)), "state", "count")
    counted = {row["keys"][0]["value"]: row["count"] for row in told["rows"]}
    return {"done": counted.get("done", 0), "total": counted.get("done", 0) + counted.get("open", 0)}

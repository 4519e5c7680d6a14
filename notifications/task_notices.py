"""Notices of tasks (任务通知): to whoever is to do one, and to the other side of what was done with it."""

from core import clock
from core.behaviours.about import SUBJECTS
from core.objects.labels import name_of
from core.objects.query import record, visible_ids
from core.org.actor import Actor, actor_by_id
from core.tasks.news import TaskAnswered, TaskGiven
from core.tasks.task import TASK, Task
from core.wecom.messages import Card
from notifications.desk import Desk, Told

JOB = "任务"
SYSTEM = "系统"
DONE = {"finish": "完成了任务", "feedback": "反馈了任务", "reopen": "重新打开了任务", "cancel": "取消了任务"}


async def the_assignee(event: TaskGiven) -> list[Actor | None]:
    task = await Task.get_or_none(id=event.task_id, deleted_at=None)
    return [await actor_by_id(task.owner_id)] if task and task.owner_id else []


async def given(event: TaskGiven, reader: Actor, desk: Desk) -> Card | None:
    """What is to be done until when; nothing once it is done or somebody else's."""
    task = await Task.get_or_none(id=event.task_id, owner_id=reader.id, state="open", deleted_at=None)
    if task is None:
        return None
    title = f"{await name_of(event.by_id) or SYSTEM}派给你一个任务：{task.title}"
    path, button = f"/m/o/{TASK.key}/{task.id}", desk.work("现在处理", TASK.key, task.id)
    return desk.task(JOB, title, task.content, await _rows(reader, task), path, button)


async def the_others(event: TaskAnswered) -> list[Actor | None]:
    """Who gave the task and who is to do it, as far as they did not do this themselves."""
    task = await Task.get_or_none(id=event.task_id, deleted_at=None)
    people = {task.author_id or 0, task.owner_id or 0} - {0, event.by_id} if task else set()
    return [await actor_by_id(member_id) for member_id in sorted(people)]


async def answered(event: TaskAnswered, reader: Actor, desk: Desk) -> Card | None:
    if event.task_id not in await visible_ids(reader, TASK, [event.task_id]):
        return None
    task = await Task.get(id=event.task_id)
    title = f"{await name_of(event.by_id) or SYSTEM}{DONE[event.verb]}：{task.title}"
    return desk.notice(JOB, title, event.words, await _rows(reader, task), f"/m/o/{TASK.key}/{task.id}")


async def _rows(reader: Actor, task: Task) -> Told:
    """Until when, and about what, as far as the reader may know."""
    due = f"{clock.local(task.due_at):%Y-%m-%d %H:%M}" if task.due_at else ""
    told = await record(reader, TASK, task.id)
    about = [(TASK.faces[key].label, told[key]["label"]) for key in SUBJECTS if told.get(key)]
    return [(TASK.faces["due_at"].label, due), *about]

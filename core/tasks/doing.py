"""What is done with tasks (完成、反馈、换人): each once, each told to the other side."""

from typing import Any

from core import clock
from core.actor import Actor
from core.behaviours.about import SUBJECTS
from core.errors import Conflict
from core.objects.definition import Action, Values
from core.objects.fields import Face
from core.objects.registry import definition_of
from core.objects.writing import write
from core.org.recipients import recipient
from core.tasks.giving import has_the_say, may_receive
from core.tasks.news import TaskAnswered
from core.teams.news import tell_assigned
from core.work import current_work, happened

LONGEST = 2000
NO_MORE = "这个任务已经完成或取消了，刷新后再看"


def is_open(actor: Actor, task: Any) -> bool:
    return bool(task.state == "open")


def may_reopen(actor: Actor, task: Any) -> bool:
    """What the author side cancelled only the author side takes up again."""
    return task.state == "done" or (task.state == "cancelled" and has_the_say(actor, task))


async def finish(actor: Actor, task: Any, values: Values) -> None:
    """What was said of it before stays where nothing is said now."""
    said = {"feedback": values["feedback"]} if values["feedback"] else {}
    await _answer(actor, task, "finish", {"state": "done", "done_at": clock.now(), **said}, values["feedback"])


async def feedback(actor: Actor, task: Any, values: Values) -> None:
    """The newest words stand on the task, all of them in its history."""
    await _answer(actor, task, "feedback", {"feedback": values["feedback"]}, values["feedback"])


async def reopen(actor: Actor, task: Any, values: Values) -> None:
    await _answer(actor, task, "reopen", {"state": "open", "done_at": None}, values["note"])


async def cancel(actor: Actor, task: Any, values: Values) -> None:
    await _answer(actor, task, "cancel", {"state": "cancelled"}, values["note"])


async def reassign(actor: Actor, task: Any, values: Values) -> None:
    """The new one is told with the words, the former one that it is no longer theirs."""
    to, former = await recipient(values["to"]), task.owner_id
    if to.id == former:
        raise Conflict(f"现在就是{to.name}在做，不用换")
    if to.id != actor.id:
        await may_receive(to.id, {key: getattr(task, f"{key}_id") for key in SUBJECTS}, "to")
    await write(actor, definition_of(task), task, {"owner": to.id}, "reassign", note=values["note"])
    await tell_assigned(actor, task, former, values["note"])


async def _answer(actor: Actor, task: Any, verb: str, changed: Values, words: str) -> None:
    note = "" if "feedback" in changed else words
    await write(actor, definition_of(task), task, changed, verb, note=note)
    await happened(TaskAnswered(task.id, verb, words, actor.id, current_work().batch))


NOTE = {"note": Face("说明", "text", max_length=400)}
DOING = (
    Action(
        "finish",
        "完成",
        finish,
        when=is_open,
        refusal=NO_MORE,
        input={"feedback": Face("反馈", "long_text", max_length=LONGEST)},
        batch=True,
    ),
    Action(
        "feedback",
        "反馈",
        feedback,
        when=lambda actor, task: task.state != "cancelled",
        refusal="这个任务已经取消了，不用再反馈",
        input={"feedback": Face("反馈", "long_text", required=True, max_length=LONGEST)},
    ),
    Action(
        "reassign",
        "换人",
        reassign,
        verb="assign",
        when=is_open,
        refusal=NO_MORE,
        input={"to": Face("交给", "reference", required=True, to="member"), **NOTE},
        batch=True,
    ),
    Action(
        "reopen",
        "重新打开",
        reopen,
        when=may_reopen,
        refusal="这个任务正在进行，或是派出人取消的，由他重新打开",
        input=NOTE,
    ),
    Action(
        "cancel",
        "取消任务",
        cancel,
        when=lambda actor, task: is_open(actor, task) and has_the_say(actor, task),
        refusal="这个任务已经完成或取消了，或是别人派给你的：做不了就写反馈，请派出人取消",
        input=NOTE,
        batch=True,
    ),
)

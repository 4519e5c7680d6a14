"""Tasks (任务): what somebody is to do until when, about a record or about none, and what came of it."""

from typing import Any

from core.actor import Actor
from core.behaviours.about import SUBJECTS, About, settle_subject, subject_values
from core.behaviours.owned import Owned
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import Option, choice, long_text, moment, reference, text
from core.objects.record import Record
from core.tasks.doing import DOING
from core.tasks.giving import author_grant, kept_for_its_author, sees_its_subject
from core.tasks.news import TaskGiven
from core.work import happened

PRIORITIES = (Option("high", "高", "red"), Option("normal", "普通", "neutral"), Option("low", "低", "teal"))
STATES = (Option("open", "进行中", "blue"), Option("done", "已完成", "green"), Option("cancelled", "已取消"))
OPEN = {"field": "state", "is": "open"}
MINE, OTHERS = {"field": "owner", "is": "me"}, {"field": "owner", "is_not": "me"}


class Task(About, Owned, Record):
    """The owner is who is to do it. Whoever sees what it is about reads it; the state moves by actions alone."""

    title = text("标题", 200, required=True, searchable=True, sortable=True)
    content = long_text("内容")
    owner = reference("执行人", "member", "Member")
    due_at = moment("截止时间")
    priority = choice("优先级", PRIORITIES, default="normal")
    state = choice("状态", STATES, default="open", readonly=True)
    feedback = long_text("反馈", 2000, readonly=True)
    done_at = moment("完成时间", readonly=True)
    author = reference("派出人", "member", "Member", readonly=True)

    owner_id: int | None
    author_id: int | None

    behaviour_authored = True
    behaviour_grants = (author_grant,)
    behaviour_asking = (sees_its_subject,)

    class Meta:
        table = "task"


async def given_by(actor: Actor, task: Any) -> None:
    task.author_id = actor.id or None


async def tell_the_assignee(actor: Actor, task: Any, verb: str, before: Values) -> None:
    """Of a new task; a change of hands is told by what changed it."""
    if verb == "create" and task.owner_id not in (None, actor.id):
        await happened(TaskGiven(task.id, actor.id))


async def keep_the_subject(actor: Actor, task: Any, verb: str, before: Values) -> None:
    """A task that its form put elsewhere is about what is named there; nothing else changes the subject (32)."""
    if verb == "update" and before.keys() & set(SUBJECTS):
        settle_subject(task)
        await task.save(update_fields=["subject_object", "subject_id"])


TASK = ObjectDef(
    key="task",
    label="任务",
    model=Task,
    title="title",
    subtitle=SUBJECTS,
    tags=("state", "priority"),
    date="due_at",
    listed=(
        "title",
        "state",
        "priority",
        "due_at",
        "owner",
        "account",
        "opportunity",
        "contact",
        "lead",
        "author",
        "feedback",
    ),
    common=("title", "content", "owner", "due_at", "priority"),
    order="-created_at",
    parents=SUBJECTS,
    views=(
        View("mine", "我的待办", {"all": [MINE, OPEN]}, "due_at"),
        View("given", "我派出的", {"all": [{"field": "author", "is": "me"}, OTHERS]}),
        View("overdue", "逾期", {"all": [OPEN, {"field": "due_at", "lt": "today"}]}, "due_at"),
        View("all", "全部"),
    ),
    accepts=(subject_values,),
    on_create=(given_by,),
    after=(kept_for_its_author, keep_the_subject, tell_the_assignee),
    actions=DOING,
    indexes=(
        Index(("owner_id", "state", "due_at", "id"), where="deleted_at IS NULL"),
        Index(("author_id", "created_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("state", "due_at", "id"), where="deleted_at IS NULL"),
    ),
)

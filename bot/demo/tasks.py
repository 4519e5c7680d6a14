"""Tasks of the demo company (演示任务): what people planned for themselves, and what a manager gave to his seller."""

from datetime import timedelta

from bot.demo.making import Making
from bot.demo.planned import At, Planned, Step
from bot.demo.stories import ZHOU

TASKS, LATE, DONE = 60, 6, 24
MANAGER = "zhaolinchuan"
A_MONTH = timedelta(days=30)
TITLES = (
    "准备报价单", "寄样品和检测报告", "约技术交流", "整理现场问题清单", "核对开票资料", "补齐合同附件", "回访使用情况",
    "确认交期", "安排产品演示", "收集招标要求",
)  # fmt: skip
FEEDBACK = ("已经发过去了，对方说本周看", "约好了，下周二上午", "资料齐了，存在附件里", "客户满意，问了二期", "")
# Of the manager and his seller: title, days until it is due, time of day, priority, what came of it.
GIVEN = (
    ("准备下周的方案汇报", 0, "17:30", "high", ""),
    ("整理竞品报价对比", 2, "12:00", "normal", ""),
    ("确认验收时间", -3, "18:00", "normal", "客户定在月底验收，已发确认函"),
)


def plan_tasks(making: Making, accounts: list[At]) -> None:
    """Some done, a few late, the others ahead; the manager's are about customers of his seller."""
    owned = [place for place in accounts if _known_for_long(making, making.at(place))]
    for n, place in enumerate(making.fate.sample(owned, TASKS)):
        days = making.fate.randint(1, 14)
        days = -days if n < LATE + DONE else days
        title, owner = making.fate.choice(TITLES), making.at(place).owner
        said = making.fate.choice(FEEDBACK) if n < DONE else None
        _task(making, place, (title, days, "17:00", "normal", said), owner)
    seller = making.named(ZHOU)
    hers = [place for place in owned if making.at(place).owner == seller]
    for place, given in zip(hers, GIVEN, strict=False):
        _task(making, place, (*given[:4], given[4] or None), making.named(MANAGER))


def _known_for_long(making: Making, account: Planned) -> bool:
    settled = account.owner is not None and "frozen" not in account.values
    return settled and account.created < making.times.now - A_MONTH


def _task(making: Making, account: At, told: tuple[str, int, str, str, str | None], author: int | None) -> None:
    """What was said of a task makes it a finished one, the evening before it was due."""
    title, days, clock, priority, said = told
    above, due = making.at(account), making.times.on(days, clock)
    created = max(above.created, min(making.times.working(-20), due - timedelta(days=2)))
    values = {
        "title": title,
        "priority": priority,
        "due_at": due,
        "owner_id": above.owner,
        "author_id": author,
        "subject_object": "account",
        "subject_id": account,
        "account_id": account,
    }
    steps = []
    if said is not None:
        at = max(created, due - timedelta(hours=20))
        values |= {"state": "done", "done_at": at, "feedback": said}
        before = {"state": "open", "done_at": None, "feedback": ""}
        steps = [Step(at, above.owner, "finish", before, {"state": "done", "done_at": at, "feedback": said})]
    making.add(Planned("task", created, above.owner, values, author=author, steps=steps))

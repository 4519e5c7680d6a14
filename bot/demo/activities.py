"""Follow-ups of the demo company (演示跟进), and what they leave on the record they are about."""

import random
from dataclasses import dataclass

from bot.demo.planned import At, Planned, Times
from bot.demo.words import CALL_RESULTS, CHAT_RESULTS, MAIL_RESULTS, TOPICS, VISIT_RESULTS

TELL = {
    "call": ("电话沟通{topic}，{result}", CALL_RESULTS),
    "visit": ("上门谈{topic}，{result}", VISIT_RESULTS),
    "meeting": ("开会讨论{topic}，{result}", VISIT_RESULTS),
    "wechat": ("微信聊了{topic}，{result}", CHAT_RESULTS),
    "email": ("邮件说明{topic}，{result}", MAIL_RESULTS),
}


@dataclass(frozen=True)
class Talk:
    """A follow-up to be planned; without words they are made up."""

    about: At
    kind: str = ""
    content: str = ""
    days_ago: int = 0
    clock: str = ""


def talk(chance: random.Random, times: Times, made: list[Planned], wanted: Talk) -> None:
    """Adds the activity to the plan and moves dates and status of its subject, which has an owner."""
    subject = made[wanted.about.position]
    kind = wanted.kind or chance.choices(list(TELL), (10, 4, 2, 6, 3))[0]
    pattern, results = TELL[kind]
    content = wanted.content or pattern.format(topic=chance.choice(TOPICS), result=chance.choice(results))
    at = (
        times.on(-wanted.days_ago, wanted.clock)
        if wanted.clock
        else times.after(subject.values.get("owned_since", subject.created), 60)
    )
    at = min(at, times.now)
    last = subject.values.get("last_follow_at")
    subject.values["last_follow_at"] = max(last, at) if last else at
    if subject.object == "lead" and subject.values["status"] == "new":
        subject.values["status"] = "contacted"
    values = {
        "kind": kind,
        "content": content,
        "at": at,
        "subject_object": subject.object,
        "subject_id": wanted.about,
        f"{subject.object}_id": wanted.about,
        "owner_id": subject.owner,
    }
    made.append(Planned("activity", at, subject.owner, values))

"""What happens to tasks, for whoever has to be told (任务的消息)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TaskGiven:
    """A new task is somebody else's to do."""

    task_id: int
    by_id: int


@dataclass(frozen=True)
class TaskAnswered:
    """`verb` is finish, feedback, reopen or cancel, with the words said; `batch` tells one time from the next."""

    task_id: int
    verb: str
    words: str
    by_id: int
    batch: str

"""What the buttons of work in chat carry (处理按钮): which record, which step, what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.buttons import Buttons
from core.wecom.messages import Button, Option, Select
from notifications.desk import Desk

PICKED, WHO = "record", "who"


@dataclass(frozen=True)
class Pick:
    """处理 what is selected in a list; `view` is the list's."""

    object: str
    view: str


@dataclass(frozen=True)
class Show:
    """Back to one record."""

    object: str
    id: int


@dataclass(frozen=True)
class More:
    """The actions that found no room on the record's card."""

    object: str
    id: int


@dataclass(frozen=True)
class Do:
    """An action; it asks first where a choice, a person or a yes is needed."""

    object: str
    id: int
    action: str


@dataclass(frozen=True)
class Sure:
    """An action with all that it needs: the chosen option, or what the card's list names, for the input `field`."""

    object: str
    id: int
    action: str
    choice: str = ""
    field: str = ""
    seen: int = 0  # the version of the record that was shown, where something else must not be done than was read


@dataclass(frozen=True)
class Write:
    """写跟进: asks for the words."""

    object: str
    id: int


def desk_of(base_url: str, buttons: Buttons) -> Desk:
    """The chat's buttons for notices: a record to work on, or one of several."""

    def work(label: str, key: str, record_id: int) -> Button:
        return Button(label, key=buttons.pack(Show(key, record_id)))

    def choose(label: str, key: str, items: Sequence[tuple[int, str]]) -> tuple[Button, Select]:
        options = [Option(str(one), name) for one, name in items]
        return Button(label, key=buttons.pack(Pick(key, "mine"))), Select(PICKED, options, title="选一条")

    return Desk(base_url, work, choose)

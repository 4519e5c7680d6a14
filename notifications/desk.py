"""How a notice looks and what can be done on it (通知卡片): rows to read, a page to open, buttons to press."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.wecom.messages import Button, ButtonCard, Card, Page, Row, Select, Source, TextNotice, cut

DRAWN = "drawn"
MOST_ROWS = 5
Told = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Desk:
    """What notices need of the rooms above: where our pages are, and the buttons of the chat.

    `work(label, object, id)` opens a record on the card itself, to work on; `choose(label, object, items)` does so with
    the one of several, (id, label) each, that is chosen in the list that comes with the button.
    """

    base_url: str
    work: Callable[[str, str, int], Button]
    choose: Callable[[str, str, Sequence[tuple[int, str]]], tuple[Button, Select]]

    def notice(self, job: str, title: str, text: str, rows: Told, path: str) -> Card:
        """A card to read."""
        return TextNotice(
            source=Source(f"wecrm · {job}"),
            title=cut(title, 36),
            sub_title=cut(text, 100),
            rows=_rows(rows),
            open=self._page(path),
            task_id=DRAWN,
        )

    def task(
        self, job: str, title: str, text: str, rows: Told, path: str, button: Button, select: Select | None = None
    ) -> Card:
        """A card to act on."""
        return ButtonCard(
            source=Source(f"wecrm · {job}"),
            title=cut(title, 36),
            sub_title=cut(text, 100),
            rows=_rows(rows),
            select=select,
            buttons=[button],
            open=self._page(path),
            task_id=DRAWN,
        )

    def _page(self, path: str) -> Page:
        return Page(f"{self.base_url}{path}")


def _rows(rows: Told) -> list[Row]:
    return [Row(cut(label, 10), cut(value, 26)) for label, value in rows if value][:MOST_ROWS]

"""What a handler may use to talk to a member (对话): every answer is a row of the outbox in the handler's own work().

So the effect, the answer and "this message is done" are one commit. Answers go out as cards: WeCom refuses a card it
has shown already, and a lost acknowledgement never shows anything twice.
"""

from typing import Any, Literal

from bot import cards
from bot.buttons import Buttons
from core import dialogs
from core.outbox import tell
from core.settings import Settings
from core.wecom.events import CardMenuPress, CardPress
from core.wecom.messages import Button, Card, Page, Text


class Chat:
    """The conversation with one member about one thing that arrived; `key` names that thing in the outbox."""

    def __init__(self, settings: Settings, buttons: Buttons, userid: str, key: str) -> None:
        self.userid = userid
        self.key = key
        self._settings, self._buttons = settings, buttons
        self._said = 0

    async def reply_card(self, card: Card) -> None:
        await self._tell(card.body())

    async def reply_text(self, sentence: str) -> None:
        """One sentence, as a small card."""
        await self.reply_card(cards.sentence(sentence, self.page("/m/")))

    async def say(self, text: str, *, once: str = "") -> None:
        """A plain text message, for a greeting; with `once` it is said once for all time."""
        await self._tell(Text(text).body(), key=once)

    async def update_card(self, press: CardPress | CardMenuPress, card: Card, replace_text: str = "") -> None:
        """The pressed card becomes `card` on this member's phone; with `replace_text` its buttons are done."""
        shown = card.card() | ({"replace_text": replace_text} if replace_text else {})
        update = {"response_code": press.response_code, "userids": [self.userid], "template_card": shown}
        await self._tell(update, kind="update")

    def once(self, press: CardPress | CardMenuPress, what: str) -> "Chat":
        """The same conversation, where this button of this card is answered once, however often it is pressed."""
        key = f"card:{press.task_id}:{what}" if press.task_id else self.key
        return Chat(self._settings, self._buttons, self.userid, key)

    async def ask(self, name: str, question: str, **answers: Any) -> None:
        """Asks; the next text that is no command goes to `@router.dialog(name)` with these answers."""
        await dialogs.ask(self.userid, name, answers)
        await self.reply_text(question)

    def page(self, path: str) -> Page:
        """A page of ours."""
        return Page(f"{self._settings.base_url}{path}")

    def button(self, text: str, payload: Any, style: Literal[1, 2, 3, 4] = 1) -> Button:
        """A button whose press brings `payload` back."""
        return Button(text, key=self._buttons.pack(payload), style=style)

    def link_button(self, text: str, path: str, style: Literal[1, 2, 3, 4] = 2) -> Button:
        """A button that opens a page of ours."""
        return Button(text, url=self.page(path).url, style=style)

    async def _tell(self, message: dict[str, Any], *, kind: str = "message", key: str = "") -> None:
        self._said += 1
        await tell(self.userid, message, key=key or f"{self.key}:{self._said}", kind=kind)

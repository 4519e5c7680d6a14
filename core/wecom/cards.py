"""Template cards (模板卡片): five kinds, checked against WeCom's rules before they leave (path/90236).

A part that WeCom requires and that is missing raises `BadMessage`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from core.wecom.card_parts import (
    Button,
    Checkbox,
    Emphasis,
    Json,
    Jump,
    Menu,
    Page,
    Paragraph,
    Picture,
    PictureText,
    Quote,
    Row,
    Select,
    Source,
    Submit,
    bare,
    counted,
    listed,
    require,
    unique,
)
from core.wecom.cut import cut

_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What every card has. `task_id` names the card for ever within the app: [0-9A-Za-z_-@], at most 128 bytes."""

    kind: ClassVar[str]
    title: str = ""
    text: str = ""
    source: Source | None = None
    task_id: str = ""

    def __post_init__(self) -> None:
        if self.task_id:
            require(_TASK_ID.fullmatch(self.task_id) is not None, "task_id: 1 to 128 of 0-9 A-Z a-z _ - @")
        self.check()

    def check(self) -> None:
        """Raise `BadMessage` for what WeCom would refuse in this kind of card."""
        require(bool(self.task_id), "task_id: required for a card that calls back")
        require(bool(self.title), "title: required")

    def card(self) -> Json:
        """The `template_card` object."""
        main = bare(title=cut(self.title, 36), desc=cut(self.text, 44))
        head = bare(source=self.source and self.source.json(), main_title=main, task_id=self.task_id)
        return {"card_type": self.kind} | head | self.parts()

    def parts(self) -> Json:
        """What this kind adds to the common head."""
        return {}

    def body(self) -> Json:
        """`msgtype` and the object that belongs to it, as message/send takes them."""
        return {"msgtype": "template_card", "template_card": self.card()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Card):
    """What the two cards without buttons share; a tap on them must lead somewhere (`open`)."""

    open: Page | None = None
    menu: Menu | None = None
    quote: Quote | None = None
    rows: Sequence[Row] = ()
    jumps: Sequence[Jump] = ()

    def check(self) -> None:
        require(self.open is not None, "open: required for a notice")
        require(not self.menu or bool(self.task_id), "task_id: required for a card with a menu")
        counted(self.rows, 0, 6, "rows")
        counted(self.jumps, 0, 3, "jumps")

    def parts(self) -> Json:
        return bare(
            action_menu=self.menu and self.menu.json(),
            quote_area=self.quote and self.quote.json(),
            horizontal_content_list=listed(self.rows),
            jump_list=listed(self.jumps),
            card_action=self.open and self.open.json(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNotice(Notice):
    """Text with one big figure (文本通知型)."""

    kind: ClassVar[str] = "text_notice"
    emphasis: Emphasis | None = None
    sub_title: str = ""

    def check(self) -> None:
        Notice.check(self)
        require(bool(self.title or self.sub_title), "title: title or sub_title is required")

    def parts(self) -> Json:
        emphasis = self.emphasis and self.emphasis.json()
        return Notice.parts(self) | bare(emphasis_content=emphasis, sub_title_text=cut(self.sub_title, 160))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsNotice(Notice):
    """A picture with text (图文展示型); one of `picture` and `picture_text` is required."""

    kind: ClassVar[str] = "news_notice"
    picture: Picture | None = None
    picture_text: PictureText | None = None
    paragraphs: Sequence[Paragraph] = ()

    def check(self) -> None:
        Notice.check(self)
        require(bool(self.title), "title: required")
        require(bool(self.picture or self.picture_text), "picture: picture or picture_text is required")
        counted(self.paragraphs, 0, 4, "paragraphs")

    def parts(self) -> Json:
        return Notice.parts(self) | bare(
            card_image=self.picture and self.picture.json(),
            image_text_area=self.picture_text and self.picture_text.json(),
            vertical_content_list=listed(self.paragraphs),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonCard(Card):
    """Up to six buttons, with an optional drop-down list (按钮交互型)."""

    kind: ClassVar[str] = "button_interaction"
    buttons: Sequence[Button] = ()
    select: Select | None = None
    open: Page | None = None
    menu: Menu | None = None
    quote: Quote | None = None
    rows: Sequence[Row] = ()
    sub_title: str = ""

    def check(self) -> None:
        Card.check(self)
        counted(self.buttons, 1, 6, "buttons")
        counted(self.rows, 0, 6, "rows")
        unique((button.key for button in self.buttons if button.key), "button.key")
        menu_keys = {item.key for item in self.menu.items} if self.menu else set()
        require(menu_keys.isdisjoint(button.key for button in self.buttons), "menu.key: not also a button's")

    def parts(self) -> Json:
        return bare(
            action_menu=self.menu and self.menu.json(),
            quote_area=self.quote and self.quote.json(),
            sub_title_text=cut(self.sub_title, 160),
            horizontal_content_list=listed(self.rows),
            card_action=self.open and self.open.json(),
            button_selection=self.select and self.select.json(),
            button_list=listed(self.buttons),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCard(Card):
    """A question with options to tick (投票选择型)."""

    kind: ClassVar[str] = "vote_interaction"
    checkbox: Checkbox
    submit: Submit

    def parts(self) -> Json:
        return {"checkbox": self.checkbox.json(), "submit_button": self.submit.json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectCard(Card):
    """One to three drop-down lists with one submit button (多项选择型)."""

    kind: ClassVar[str] = "multiple_interaction"
    selects: Sequence[Select]
    submit: Submit

    def check(self) -> None:
        Card.check(self)
        counted(self.selects, 1, 3, "selects")
        unique((select.key for select in self.selects), "select.key")

    def parts(self) -> Json:
        return {"select_list": listed(self.selects), "submit_button": self.submit.json()}

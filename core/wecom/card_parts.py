"""What template cards are made of (模板卡片的组成部分, path/90236): rows, buttons, lists, pictures, pages.

Shown text that is too long is shortened, as the client would do it, but at a word. What WeCom would refuse
(counts, keys, addresses) raises `BadMessage`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from core.wecom.cut import cut

Json = dict[str, Any]
KEY_BYTES, OPTION_ID_BYTES, URL_BYTES = 1024, 128, 2048


class BadMessage(ValueError):
    """The message breaks a rule of WeCom and would be refused; the text names the part."""


def require(holds: bool, rule: str) -> None:
    """`BadMessage` with the rule unless it holds."""
    if not holds:
        raise BadMessage(rule)


def counted(items: Sequence[object], least: int, most: int, name: str) -> None:
    """From `least` to `most` items."""
    require(least <= len(items) <= most, f"{name}: {least} to {most} items, got {len(items)}")


def _sized(text: str, most: int, name: str) -> None:
    require(0 < len(text.encode()) <= most, f"{name}: 1 to {most} bytes of UTF-8")


def _web(url: str, name: str) -> None:
    require(url.startswith(("http://", "https://")), f"{name}: an http(s) address")
    _sized(url, URL_BYTES, name)


def unique(keys: Iterable[str], name: str) -> None:
    """No two keys are equal."""
    listed = list(keys)
    require(len(listed) == len(set(listed)), f"{name}: unique within the card")


def bare(**values: Any) -> Json:
    """Only what is set: WeCom takes an absent part for an empty one."""
    return {key: value for key, value in values.items() if value not in (None, "", (), [], {})}


class Part(Protocol):
    def json(self) -> Json: ...


def listed(parts: Sequence[Part]) -> list[Json]:
    """The JSON of each part."""
    return [part.json() for part in parts]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a tap leads: a web address, or a page of a mini-program."""

    url: str = ""
    app_id: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        require(bool(self.url) != bool(self.app_id), "page: either url or app_id")
        if self.url:
            _web(self.url, "page.url")

    def json(self) -> Json:
        if self.url:
            return {"type": 1, "url": self.url}
        return {"type": 2, "appid": self.app_id} | bare(pagepath=self.path)


@dataclass(frozen=True, slots=True)
class Source:
    """The small line on top: icon and name; colour 0 grey, 1 black, 2 red, 3 green."""

    text: str = ""
    icon_url: str = ""
    color: Literal[0, 1, 2, 3] = 0

    def json(self) -> Json:
        return bare(icon_url=self.icon_url, desc=cut(self.text, 20)) | {"desc_color": self.color}


@dataclass(frozen=True, slots=True)
class MenuItem:
    text: str
    key: str

    def __post_init__(self) -> None:
        require(bool(self.text), "menu.text: missing")
        _sized(self.key, KEY_BYTES, "menu.key")

    def json(self) -> Json:
        return {"text": self.text, "key": self.key}


@dataclass(frozen=True, slots=True)
class Menu:
    """The corner menu (右上角菜单) with 1 to 3 entries; the card then needs a task_id."""

    items: Sequence[MenuItem]
    text: str = "更多"

    def __post_init__(self) -> None:
        counted(self.items, 1, 3, "menu.items")
        unique((item.key for item in self.items), "menu.key")

    def json(self) -> Json:
        return {"desc": self.text, "action_list": [item.json() for item in self.items]}


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted passage (引用), with a page behind it or without."""

    text: str
    title: str = ""
    page: Page | None = None

    def json(self) -> Json:
        return (self.page.json() if self.page else {"type": 0}) | bare(title=self.title, quote_text=self.text)


@dataclass(frozen=True, slots=True)
class Emphasis:
    """One big figure and what it is (关键数据)."""

    title: str
    text: str = ""

    def json(self) -> Json:
        return bare(title=cut(self.title, 14), desc=cut(self.text, 22))


@dataclass(frozen=True, slots=True)
class Row:
    """A label and a value in one line; the value may open an address, a file in WeCom or a member's profile."""

    label: str
    value: str = ""
    url: str = ""
    media_id: str = ""
    userid: str = ""

    def __post_init__(self) -> None:
        require(bool(self.label), "row.label: missing")
        require(sum(map(bool, (self.url, self.media_id, self.userid))) <= 1, "row: one of url, media_id, userid")
        if self.url:
            _web(self.url, "row.url")

    def json(self) -> Json:
        shown = {"keyname": cut(self.label, 5)} | bare(value=cut(self.value, 30))
        if self.url:
            return {"type": 1, **shown, "url": self.url}
        if self.media_id:
            return {"type": 2, **shown, "media_id": self.media_id}
        return {"type": 3, **shown, "userid": self.userid} if self.userid else shown


@dataclass(frozen=True, slots=True)
class Jump:
    """A link row below the card (跳转指引)."""

    title: str
    page: Page | None = None

    def __post_init__(self) -> None:
        require(bool(self.title), "jump.title: missing")

    def json(self) -> Json:
        return (self.page.json() if self.page else {"type": 0}) | {"title": cut(self.title, 18)}


@dataclass(frozen=True, slots=True)
class Picture:
    """A wide picture; width divided by height lies between 1.3 and 2.25."""

    url: str
    aspect_ratio: float = 1.3

    def __post_init__(self) -> None:
        _web(self.url, "picture.url")
        require(1.3 <= self.aspect_ratio < 2.25, "picture.aspect_ratio: from 1.3 to below 2.25")

    def json(self) -> Json:
        return {"url": self.url, "aspect_ratio": self.aspect_ratio}


@dataclass(frozen=True, slots=True)
class PictureText:
    """A small picture on the left with text beside it (左图右文)."""

    image_url: str
    title: str = ""
    text: str = ""
    page: Page | None = None

    def __post_init__(self) -> None:
        _web(self.image_url, "picture_text.image_url")

    def json(self) -> Json:
        page = self.page.json() if self.page else {"type": 0}
        return page | bare(title=self.title, desc=self.text) | {"image_url": self.image_url}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading with text under it, in picture cards only (二级垂直内容)."""

    title: str
    text: str = ""

    def __post_init__(self) -> None:
        require(bool(self.title), "paragraph.title: missing")

    def json(self) -> Json:
        return {"title": cut(self.title, 38)} | bare(desc=cut(self.text, 160))


@dataclass(frozen=True, slots=True)
class Button:
    """A button that calls back with `key`, or opens `url`; style 1 blue, 2 outlined blue, 3 red, 4 outlined red."""

    text: str
    key: str = ""
    url: str = ""
    style: Literal[1, 2, 3, 4] = 1

    def __post_init__(self) -> None:
        require(bool(self.text), "button.text: missing")
        require(bool(self.key) != bool(self.url), "button: either key or url")
        require(self.style in (1, 2, 3, 4), "button.style: 1 to 4")
        if self.url:
            _web(self.url, "button.url")
        else:
            _sized(self.key, KEY_BYTES, "button.key")

    def json(self) -> Json:
        shown: Json = {"text": cut(self.text, 10), "style": self.style}
        return {"type": 1, **shown, "url": self.url} if self.url else shown | {"key": self.key}


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    checked: bool = False

    def __post_init__(self) -> None:
        _sized(self.id, OPTION_ID_BYTES, "option.id")
        require(bool(self.text), "option.text: missing")


@dataclass(frozen=True, slots=True)
class Select:
    """A drop-down list of 1 to 10 options (下拉选择); `selected` is an option id, by default the first."""

    key: str
    options: Sequence[Option]
    title: str = ""
    selected: str = ""
    disabled: bool = False

    def __post_init__(self) -> None:
        _sized(self.key, KEY_BYTES, "select.key")
        counted(self.options, 1, 10, "select.options")
        unique((option.id for option in self.options), "select.option.id")
        known = not self.selected or self.selected in {option.id for option in self.options}
        require(known, "select.selected: the id of one of the options")

    def json(self) -> Json:
        options = [{"id": option.id, "text": cut(option.text, 16)} for option in self.options]
        shown = bare(title=self.title, selected_id=self.selected, disable=self.disabled or None)
        return {"question_key": self.key} | shown | {"option_list": options}


@dataclass(frozen=True, slots=True)
class Checkbox:
    """A list of 1 to 20 options to tick, one or several (选择题)."""

    key: str
    options: Sequence[Option]
    multiple: bool = True
    disabled: bool = False

    def __post_init__(self) -> None:
        _sized(self.key, KEY_BYTES, "checkbox.key")
        counted(self.options, 1, 20, "checkbox.options")
        unique((option.id for option in self.options), "checkbox.option.id")
        require(self.multiple or sum(option.checked for option in self.options) <= 1, "checkbox: one answer only")

    def json(self) -> Json:
        options = [
            {"id": option.id, "text": cut(option.text, 17), "is_checked": option.checked} for option in self.options
        ]
        return {"question_key": self.key, "mode": int(self.multiple), "option_list": options} | bare(
            disable=self.disabled or None
        )


@dataclass(frozen=True, slots=True)
class Submit:
    key: str
    text: str = "提交"

    def __post_init__(self) -> None:
        _sized(self.key, KEY_BYTES, "submit.key")

    def json(self) -> Json:
        return {"text": cut(self.text, 10), "key": self.key}

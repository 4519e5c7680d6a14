"""How a scanned card looks in chat (名片卡片): read, saved, taken by somebody else, kept."""

from dataclasses import dataclass, replace
from typing import Any

from bot import cards, words
from bot.chat import Chat
from core.cards.scan import KEPT, CardScan, Saved, card_of, doubtful, plain
from core.leads.lead import LEAD
from core.objects.duplicates import Match
from core.objects.registry import object_named
from core.org.actor import Actor
from core.wecom.messages import Button, ButtonCard, Option, Quote, Row, Select, cut

JOB = "名片识别"
GROUP, MOST_GROUPS = "pool_group", 10
SHOWN = ("mobile", "phone", "email", "wechat", "address", "website", "qq", "fax", "department")
UNITS = {"account": "个客户", "lead": "条线索", "contact": "个联系人"}


@dataclass(frozen=True)
class SaveCard:
    """存为线索 or 存为客户: `target` is lead or account; `grouped` when the card asks for the pool group."""

    scan: int
    card: int
    target: str
    grouped: bool = False


@dataclass(frozen=True)
class KeepCard:
    """仅存我的名片."""

    scan: int
    card: int


@dataclass(frozen=True)
class TellOwner:
    """通知负责人."""

    scan: int
    card: int


class CardView:
    """One card of a scan as its member sees it."""

    def __init__(self, chat: Chat, actor: Actor, scan: CardScan, number: int, found: list[Match]) -> None:
        self.chat, self.actor, self.scan, self.number, self.found = chat, actor, scan, number, found
        self.fields: dict[str, Any] = card_of(scan, number)["fields"]
        self.values, self.doubts = plain(self.fields), set(doubtful(self.fields))

    def read(self, problem: str = "") -> ButtonCard:
        """The reading with what can be done; `problem` says why the last try did nothing."""
        quote = Quote(problem, title="还不能存") if problem else self._may_exist()
        return self._card(self._rows(), self._buttons(), quote)

    def grouping(self, target: str, groups: list[tuple[int, str]]) -> ButtonCard:
        """Which pool group the record goes to, for somebody who is in several; the page knows all of them."""
        select = Select(GROUP, [Option(str(one), name) for one, name in groups[:MOST_GROUPS]], title="选公海分组")
        save = self.chat.button(
            f"存为{object_named(target).label}", SaveCard(self.scan.id, self.number, target, grouped=True)
        )
        return replace(self._card(self._rows(), [save, self._edit()], None), select=select)

    def saved(self, saved: Saved) -> tuple[ButtonCard, str]:
        """The card after pressing, and the grey line in the place of its buttons."""
        at = words.time_of_day(saved.at)
        if saved.object == KEPT:
            rows = [Row("结果", "已存为你的名片，没有建线索"), *self._rows()[:2], self._open_scan()]
            return self._card(rows, [self._edit()], self._followed_by()), f"仅存名片 · {at}"
        definition = object_named(saved.object)
        done = self._done(saved)
        page = self.chat.page(f"/m/o/{saved.object}/{saved.id}")
        rows = [
            Row("结果", done if saved.member_id == self.actor.id else "已由同事处理"),
            *self._rows()[:1],
            Row("来源", "名片"),
            Row(definition.label, "打开，写跟进", url=page.url),
        ]
        return self._card(rows, self._buttons(), self._followed_by(saved)), f"已存为{definition.label} · {at}"

    def taken(self, reason: str, others: list[Match]) -> ButtonCard:
        """A hard key is taken: who follows the record, and the two ways on (decision 28)."""
        owner = next((match.owner["label"] for match in others if match.owner), "")
        mine = next((match for match in others if match.owner and match.owner["id"] == self.actor.id), None)
        keep = self.chat.button("仅存我的名片", KeepCard(self.scan.id, self.number), 2)
        if mine:
            page = self.chat.page(f"/m/o/{mine.object}/{mine.id}")
            rows = [*self._rows()[:3], Row(object_named(mine.object).label, "打开，写跟进", url=page.url)]
            return self._card(rows, [keep, self._edit()], Quote("不用再存，打开就能写跟进", title=reason))
        if not owner:
            return self._card(self._rows(), [keep, self._edit()], Quote("领取后就归你跟进", title=reason))
        tell = self.chat.button("通知负责人", TellOwner(self.scan.id, self.number))
        return self._card(self._rows(), [tell, keep], Quote("要合作，先问他", title=f"已由{owner}跟进"))

    def told(self, owners: list[str]) -> tuple[ButtonCard, str]:
        names = "、".join(owners)
        rows = [Row("结果", cut(f"已告诉{names}，等他回复", 30)), *self._rows()[:2], self._open_scan()]
        return self._card(rows, [self._edit()], self._followed_by()), f"已通知{names}"

    # --- parts

    def _card(self, rows: list[Row], buttons: list[Button], quote: Quote | None) -> ButtonCard:
        opens = self.chat.page(self._path)
        return cards.button_card(self._title(), JOB, buttons, text=self._company(), rows=rows, quote=quote, opens=opens)

    @property
    def _path(self) -> str:
        return f"/m/scan?card={self.scan.id}&n={self.number}"

    def _title(self) -> str:
        name = self.values.get("name") or self.values.get("company") or "没有读出姓名"
        parts = [self._checked("name", name), self._checked("title", self.values.get("title", ""))]
        return " · ".join(part for part in parts if part)

    def _company(self) -> str:
        return self._checked("company", self.values.get("company", ""))

    def _checked(self, field: str, value: str, room: int = cards.TITLE) -> str:
        doubt = value and not {field, f"{field}_en"}.isdisjoint(self.doubts)
        return f"{cut(value, room - len(words.CHECK))}{words.CHECK}" if doubt else cut(value, room)

    def _rows(self) -> list[Row]:
        filled = [name for name in SHOWN if self.values.get(name)]
        return [Row(LEAD.faces[name].label, self._value(name)) for name in filled[: cards.BUTTON_ROWS]]

    def _value(self, name: str) -> str:
        value = self.values[name]
        if LEAD.faces[name].kind == "phone":
            value = cards.telephones(value, cards.VALUE - len(words.CHECK))
        return self._checked(name, value, cards.VALUE)

    def _buttons(self) -> list[Button]:
        lead = self.chat.button("存为线索", SaveCard(self.scan.id, self.number, "lead"))
        account = self.chat.button("存为客户", SaveCard(self.scan.id, self.number, "account"), 2)
        return [lead, account, self._edit()]

    def _edit(self) -> Button:
        return self.chat.link_button("修改", self._path)

    def _open_scan(self) -> Row:
        return Row("名片", "打开", url=self.chat.page(self._path).url)

    def _done(self, saved: Saved) -> str:
        label = object_named(saved.object).label
        made = {part["object"] for part in saved.created}
        return f"已存为{label}，归你跟进" if saved.object in made else f"已加到你的{label}"

    def _may_exist(self) -> Quote | None:
        if not self.found:
            return None
        counts = {key: sum(match.object == key for match in self.found) for key in UNITS}
        known = "、".join(f"{count} {UNITS[key]}" for key, count in counts.items() if count)
        first = self.found[0]
        return Quote(f"{self._name_of(first)} · {self._follower(first)}", title=f"可能已有 {known}")

    def _name_of(self, match: Match) -> str:
        """Hidden as far as it is not on this very card."""
        same_company = match.object == "account" and match.match.startswith("公司")
        return self.values.get("company", match.label) if same_company and match.id is None else match.label

    def _followed_by(self, saved: Saved | None = None) -> Quote | None:
        """Somebody else of the company is known already."""
        others = [match for match in self.found if match.owner and match.owner["id"] != self.actor.id]
        if not others or not others[0].owner:
            return None
        label = object_named(others[0].object).label
        why = "同公司" if others[0].match.startswith("公司") else ""
        return Quote("要合作，先问他", title=f"{why}{label}由{others[0].owner['label']}跟进")

    def _follower(self, match: Match) -> str:
        if match.owner is None:
            return "在公海里" if match.pooled else "没有负责人"
        return "你跟进中" if match.owner["id"] == self.actor.id else f"{match.owner['label']}跟进中"

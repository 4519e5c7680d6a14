"""Which function answers what (路由): commands, messages, events, buttons, menu entries, open questions.

    router = Router()

    @router.command("查", help="客户、线索和联系人", argument="名字")
    async def look_up(actor: Actor, argument: str, chat: Chat) -> None: ...

A handler is given what its parameters name, see `Asked`. `Routes` puts the routers of one explicit list together.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from core.org.actor import Actor
from core.wecom.events import CardMenuPress, CardPress, Event

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.parts import Parts

Run = Callable[..., Awaitable[None]]
Function = TypeVar("Function", bound=Run)


@dataclass(frozen=True)
class Asked:
    """Everything that a handler can name as a parameter.

    `event` is what arrived (`message` is the same). `text` is the whole text and `argument` what follows the command.
    `button` is the typed value of a pressed button, `press` the event of the press. `answers` are the data of the
    open question (`chat.ask`) that the text replies to. `routes` are all handlers, for help.
    """

    actor: Actor
    event: Event
    chat: "Chat"
    parts: "Parts"
    routes: "Routes"
    message: Event | None = None
    text: str = ""
    argument: str = ""
    button: Any = None
    press: CardPress | CardMenuPress | None = None
    answers: dict[str, Any] = field(default_factory=dict)


NAMES = frozenset(each.name for each in fields(Asked))


@dataclass(frozen=True)
class Handler:
    """A function and the names it asks for; `word`, `help` and `argument` say how people reach it. A `prose` dialog
    waits for sentences, which may begin like a command.
    """

    run: Run
    names: tuple[str, ...]
    word: str = ""
    help: str = ""
    argument: str = ""
    prose: bool = False

    @property
    def needs_actor(self) -> bool:
        """Whether somebody is spoken to."""
        return not {"actor", "chat"}.isdisjoint(self.names)

    async def __call__(self, asked: Asked) -> None:
        await self.run(**{name: getattr(asked, name) for name in self.names})


def handler_of(run: Run, **about: Any) -> Handler:
    """`TypeError` at the start, not at the first message, when a function asks for something that does not exist."""
    names = tuple(inspect.signature(run).parameters)
    if unknown := set(names) - NAMES:
        raise TypeError(f"{run.__module__}.{run.__name__} asks for {sorted(unknown)}; there are {sorted(NAMES)}")
    return Handler(run, names, **about)


class Router:
    """Handlers of one file."""

    def __init__(self) -> None:
        self.handlers: dict[tuple[str, Any], Handler] = {}

    def command(self, word: str, *, help: str, argument: str = "") -> Callable[[Function], Function]:
        """The text is `word`, alone or with an argument behind it; with an `argument` no blank is needed between."""
        return self._add("command", word, word=word, help=help, argument=argument)

    def message(self, kind: type[Event], *, word: str = "", help: str = "") -> Callable[[Function], Function]:
        """A message of this kind; `word` and `help` show it in 帮助."""
        return self._add("event", kind, word=word, help=help)

    def event(self, kind: type[Event]) -> Callable[[Function], Function]:
        return self._add("event", kind)

    def button(self, payload: type) -> Callable[[Function], Function]:
        return self._add("button", payload)

    def menu(self, key: str) -> Callable[[Function], Function]:
        return self._add("menu", key)

    def dialog(self, name: str, *, prose: bool = False) -> Callable[[Function], Function]:
        """The reply to the question that `chat.ask(name, …)` opened."""
        return self._add("dialog", name, prose=prose)

    def otherwise(self) -> Callable[[Function], Function]:
        """Whatever text no command and no open question takes."""
        return self._add("otherwise", "")

    def _add(self, kind: str, what: Any, **about: Any) -> Callable[[Function], Function]:
        def keep(run: Function) -> Function:
            _put(self.handlers, (kind, what), handler_of(run, **about))
            return run

        return keep


class Routes:
    """All handlers of the product."""

    def __init__(self, routers: Iterable[Router]) -> None:
        self._handlers: dict[tuple[str, Any], Handler] = {}
        for router in routers:
            for place, handler in router.handlers.items():
                _put(self._handlers, place, handler)
        self._words = sorted((what for kind, what in self._handlers if kind == "command"), key=len, reverse=True)

    def one(self, kind: str, what: Any) -> Handler | None:
        """The handler of a button type, a menu key, a dialog name or an event type."""
        return self._handlers.get((kind, what))

    @property
    def words(self) -> list[str]:
        return list(self._words)

    @property
    def payloads(self) -> tuple[type, ...]:
        return tuple(what for kind, what in self._handlers if kind == "button")

    @property
    def helpful(self) -> list[Handler]:
        """Those with a help text, in the order of the list."""
        return [handler for handler in self._handlers.values() if handler.help]

    def command(self, text: str) -> tuple[Handler, str] | None:
        """The handler and the argument of a text that begins with a command."""
        for word in self._words:
            handler = self._handlers["command", word]
            rest = text.removeprefix(word)
            if text.startswith(word) and (not rest or rest[0].isspace() or handler.argument):
                return handler, rest.strip()
        return None


def _put(handlers: dict[tuple[str, Any], Handler], place: tuple[str, Any], handler: Handler) -> None:
    if place in handlers:
        raise ValueError(f"two handlers for {place}: {handlers[place].run.__name__} and {handler.run.__name__}")
    handlers[place] = handler


def code_to_write(kind: str, what: str) -> str:
    """The handler that is missing, for the log."""
    return f"@router.{kind}({what})\nasync def handle(actor: Actor, chat: Chat) -> None: ..."

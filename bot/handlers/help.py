"""帮助, and what to do with words that nothing answers (帮助与近似词)."""

from dataclasses import dataclass

from bot import cards, words
from bot.chat import Chat
from bot.handlers.lookup import LookUp
from bot.parts import Parts
from bot.router import Asked, Router, Routes
from core.org.actor import Actor
from core.wecom.events import CardPress, Event
from core.wecom.messages import Jump, Row, cut

router = Router()
SHORT = 20


@dataclass(frozen=True)
class Say:
    """Pressing it is saying the word."""

    word: str


@router.command("帮助", help="看全部用法")
async def help_me(chat: Chat, routes: Routes) -> None:
    """All that can be said, from the handlers themselves."""
    lines = [(handler.word, handler.help) for handler in routes.helpful]
    rest = "；".join(f"{word}：{text}" for word, text in lines[cards.NOTICE_ROWS :])
    rows = [Row(word, text) for word, text in lines[: cards.NOTICE_ROWS]]
    home = chat.page("/m/")
    await chat.reply_card(cards.help_card("你可以这样用", rows, rest, home, [Jump("打开工作台", home)]))


@router.menu("help")
async def help_from_menu(chat: Chat, routes: Routes) -> None:
    await help_me(chat, routes)


@router.otherwise()
async def unknown(text: str, chat: Chat, routes: Routes) -> None:
    """The nearest words to press, or the text as a name to look up."""
    if len(text) > SHORT or not text:
        await chat.reply_text("没看懂这句话。发「帮助」看全部用法")
        return
    close = words.near(text, routes.words)
    buttons = [chat.button(word, Say(word), 1 if number == 0 else 2) for number, word in enumerate(close)]
    if not close:
        buttons = [chat.button("查这个名字", LookUp(text)), chat.button("帮助", Say("帮助"), 2)]
    title = f"没有「{cut(text, 12)}」这个词"
    question = "你要的是下面这个吗" if close else "要把它当名字查吗"
    await chat.reply_card(cards.button_card(title, "帮助", buttons, text=question))


@router.button(Say)
async def said(
    button: Say, press: CardPress, actor: Actor, event: Event, chat: Chat, parts: Parts, routes: Routes
) -> None:
    """Does what the word does; the card shows which word it was."""
    found = routes.command(button.word)
    if found is None:
        await chat.reply_text(words.OLD_CARD)
        return
    handler, argument = found
    title = f"你选了「{button.word}」"
    await chat.update_card(press, cards.pressed_card(title, "帮助", chat.button(button.word, button)), button.word)
    once = chat.once(press, button.word)
    await handler(Asked(actor, event, once, parts, routes, text=button.word, argument=argument))

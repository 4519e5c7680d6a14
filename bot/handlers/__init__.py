"""Everything a person can say or press in chat (聊天处理): one file per thing, listed here."""

from bot.handlers import card_press, card_scan, directory, follow_up, lookup, nothing, ownership, start, work
from bot.handlers import help as help_
from bot.router import Routes


def all_routes() -> Routes:
    """The handlers in the order in which 帮助 names them."""
    files = (card_scan, card_press, lookup, ownership, work, follow_up, help_, start, directory, nothing)
    return Routes(file.router for file in files)

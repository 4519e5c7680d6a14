import pytest

from bot.handlers import all_routes
from bot.router import Router, Routes


def test_a_handler_that_asks_for_something_unknown_is_refused_at_once() -> None:
    router = Router()
    with pytest.raises(TypeError, match="wheather"):

        @router.command("天气", help="…")
        async def weather(wheather: str) -> None: ...


def test_two_handlers_for_one_word_are_refused() -> None:
    def made(name: str) -> Router:
        router = Router()

        async def run() -> None: ...

        run.__name__ = name
        router.command("查", help="…")(run)
        return router

    with pytest.raises(ValueError, match="one and two"):
        Routes([made("one"), made("two")])


def routes() -> Routes:
    router = Router()

    @router.command("查", help="…", argument="名字")
    async def look_up(argument: str) -> None: ...

    @router.command("查重", help="…", argument="名字")
    async def duplicates(argument: str) -> None: ...

    @router.command("客户", help="…")
    async def accounts() -> None: ...

    return Routes([router])


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("查 惠筑", "look_up", "惠筑"),
        ("查惠筑", "look_up", "惠筑"),
        ("查", "look_up", ""),
        ("查重惠筑", "duplicates", "惠筑"),
        ("客户", "accounts", ""),
        ("客户 惠筑", "accounts", "惠筑"),
    ],
)
def test_the_longest_word_takes_the_text(text: str, name: str, argument: str) -> None:
    found = routes().command(text)
    assert found and (found[0].run.__name__, found[1]) == (name, argument)


@pytest.mark.parametrize("text", ["客户经理说", "我查一下", ""])
def test_a_sentence_is_no_command(text: str) -> None:
    assert routes().command(text) is None


def test_every_word_of_the_product_says_what_it_does() -> None:
    for handler in all_routes().helpful:
        assert handler.word and len(handler.word) <= 5 and len(handler.help) <= 30

"""The app's menu: offered once, never over one the company made."""

from bot.menu import buttons, offer_menu


class Company:
    """WeCom's side of the menu, as far as it matters here."""

    def __init__(self, menu: list[dict]) -> None:
        self.menu, self.written = menu, 0

    async def menu_get(self) -> list[dict]:
        return self.menu

    async def menu_create(self, made: list[dict]) -> None:
        self.menu, self.written = made, self.written + 1


async def test_a_company_without_a_menu_gets_ours_and_only_once():
    company = Company([])
    assert await offer_menu(company, "http://crm.example") and not await offer_menu(company, "http://crm.example")
    assert company.written == 1 and [b["name"] for b in company.menu] == ["扫名片", "线索", "更多"]


async def test_a_menu_the_company_made_stays_as_it_is():
    company = Company([{"type": "click", "name": "自己的", "key": "own"}])
    assert not await offer_menu(company, "http://crm.example") and company.written == 0


def test_the_menu_keeps_to_what_wecom_takes():
    made = buttons("http://crm.example")
    names = [b["name"] for b in made] + [s["name"] for b in made for s in b.get("sub_button", [])]
    assert len(made) <= 3 and all(len(name.encode()) <= 16 for name in names)

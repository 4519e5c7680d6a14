"""Every route, light and dark, phone and desktop: nothing that axe objects to, nothing wider than the screen."""

import pytest

from tests.pages.browsing import Scheme
from tests.pages.conftest import Open
from tests.pages.journeys import fresh_company, new_lead

pytestmark = pytest.mark.browser

ROUTES = [
    "/",
    "/o/lead",
    "/o/account",
    "/o/contact",
    "/o/opportunity",
    "/o/opportunity?as=board",
    "/o/opportunity?as=calendar",
    "/o/opportunity?as=funnel",
    "/o/product",
    "/o/product_category",
    "/o/competitor",
    "/o/competitor/new",
    "/o/market_note",
    "/o/market_note/new",
    "/o/partner",
    "/o/lead/new",
    "/o/account/new",
    "/follow",
    "/scan",
    "/external",
    "/search",
    "/todo",
    "/me",
    "/o/lead/import",
    "/imports",
    "/exports",
    "/settings/exports",
    "/pools",
    "/pools/figures",
    "/ownership",
    "/deeds",
    "/bin",
    "/o/account/duplicates",
    "/o/account/merge?ids=1",
    "/why",
    "/settings",
    "/nowhere",
]


# Each route once per shell, each shell in one scheme: both draw with the same colours.
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
async def test_every_route_is_accessible_and_fits(open_page: Open, width: int, scheme: Scheme) -> None:
    visit = await open_page(width, scheme)
    record = (await new_lead(visit, fresh_company())).removeprefix("/m")
    wrong: list[str] = []
    for route in [*ROUTES, record, f"{record}/edit", f"/follow?object=lead&id={record.rsplit('/', 1)[1]}"]:
        await visit.go("/m" + route)
        wrong += [f"{route}: {found}" for found in await visit.violations()]
        if (wider := await visit.overflow()) > 0:
            wrong.append(f"{route}: {wider} px wider than the screen")
    assert wrong == []

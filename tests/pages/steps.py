"""What a signed-in page asks the API beside the screen: records to begin with, and what is stored in the end."""

from typing import Any

from tests.pages.browsing import Visit
from tests.pages.journeys import fresh_company, fresh_mobile

ASK = """async ([method, path, body]) => {
    const me = await (await fetch('/api/me')).json();
    const answer = await fetch(path, {method, body: body && JSON.stringify(body),
        headers: {'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf_token}});
    if (!answer.ok) throw new Error(await answer.text());
    return answer.status === 204 ? null : await answer.json();
}"""


async def ask(visit: Visit, method: str, path: str, body: Any = None) -> Any:
    """An API call of the member whose page this is; the page must be open already."""
    return await visit.page.evaluate(ASK, [method, path, body])


async def made(visit: Visit, thing: str, **values: Any) -> int:
    """A new record of the visitor; returns its id."""
    if visit.page.url == "about:blank":
        await visit.go("/m/")
    return int((await ask(visit, "POST", f"/api/objects/{thing}", values))["id"])


async def an_account(visit: Visit, **values: Any) -> int:
    return await made(visit, "account", **{"name": fresh_company(), "phone": "0512-6688 0001", **values})


async def a_lead(visit: Visit, **values: Any) -> int:
    return await made(
        visit, "lead", **{"name": "林嘉禾", "company": fresh_company(), "mobile": fresh_mobile(), **values}
    )


async def stored(visit: Visit, thing: str, record_id: int) -> Any:
    return await ask(visit, "GET", f"/api/objects/{thing}/{record_id}")


async def still(visit: Visit, selector: str) -> None:
    """Keeps the browser from following a tel: link: there is no phone here."""
    await visit.page.locator(selector).first.evaluate("link => link.removeAttribute('href')")

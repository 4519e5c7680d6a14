"""Everything the browser asks for, added to the server in one place (页面与接口)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from core.objects.schema import object_list
from core.org.sessions import signed_in
from miniapp import (
    bin,
    board,
    cards,
    contact_card,
    deeds,
    duties,
    exports,
    external_contacts,
    field_settings,
    files,
    imports,
    leads,
    me,
    merging,
    opportunities,
    ownership,
    pools,
    records,
    registry,
    summaries,
    suspects,
    teams,
    views,
    why,
)
from miniapp.endpoint import COOKIE, Endpoints
from miniapp.openapi import document
from miniapp.pages import add_pages
from miniapp.parts import PARTS, PageParts
from miniapp.problems import answer, problem, problem_of
from miniapp.sign_in import FetchMember, add_sign_in, sign_in_url
from miniapp.webbuild import WebBuild

ALL: tuple[Endpoints, ...] = (
    me.endpoints,
    summaries.endpoints,
    views.endpoints,  # before the records, whose {id} would take its words
    leads.endpoints,
    board.endpoints,  # before the records: board is no {id}
    opportunities.endpoints,
    contact_card.endpoints,
    suspects.endpoints,  # before the records: duplicates is no {id}
    pools.endpoints,
    merging.endpoints,
    bin.endpoints,  # before the records: delete-plan is no {id}
    deeds.endpoints,
    teams.endpoints,  # before the records too: transfer-plan is no {id}
    imports.endpoints,  # before the records, whose {id} would take its words
    records.endpoints,
    cards.endpoints,
    external_contacts.endpoints,
    field_settings.endpoints,
    files.endpoints,
    exports.endpoints,
    ownership.endpoints,
    why.endpoints,
    registry.endpoints,
    duties.endpoints,
)


def add_site(
    app: web.Application,
    parts: PageParts,
    *,
    version: str,
    static_dir: Path,
    builder: WebBuild,
    fetch_member: FetchMember,
) -> None:
    """Adds API, sign-in and pages to the server."""
    app[PARTS] = parts
    app.middlewares.append(refusals_as_problems)
    for endpoints in ALL:
        endpoints.add_to(app)
    described = document([endpoint for endpoints in ALL for endpoint in endpoints.all], version)

    async def openapi(_request: web.Request) -> web.Response:
        return answer(described)

    async def bootstrap(request: web.Request) -> dict[str, Any]:
        session = await signed_in(request.cookies.get(COOKIE, ""))
        if session is None:
            raise web.HTTPFound(sign_in_url(request))
        return {
            "me": await me.me(session),
            "schema": {"objects": object_list(session.actor)},
            "version": version,
        }

    async def home(_request: web.Request) -> web.Response:
        raise web.HTTPFound("/simulator/" if parts.settings.simulator else "/m/")

    app.router.add_get("/", home)
    app.router.add_get("/api/openapi.json", openapi)
    add_sign_in(app, fetch_member)
    add_pages(app, bootstrap=bootstrap, static_dir=static_dir, builder=builder, framed=parts.settings.simulator)


@web.middleware
async def refusals_as_problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Unknown addresses and methods under /api are problem documents too."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if not request.path.startswith("/api/") or error.status < 400:
            raise
        return problem_of(error) or problem(error.status, "请求没有完成")

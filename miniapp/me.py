"""/api/me, /api/jssdk and signing out (我是谁)."""

from typing import Any

from pydantic import BaseModel, Field

from core.objects.labels import labels
from core.org.sessions import Session, SignedIn
from core.wecom.signing import page_signatures
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()


async def me(session: SignedIn) -> dict[str, Any]:
    """Who is signed in, as the contract shows it."""
    actor = session.actor
    department = actor.department_id
    names = await labels({"department": {department}}) if department else {}
    return {
        "id": actor.id,
        "userid": actor.userid,
        "name": actor.name,
        "department": {"id": department, "label": names.get(("department", department), "")} if department else None,
        "roles": list(actor.roles),
        "duties": sorted(actor.duties),
        "csrf_token": session.csrf_token,
        "admin": actor.admin,
    }


@endpoints.get("/api/me", "Who is signed in")
async def who_am_i(call: Call) -> Any:
    return await me(call.session)


class PageUrl(BaseModel):
    url: str = Field(min_length=1, max_length=2000)


@endpoints.get("/api/jssdk", "Both JS-SDK signatures for a page of ours")
async def jssdk(call: Call, query: PageUrl) -> Any:
    return await page_signatures(call.parts.wecom, query.url)


@endpoints.post("/sign-out", "Ends this session", status=204)
async def sign_out(call: Call) -> Answer:
    await Session.filter(token_hash=call.session.token_hash).delete()
    return Answer(None, 204, {"Set-Cookie": "wecrm_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"})

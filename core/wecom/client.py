"""The calls to WeCom that the product needs (企业微信服务端接口), typed and asynchronous."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from core.kv import KV
from core.wecom import media
from core.wecom.calls import Answer, Calls
from core.wecom.cards import Card
from core.wecom.config import WeComConfig
from core.wecom.customers import ExternalContact
from core.wecom.directory import Agent, Department, Details, Identity, User
from core.wecom.errors import NO_RELATION, NO_SUCH_PERSON, STALE_TOKEN, WeComError
from core.wecom.media import Media, MediaKind
from core.wecom.tokens import Cached, Lent

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sent:
    """`msgid` recalls the message; `response_code` updates its card once within 72 hours, or is empty.

    `invalid_users` did not get it, in WeCom's lower-case spelling.
    """

    msgid: str
    response_code: str
    invalid_users: tuple[str, ...]


class WeComClient:
    """Everything asked of WeCom for one app. All calls raise `WeComError` or `WeComUnreachable`.

    Readings are repeated on transient trouble after 0.5, 2 and 8 seconds. Sends are not repeated when they may
    have been carried out: that is for the outbox to decide. `session` is used but not closed; without one the
    client opens its own on first use.
    """

    def __init__(
        self,
        config: WeComConfig,
        kv: KV,
        session: aiohttp.ClientSession | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.config = config
        self._calls = Calls(config.api_url, session, sleep)
        corp, agent = config.corp_id, config.agent_id
        self._app = self._token(kv, str(agent), config.agent_secret)
        self._contacts = self._token(kv, "contacts", config.contact_secret) if config.contact_secret else self._app
        self._corp_ticket = Cached(kv, f"wecom:ticket:{corp}:{agent}:corp", self._fetch_corp_ticket)
        self._agent_ticket = Cached(kv, f"wecom:ticket:{corp}:{agent}:agent", self._fetch_agent_ticket)

    def _token(self, kv: KV, name: str, secret: str) -> Cached:
        async def fetch() -> Lent:
            params = {"corpid": self.config.corp_id, "corpsecret": secret}
            answer = await self._calls.send("gettoken", params)
            return Lent(str(answer["access_token"]), float(answer["expires_in"]))

        return Cached(kv, f"wecom:tok:{self.config.corp_id}:{name}", fetch)

    async def _fetch_corp_ticket(self) -> Lent:
        answer = await self.call("get_jsapi_ticket")
        return Lent(str(answer["ticket"]), float(answer["expires_in"]))

    async def _fetch_agent_ticket(self) -> Lent:
        answer = await self.call("ticket/get", {"type": "agent_config"})
        return Lent(str(answer["ticket"]), float(answer["expires_in"]))

    async def close(self) -> None:
        await self._calls.close()

    # --- any call

    async def call(
        self,
        api: str,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        *,
        repeatable: bool = True,
    ) -> Answer:
        """Any interface by its path behind /cgi-bin/: GET, or POST when there is a `body`.

        `repeatable` says that doing it twice does no harm. The answer is WeCom's JSON with errcode 0.
        """
        return await self._call(api, params, body=body, repeatable=repeatable)

    async def _call(
        self,
        api: str,
        params: Mapping[str, str | int] | None = None,
        *,
        body: Mapping[str, Any] | None = None,
        form: Callable[[], aiohttp.FormData] | None = None,
        repeatable: bool = True,
        credential: Cached | None = None,
    ) -> Answer:
        query = {name: str(value) for name, value in (params or {}).items()}

        async def send(token: str) -> Answer:
            full = {"access_token": token, **query}
            return await self._calls.send(api, full, body=body, form=form, repeatable=repeatable)

        return await self._with_token(send, credential or self._app, repeatable)

    async def _with_token(
        self, attempt: Callable[[str], Awaitable[Result]], credential: Cached, repeatable: bool
    ) -> Result:
        """A refused token is replaced and the call made once more; a second refusal is final."""

        async def once() -> Result:
            token = await credential.get()
            try:
                return await attempt(token)
            except WeComError as error:
                if error.errcode not in STALE_TOKEN:
                    raise
            await credential.drop(token)
            return await attempt(await credential.get())

        return await self._calls.patiently(once, repeatable=repeatable)

    # --- credentials

    async def access_token(self) -> str:
        """The app's token, from the cache if it is there; for checking that WeCom answers at all."""
        return await self._app.get()

    async def corp_ticket(self) -> str:
        """The company's jsapi_ticket, for wx.config."""
        return await self._corp_ticket.get()

    async def agent_ticket(self) -> str:
        """The app's ticket, for wx.agentConfig; another string than the company's."""
        return await self._agent_ticket.get()

    # --- messages

    async def send(self, message: Mapping[str, Any]) -> Sent:
        """Send what `messages.to` has put together. Error 81013 when nobody could be reached."""
        body = {**message, "agentid": self.config.agent_id}
        answer = await self._call("message/send", body=body, repeatable=False)
        invalid = str(answer.get("invaliduser") or "")
        return Sent(
            msgid=str(answer.get("msgid") or ""),
            response_code=str(answer.get("response_code") or ""),
            invalid_users=tuple(filter(None, invalid.split("|"))),
        )

    async def update_card(
        self,
        response_code: str,
        *,
        users: Iterable[str] = (),
        button: str = "",
        card: Card | None = None,
        replace_text: str = "",
    ) -> tuple[str, ...]:
        """Replace a card that was sent, for `users` or for everybody who has it; the members not reached.

        Either the buttons become one grey `button` text, or `card` takes its place, whose buttons turn grey and
        read `replace_text` if there is one. A code works once, within 72 hours; after that error 60140.
        """
        listed = list(users)
        body: dict[str, Any] = {"agentid": self.config.agent_id, "response_code": response_code}
        body |= {"userids": listed} if listed else {"atall": 1}
        if card:
            body["template_card"] = card.card() | ({"replace_text": replace_text} if replace_text else {})
        else:
            body["button"] = {"replace_name": button}
        answer = await self._call("message/update_template_card", body=body, repeatable=False)
        return tuple(answer.get("invaliduser") or ())

    async def recall(self, msgid: str) -> None:
        """Take a message back, within 24 hours of sending it."""
        await self._call("message/recall", body={"msgid": msgid})

    # --- files

    async def upload_media(self, kind: MediaKind, filename: str, data: bytes) -> str:
        """Upload a file that WeCom keeps for three days; its media_id."""
        media.check_size(kind, data)
        answer = await self._call("media/upload", {"type": kind}, form=media.form(filename, data))
        return str(answer["media_id"])

    async def get_media(self, media_id: str, max_bytes: int) -> Media:
        """Fetch a file; `MediaTooLarge` above `max_bytes`, error 40007 when it is gone."""

        async def download(token: str) -> Media:
            return await self._calls.download("media/get", {"access_token": token, "media_id": media_id}, max_bytes)

        return await self._with_token(download, self._app, True)

    # --- directory

    async def departments(self) -> list[Department]:
        """All departments in the app's scope, in WeCom's order."""
        return [Department.of(each) for each in (await self._call("department/list")).get("department") or ()]

    async def users(self, department_id: int) -> list[User]:
        """The members directly in one department, as far as they are in the app's scope."""
        answer = await self._call("user/list", {"department_id": department_id})
        return [User.of(each) for each in answer.get("userlist") or ()]

    async def user(self, userid: str) -> User:
        """One member; error 60111 when there is none."""
        return User.of(await self._call("user/get", {"userid": userid}))

    async def user_ids(self) -> list[str]:
        """The userids of the whole company, each once; needs the 通讯录同步 secret, else error 48002."""
        found: dict[str, None] = {}
        cursor = ""
        while True:
            body: dict[str, Any] = {"limit": 10000} | ({"cursor": cursor} if cursor else {})
            answer = await self._call("user/list_id", body=body, credential=self._contacts)
            found |= dict.fromkeys(str(each["userid"]) for each in answer.get("dept_user") or ())
            following = str(answer.get("next_cursor") or "")
            if following in ("", cursor):
                return list(found)
            cursor = following

    # --- customers

    async def follow_users(self) -> list[str]:
        """The userids of members inside the scope of use of 客户联系; error 48002 when the app may not ask."""
        return [
            str(each) for each in (await self._call("externalcontact/get_follow_user_list")).get("follow_user") or ()
        ]

    async def external_contacts(self, userid: str) -> list[ExternalContact]:
        """Everybody whom a member added, each once; nobody when the member lacks the function or added nobody."""
        found: dict[str, ExternalContact] = {}
        cursor = ""
        while True:
            body: dict[str, Any] = {"userid_list": [userid], "limit": 100} | ({"cursor": cursor} if cursor else {})
            try:
                answer = await self._call("externalcontact/batch/get_by_user", body=body)
            except WeComError as error:
                if error.errcode != NO_RELATION:
                    raise
                return list(found.values())
            for each in answer.get("external_contact_list") or ():
                contact = ExternalContact.of(each["external_contact"], each.get("follow_info") or {})
                found.setdefault(contact.external_userid, contact)
            following = str(answer.get("next_cursor") or "")
            if following in ("", cursor):
                return list(found.values())
            cursor = following

    async def external_contact(self, external_userid: str, userid: str) -> ExternalContact | None:
        """One person as `userid` knows them; None when there is no such person or that member did not add them.

        More than 500 members who added the same person come in pages.
        """
        cursor = ""
        while True:
            params = {"external_userid": external_userid} | ({"cursor": cursor} if cursor else {})
            try:
                answer = await self._call("externalcontact/get", params)
            except WeComError as error:
                if error.errcode not in (NO_RELATION, NO_SUCH_PERSON):
                    raise
                return None
            for follow in answer.get("follow_user") or ():
                if str(follow.get("userid", "")).lower() == userid.lower():
                    return ExternalContact.of(answer["external_contact"], follow)
            following = str(answer.get("next_cursor") or "")
            if following in ("", cursor):
                return None
            cursor = following

    # --- the app

    async def agent(self) -> Agent:
        """The app's settings and scope."""
        return Agent.of(await self._call("agent/get", {"agentid": self.config.agent_id}))

    async def menu_create(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Replace the app's menu (应用菜单, path/90231): at most 3 entries with at most 5 below each."""
        await self._call("menu/create", {"agentid": self.config.agent_id}, body={"button": list(buttons)})

    async def menu_get(self) -> list[dict[str, Any]]:
        """The app's menu; error 46003 when there is none."""
        return list((await self._call("menu/get", {"agentid": self.config.agent_id})).get("button") or ())

    # --- sign-in

    async def user_by_code(self, code: str) -> Identity:
        """Who came back from signing in; a code works once, within 5 minutes."""
        return Identity.of(await self._call("auth/getuserinfo", {"code": code}, repeatable=False))

    async def user_detail(self, user_ticket: str) -> Details:
        """What the member agreed to show."""
        body = {"user_ticket": user_ticket}
        return Details.of(await self._call("auth/getuserdetail", body=body, repeatable=False))

    # --- addresses

    async def callback_ips(self) -> list[str]:
        """Where callbacks come from; read again once a day."""
        return [str(ip) for ip in (await self._call("getcallbackip")).get("ip_list") or ()]

    async def api_domain_ips(self) -> list[str]:
        """Where calls to WeCom go, for a firewall."""
        return [str(ip) for ip in (await self._call("get_api_domain_ip")).get("ip_list") or ()]

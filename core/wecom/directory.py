"""Members, departments and the app as WeCom describes them (通讯录, path/90201, 90208, 90227)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Department:
    """`order` sorts descending; the root department's parent is 0."""

    id: int
    name: str
    parent_id: int
    order: int
    leaders: tuple[str, ...]

    @classmethod
    def of(cls, json: Json) -> "Department":
        return cls(
            id=int(json["id"]),
            name=_text(json, "name"),
            parent_id=int(json.get("parentid") or 0),
            order=int(json.get("order") or 0),
            leaders=_texts(json.get("department_leader")),
        )


@dataclass(frozen=True, slots=True)
class User:
    """A member. Apps made since 2022-06-20 get no mobile, e-mail or avatar: these are empty then.

    `status`: 1 active, 2 disabled, 4 not activated, 5 left. `leads` are the departments the member is head of.
    """

    userid: str
    name: str
    departments: tuple[int, ...]
    main_department: int | None
    leads: tuple[int, ...]
    direct_leaders: tuple[str, ...]
    position: str
    mobile: str
    email: str
    avatar: str
    alias: str
    status: int
    fields: Json = field(repr=False, hash=False)

    @classmethod
    def of(cls, json: Json) -> "User":
        departments = _integers(json.get("department"))
        heads = _integers(json.get("is_leader_in_dept"))
        return cls(
            userid=str(json["userid"]),
            name=_text(json, "name"),
            departments=departments,
            main_department=int(json["main_department"]) if json.get("main_department") else None,
            leads=tuple(department for department, head in zip(departments, heads, strict=False) if head),
            direct_leaders=_texts(json.get("direct_leader")),
            position=_text(json, "position"),
            mobile=_text(json, "mobile"),
            email=_text(json, "email") or _text(json, "biz_mail"),
            avatar=_text(json, "avatar"),
            alias=_text(json, "alias"),
            status=int(json.get("status") or 1),
            fields=json,
        )


@dataclass(frozen=True, slots=True)
class Agent:
    """The app's settings: who sees it, and which domain its pages have."""

    name: str
    userids: tuple[str, ...]
    party_ids: tuple[int, ...]
    tag_ids: tuple[int, ...]
    redirect_domain: str
    closed: bool
    reports_location: bool
    reports_enter: bool

    @classmethod
    def of(cls, json: Json) -> "Agent":
        users: Iterable[Json] = (json.get("allow_userinfos") or {}).get("user") or ()
        return cls(
            name=_text(json, "name"),
            userids=tuple(str(user["userid"]) for user in users),
            party_ids=_integers((json.get("allow_partys") or {}).get("partyid")),
            tag_ids=_integers((json.get("allow_tags") or {}).get("tagid")),
            redirect_domain=_text(json, "redirect_domain"),
            closed=bool(json.get("close")),
            reports_location=bool(json.get("report_location_flag")),
            reports_enter=bool(json.get("isreportenter")),
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in. `userid` is empty for somebody who is not a member: no staff page is for them.

    `user_ticket` opens the private details for 30 minutes, when the member agreed to that.
    """

    userid: str
    user_ticket: str
    openid: str
    external_userid: str

    @classmethod
    def of(cls, json: Json) -> "Identity":
        return cls(
            userid=_text(json, "userid") or _text(json, "UserId"),
            user_ticket=_text(json, "user_ticket"),
            openid=_text(json, "openid") or _text(json, "OpenId"),
            external_userid=_text(json, "external_userid"),
        )


@dataclass(frozen=True, slots=True)
class Details:
    """What a member agreed to show (敏感信息); the rest is empty."""

    userid: str
    mobile: str
    email: str
    avatar: str
    gender: str

    @classmethod
    def of(cls, json: Json) -> "Details":
        return cls(
            userid=_text(json, "userid"),
            mobile=_text(json, "mobile"),
            email=_text(json, "email") or _text(json, "biz_mail"),
            avatar=_text(json, "avatar"),
            gender=_text(json, "gender"),
        )


def _text(json: Json, key: str) -> str:
    value = json.get(key)
    return "" if value is None else str(value)


def _texts(values: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())


def _integers(values: Iterable[Any] | None) -> tuple[int, ...]:
    return tuple(int(value) for value in values or ())

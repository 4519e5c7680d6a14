"""People outside the company whom members added in WeCom (外部联系人, path/92114, 92994)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExternalContact:
    """A person as one member knows them: the card, and what that member noted.

    `of_wecom` tells a user of another company's WeCom from one of WeChat; only the former's card names company and
    position. `remark`, `description`, `remark_company` and `mobiles` are the member's own notes.
    """

    external_userid: str
    name: str
    avatar: str
    of_wecom: bool
    company: str
    position: str
    remark: str
    description: str
    remark_company: str
    mobiles: tuple[str, ...]

    @classmethod
    def of(cls, contact: Json, follow: Json) -> "ExternalContact":
        return cls(
            external_userid=str(contact["external_userid"]),
            name=_text(contact, "name"),
            avatar=_text(contact, "avatar"),
            of_wecom=contact.get("type") == 2,
            company=_text(contact, "corp_full_name") or _text(contact, "corp_name"),
            position=_text(contact, "position"),
            remark=_text(follow, "remark"),
            description=_text(follow, "description"),
            remark_company=_text(follow, "remark_corp_name"),
            mobiles=tuple(str(mobile) for mobile in follow.get("remark_mobiles") or () if mobile),
        )


def _text(json: Json, key: str) -> str:
    value = json.get(key)
    return "" if value is None else str(value)

"""Who may add customers, and whom they added (客户联系): the scope of use is a switch of the company."""

import json
from typing import Any

from bot.simulator.customers_seed import CUSTOMERS, PARTIES_IN_SCOPE, SELLERS_IN_SCOPE, TAGS, Customer
from bot.simulator.directory import Directory
from bot.simulator.store import Store

ADDED_AT = 1_763_000_000
TAG_TYPE = 1


class Customers:
    """Customers of the first day, and those that a test or a person added later."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store, self._directory = store, directory

    def scope(self) -> dict[str, list[Any]]:
        """The scope of use (使用范围): parties and users that have the function."""
        usual = {"parties": list(PARTIES_IN_SCOPE), "users": list(SELLERS_IN_SCOPE)}
        found: dict[str, list[Any]] = self._store.setting("customer_scope", usual)
        return found

    def set_scope(self, parties: list[int], users: list[str]) -> None:
        self._store.set("customer_scope", {"parties": parties, "users": users})

    def members(self) -> list[str]:
        """User ids with the function, sorted; who is outside the app's scope is not told."""
        scope = self.scope()
        named = {userid.lower() for userid in [*self._directory.inside(scope["parties"]), *scope["users"]]}
        return sorted(member["userid"] for key, member in self._directory.visible().items() if key in named)

    def may(self, userid: str) -> bool:
        return userid.lower() in {member.lower() for member in self.members()}

    def all(self) -> list[Customer]:
        added = [Customer(**_tuples(row)) for row in json.loads(self._store.setting("customers", "[]"))]
        return [*CUSTOMERS, *added]

    def of(self, userid: str) -> list[Customer]:
        return [customer for customer in self.all() if customer.owner.lower() == userid.lower()]

    def named(self, external_userid: str) -> list[Customer]:
        """The same person once for each member who added them."""
        return [customer for customer in self.all() if customer.external_userid == external_userid]

    def add(self, customer: Customer) -> None:
        rows = [*json.loads(self._store.setting("customers", "[]")), customer._asdict()]
        self._store.set("customers", json.dumps(rows, ensure_ascii=False))


def contact_card(customer: Customer) -> dict[str, Any]:
    """`external_contact`: corp_name, corp_full_name and position only of a WeCom user."""
    card: dict[str, Any] = {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "avatar": "",
        "type": customer.kind,
        "gender": 0,
    }
    if customer.corp_name:
        card |= {
            "position": customer.position,
            "corp_name": customer.corp_name,
            "corp_full_name": customer.corp_name,
            "external_profile": {"external_attr": []},
        }
    return card


def follow(customer: Customer) -> dict[str, Any]:
    """What the member noted about the person; the tags are left to the endpoint, as each gives them differently."""
    return {
        "userid": customer.owner,
        "remark": customer.name,
        "description": customer.description,
        "createtime": ADDED_AT,
        "remark_corp_name": customer.remark_company,
        "remark_mobiles": list(customer.mobiles),
        "add_way": 1,
        "oper_userid": customer.owner,
    }


def tags(customer: Customer) -> list[dict[str, Any]]:
    return [
        {"group_name": tag.group, "tag_name": tag.name, "tag_id": tag.id, "type": TAG_TYPE}
        for tag in TAGS
        if tag.id in customer.tags
    ]


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}

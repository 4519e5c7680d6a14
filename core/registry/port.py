"""What a company register can be asked (工商查询): the port behind which a provider stands."""

from dataclasses import asdict, dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Company:
    """One registered company. `code` is its unified social credit code, dates are yyyy-mm-dd."""

    code: str
    name: str
    legal_person: str
    status: str
    city: str
    address: str
    phone: str
    website: str
    registered_capital: str
    founded_on: str
    scope: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


FACTS = {
    "code": "统一社会信用代码",
    "name": "企业名称",
    "legal_person": "法定代表人",
    "status": "经营状态",
    "city": "所在城市",
    "address": "注册地址",
    "phone": "联系电话",
    "website": "网站",
    "registered_capital": "注册资本",
    "founded_on": "成立日期",
    "scope": "经营范围",
}


class Registry(Protocol):
    """A provider. Whatever it raises or however long it takes, nobody's work is lost by it."""

    note: str

    async def search(self, q: str) -> list[Company]:
        """Companies whose name holds the words, the likeliest first."""

    async def company(self, code: str) -> Company | None: ...

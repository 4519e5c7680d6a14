"""Who sells in the demo company, and the invented people they sell to (演示人员)."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.demo.planned import Seller
from bot.demo.words import GIVEN, SURNAMES, TITLES
from core.org.tables import Member
from core.text.pinyin import syllables

SELLING = ("销售", "售前", "总监", "客户成功")
WEIGHTS = (("销售运营", 1), ("销售经理", 3), ("销售", 7), ("总监", 1))
SOUTH, EAST = ("深圳",), ("苏州", "上海")
RANGES = ("1350000", "1360000", "1370000")


async def sellers() -> list[Seller]:
    """Members whose position has to do with selling, by userid; everybody active when nobody's has."""
    members = await Member.filter(deleted_at=None, status="active").order_by("userid_key").select_related("department")
    selling = [member for member in members if any(word in member.position for word in SELLING)]
    return [_seller(member) for member in selling or members]


def _seller(member: Member) -> Seller:
    weight = next((weight for word, weight in WEIGHTS if word in member.position), 2)
    department = str(member.department.name) if member.department else ""
    cities = SOUTH if "华南" in department else EAST if "华东" in department else EAST + SOUTH
    return Seller(member.id, member.userid, weight, cities, member.department.id if member.department else None)


@dataclass(frozen=True)
class Person:
    name: str
    department: str
    title: str
    mobile: str
    email: str

    def columns(self) -> dict[str, Any]:
        return {**self.__dict__}


class People:
    """Hands out people; mobile numbers and mail addresses are valid in form, used once, and reach nobody."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.mobiles = _mobiles(chance, RANGES)
        self.mails: set[str] = set()

    def new(self, domain: str) -> Person:
        given = "".join(self.chance.sample(GIVEN, self.chance.choice((1, 2, 2, 2))))
        name = self.chance.choice(SURNAMES) + given
        department, title = self.chance.choice(TITLES)
        return Person(name, department, title, next(self.mobiles), self._mail(name, domain))

    def _mail(self, name: str, domain: str) -> str:
        surname, *given = syllables(name)
        address, number = f"{''.join(given)}.{surname}@{domain}", 2
        while address in self.mails:
            address, number = f"{''.join(given)}.{surname}{number}@{domain}", number + 1
        self.mails.add(address)
        return address


def _mobiles(chance: random.Random, ranges: Iterable[str]) -> Iterator[str]:
    numbers = [f"{start}{number:04}" for start in ranges for number in range(10000)]
    chance.shuffle(numbers)
    return iter(numbers)

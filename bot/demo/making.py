"""What every part of the plan has at hand (计划的材料)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.demo.firms import Firms
from bot.demo.people import People
from bot.demo.planned import At, Planned, Seller, Times


@dataclass
class Making:
    """`chance` makes the records themselves, `fate` what became of them: more fate changes no record's owner."""

    chance: random.Random
    fate: random.Random
    times: Times
    sellers: Sequence[Seller]
    firms: Firms
    people: People
    made: list[Planned] = field(default_factory=list)
    with_main: set[At] = field(default_factory=set)  # accounts that have their main contact

    def add(self, planned: Planned) -> At:
        self.made.append(planned)
        return At(len(self.made) - 1)

    def at(self, place: At) -> Planned:
        return self.made[place.position]

    def seller(self, city: str) -> Seller:
        """Somebody who sells there; those with more to sell more often."""
        there = [seller for seller in self.sellers if city in seller.cities] or list(self.sellers)
        return self.chance.choices(there, [seller.weight for seller in there])[0]

    def colleague(self, city: str, besides: int | None) -> int:
        """Another who sells there, while there is one."""
        there = [seller for seller in self.sellers if city in seller.cities and seller.id != besides]
        return self.fate.choice(there or list(self.sellers)).id

    def named(self, userid: str) -> int:
        """The seller of that name, or the first one."""
        return next((seller.id for seller in self.sellers if seller.userid == userid), self.sellers[0].id)

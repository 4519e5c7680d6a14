"""Invented companies with addresses in three cities (演示企业)."""

import random
from dataclasses import dataclass
from typing import Any

from bot.demo.words import (
    AREA_CODES,
    BRAND_FIRST,
    BRAND_SECOND,
    BUILDINGS,
    DISTRICTS,
    LEGAL_FORMS,
    STREETS,
    TRADES,
)
from core.text.pinyin import syllables


@dataclass(frozen=True)
class Firm:
    name: str
    city: str
    industry: str
    domain: str
    phone: str
    address: str
    lat: float
    lng: float

    def columns(self) -> dict[str, Any]:
        """An account's columns."""
        return {
            "name": self.name,
            "city": self.city,
            "industry": self.industry,
            "website": f"www.{self.domain}",
            "email": f"info@{self.domain}",
            "phone": self.phone,
            "address": self.address,
            "lat": self.lat,
            "lng": self.lng,
        }


class Firms:
    """Hands out companies, each brand with each trade once; their numbers begin with 0000 and reach nobody."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        brands = [first + second for first in BRAND_FIRST for second in BRAND_SECOND]
        self.left = [(brand, trade) for brand in brands for trade in TRADES]
        chance.shuffle(self.left)
        self.lines = iter(chance.sample(range(10000), 9999))

    def new(self) -> Firm:
        brand, (trade, industry) = self.left.pop()
        district = self.chance.choice(DISTRICTS)
        form = self.chance.choice(LEGAL_FORMS)
        street, number = self.chance.choice(STREETS), self.chance.randint(1, 399)
        building = f"{self.chance.choice(BUILDINGS)} {self.chance.randint(1, 12)} 幢"
        return Firm(
            name=f"{district.city}{brand}{trade}{form}",
            city=district.city,
            industry=industry,
            domain=f"{''.join(syllables(brand))}-{industry}.example",
            phone=f"{AREA_CODES[district.city]}-0000 {next(self.lines):04}",
            address=f"{district.city}市{district.name}{street} {number} 号{building}",
            lat=round(district.lat + self.chance.uniform(-0.03, 0.03), 6),
            lng=round(district.lng + self.chance.uniform(-0.035, 0.035), 6),
        )

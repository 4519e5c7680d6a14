"""The local sample provider (示例数据): answers from forty-two invented companies, the same every time, and says so."""

import csv
from functools import cache
from pathlib import Path

from core.registry.port import Company
from core.text.credit_code import check_character
from core.text.fold import fold

COMPANIES = Path(__file__).with_name("sample_companies.tsv")


class Sample:
    note = "示例数据，不是真实的工商登记"

    async def search(self, q: str) -> list[Company]:
        wanted = fold(q)
        found = [one for one in companies() if wanted in fold(one.name) or one.code == q.strip().upper()]
        return sorted(found, key=lambda one: (not fold(one.name).startswith(wanted), one.code))

    async def company(self, code: str) -> Company | None:
        return next((one for one in companies() if one.code == code.strip().upper()), None)


@cache
def companies() -> tuple[Company, ...]:
    with COMPANIES.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t")
        return tuple(_company(number, **line) for number, line in enumerate(lines, 1))


def _company(number: int, region: str, **facts: str) -> Company:
    """The code is valid by its check character; MAX and a running number belong to nobody."""
    first = f"91{region}MAX{number:06d}"
    return Company(code=first + check_character(first), **facts)

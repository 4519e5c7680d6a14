"""The company of the permission matrix, and how differences from the oracle are told."""

import pytest

from core.db import Database
from tests.permissions.building import build
from tests.permissions.facts import Matrix, Person, Thing
from tests.permissions.people import PARENTS, PEOPLE
from tests.permissions.rule import Oracle


@pytest.fixture
async def matrix(database: Database) -> Matrix:
    return await build()


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle(PEOPLE, PARENTS)


def differences(who: Person, way: str, things: list[Thing], found: set[int], wanted: list[Thing]) -> list[str]:
    """What a way in gave somebody too much or too little, in words."""
    told = [
        f"{who.userid} by {way} {'finds' if one.id in found else 'misses'} {one!r}"
        for one in things
        if (one.id in found) is not (one in wanted)
    ]
    return told + [f"{who.userid} by {way} finds {extra}" for extra in found - {one.id for one in things}]

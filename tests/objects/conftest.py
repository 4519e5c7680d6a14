"""The company in which everybody has the roles for objects that are written with a role only."""

import pytest

from core.objects.registry import objects
from tests.conftest import Company
from tests.objects.making import narrowed


@pytest.fixture
def company(company: Company) -> Company:
    """What every object does is asked of people who may do it; who may is asked elsewhere."""
    granted = [key for key, definition in objects().items() if definition.granted]
    roles = {(key, verb): "all" for key in granted for verb in ("create", "update", "delete")}
    return Company(*[narrowed(one, reaches=roles) for one in vars(company).values()])

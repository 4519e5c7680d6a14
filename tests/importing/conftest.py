"""Imports of the company of the tests."""

from pathlib import Path

import pytest

from core.db import Database
from tests.importing.making import Imports, imports_in
from tests.pools.conftest import accounts, leads

__all__ = ["accounts", "imports", "leads"]


@pytest.fixture
def imports(database: Database, tmp_path: Path) -> Imports:
    return imports_in(tmp_path)

"""A company's exports."""

from pathlib import Path

import pytest

from core.files.file import FileStore
from tests.exporting.making import Exports


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    return Exports(FileStore(tmp_path / "files"))

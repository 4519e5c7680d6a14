"""One reading pipeline for all tests that read pictures: loading the models takes seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr.pipeline import Pipeline

CARDS = Path(__file__).parent / "cards"


@pytest.fixture(scope="package")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ocr")


@pytest.fixture(scope="package")
def pipeline(cache_dir: Path) -> Iterator[Pipeline]:
    yield Pipeline.open("auto", cache_dir)

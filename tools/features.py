"""Says which features of the catalogue have a test and which have none (功能清单).

A test shows a feature with `@pytest.mark.feature("WN-LEAD-001")`. The marks are read from the syntax tree, so no test
is imported; a whole module is marked by `pytestmark`. An id that docs/features.tsv does not list is an error.
"""

import ast
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "docs" / "features.tsv"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Feature:
    """One row of the catalogue; `term` is what users call it in Chinese."""

    id: str
    module: str
    text: str
    term: str


@dataclass(frozen=True)
class Mark:
    """A test's claim to show a feature; `place` is path:line."""

    feature: str
    place: str


def main(arguments: list[str]) -> int:
    """Print both lists and the totals; `--tested` or `--untested` prints one of them. 1 when a mark is unknown."""
    catalogue = read_catalogue(CATALOGUE)
    marks = [mark for path in sorted(TESTS.rglob("test_*.py")) for mark in read_marks(path)]
    unknown = [mark for mark in marks if mark.feature not in catalogue]
    for line in report(catalogue, marks, arguments):
        print(line)
    for mark in unknown:
        print(f"{mark.place}: {mark.feature} is not in docs/features.tsv", file=sys.stderr)
    return 1 if unknown else 0


def read_catalogue(path: Path) -> dict[str, Feature]:
    """The rows of the tab-separated catalogue by id, in its order."""
    with path.open(newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row[0]: Feature(*row) for row in rows[1:]}


def read_marks(path: Path) -> Iterator[Mark]:
    """The feature marks in one test file, at whatever level they stand."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.feature":
            for argument in node.args:
                text = argument.value if isinstance(argument, ast.Constant) else ast.unparse(argument)
                yield Mark(str(text), f"{os.path.relpath(path)}:{node.lineno}")


def report(catalogue: dict[str, Feature], marks: list[Mark], only: list[str]) -> Iterator[str]:
    places: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        places[mark.feature].append(mark.place)
    tested = [feature for feature in catalogue.values() if feature.id in places]
    untested = [feature for feature in catalogue.values() if feature.id not in places]
    if "--untested" not in only:
        yield f"Features with a test ({len(tested)}):"
        yield from (f"  {row(feature)}  [{len(places[feature.id])}]" for feature in tested)
    if "--tested" not in only:
        yield f"Features without a test ({len(untested)}):"
        yield from (f"  {row(feature)}" for feature in untested)
    yield f"{len(tested)} of {len(catalogue)} features have a test."


def row(feature: Feature) -> str:
    return f"{feature.id:<14} {feature.module:<14} {feature.term}: {feature.text}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

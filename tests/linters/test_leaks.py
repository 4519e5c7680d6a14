"""Rule: tracked files name no package registry, no path of somebody's machine, and leave no work marked for later.

Reason: where packages come from is the reader's configuration, and a mirror named in a lock file breaks the next
machine; absolute paths work on one machine only; what is left to do belongs into an issue.
Escape: `lint-skip: leak` on the line.
"""

import re
from collections.abc import Iterator

from tests.linters.files import ROOT, listed, text, tracked

# Written in pieces, or this file would find itself.
REGISTRIES = "|".join(
    host.replace(" ", r"\.")
    for host in (
        "pypi org",
        "pythonhosted org",
        "npmjs (?:org|com)",
        "yarnpkg com",
        "npmmirror com",
        "taobao org",
        "tuna tsinghua",
        "mirrors aliyun",
        "debian org",
    )
)
MACHINE = r"(?<![\w.:/~*-])/(?:root|home|Users|work|opt)/[\w.-]+"
LATER = r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"


def found(pattern: str, skip: tuple[str, ...] = ()) -> Iterator[str]:
    for path in tracked():
        if path.name in skip:
            continue
        for number, line in enumerate(text(path).splitlines(), 1):
            if re.search(pattern, line) and "lint-skip: leak" not in line:
                yield f"{path}:{number}: {line.strip()[:100]}"


def test_no_file_names_a_package_registry() -> None:
    lines = list(found(REGISTRIES))
    assert not lines, listed(lines)


def test_no_file_names_a_path_of_one_machine() -> None:
    lines = list(found(MACHINE))
    assert not lines, listed(lines)


def test_nothing_is_marked_for_later() -> None:
    # Lists of hashes and weights may spell anything.
    lines = list(found(LATER, skip=("package-lock.json",)))
    assert not lines, listed(lines)


def test_the_page_lock_says_what_but_not_where_from() -> None:
    lock = ROOT / "package-lock.json"
    assert not lock.is_file() or '"resolved"' not in lock.read_text()

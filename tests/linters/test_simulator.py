"""Rule: bot/simulator imports nothing of ours but itself.

Reason: a simulator that shared code with the product would be wrong together with it, and the tests would not notice.
Escape: none.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.linters.files import listed, python_files, tree

ROOMS = ("bot", "core", "miniapp", "notifications", "ocr", "sidebar")
SIMULATOR = "bot.simulator"


def imports_of_ours() -> Iterator[tuple[Path, int, str]]:
    """Every import of a room's module in the rooms: file, line, the module's full name."""
    for path in python_files():
        for node in ast.walk(tree(path)) if path.parts[0] in ROOMS else ():
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            yield from ((path, node.lineno, name) for name in found if name.partition(".")[0] in ROOMS)


def test_the_simulator_imports_nothing_of_ours_but_itself() -> None:
    strays = [
        f"{path}:{line}: {name}"
        for path, line, name in imports_of_ours()
        if path.is_relative_to("bot/simulator") and not f"{name}.".startswith(f"{SIMULATOR}.")
    ]
    assert not strays, listed(strays)

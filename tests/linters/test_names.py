"""Rule: no module, class or function has a neutral name (utils, common, helpers, manager, service, misc, base).

Reason: what a name does not say collects everything; such files are the ones that rot. Name a thing after what it does.
Escape: `# lint-skip: neutral-name` on the line of the definition. The domain 服务 may be called core/service.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.linters.files import is_skipped, listed, python_files, tracked, tree

NEUTRAL = {"util", "utils", "common", "helper", "helpers", "manager", "managers", "service", "services", "misc", "base"}
DOMAINS = {Path("core/service")}
CODE = (".py", ".ts", ".vue")


def words(name: str) -> list[str]:
    """`CustomerManager` and `customer_manager` are both customer, manager."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]


def neutral_paths() -> Iterator[str]:
    for path in tracked(*CODE):
        for step in (path, *path.parents):
            if step.stem in NEUTRAL and step not in DOMAINS:
                yield str(step)


def neutral_definitions() -> Iterator[str]:
    for path in python_files():
        for node in tree(path).body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            parts = words(node.name)
            named = parts and (parts[-1] in NEUTRAL - {"service"} or parts[0] == "base" or set(parts) <= NEUTRAL)
            if named and not is_skipped(path, node.lineno, "neutral-name"):
                yield f"{path}:{node.lineno}: {node.name}"


def test_no_file_or_folder_has_a_neutral_name() -> None:
    assert not set(neutral_paths()), listed(neutral_paths())


def test_no_class_or_function_has_a_neutral_name() -> None:
    assert not list(neutral_definitions()), listed(neutral_definitions())

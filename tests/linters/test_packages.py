"""Rule: every folder with Python in it is a package with __init__.py, and every module opens with a sentence.

Reason: without __init__.py two test files of the same name shadow each other and mypy sees a second, different module;
the opening sentence says what a module is, so that nobody needs to read it to find out.
Escape: none; an __init__.py may stay empty.
"""

import ast
from pathlib import Path

from tests.linters.files import ROOMS, ROOT, listed, python_files, tracked, tree


def test_every_folder_with_python_is_a_package() -> None:
    folders = {path.parent for path in tracked(".py") if path.parts[0] in ROOMS}
    bare = [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()]
    assert not bare, listed(bare)


def test_every_module_opens_with_a_sentence() -> None:
    silent = [str(path) for path in python_files() if needs_opening(path) and not ast.get_docstring(tree(path))]
    assert not silent, listed(silent)


def needs_opening(path: Path) -> bool:
    return path.name != "__init__.py" and path.parts[0] in ROOMS and path.parts[0] != "tests"

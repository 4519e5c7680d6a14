"""Rule: no function is longer than 60 lines, no source file longer than 400.

Reason: what rots is always the longest file and the longest function; half of ours should be under 10 and 100 lines.
Escape: an entry below with its reason. An entry that is no longer needed fails too, so the list only shrinks.
"""

import ast
from collections.abc import Iterator

from tests.linters.files import listed, python_files, text, tracked, tree

FUNCTION_LINES = 60
FILE_LINES = 400

LONG: dict[str, str] = {}


def functions_too_long() -> Iterator[str]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield f"{path}::{node.name}"


def files_too_long() -> Iterator[str]:
    for path in (*python_files(), *tracked(".ts", ".vue", ".js", ".css")):
        if text(path).count("\n") > FILE_LINES:
            yield str(path)


def test_functions_and_files_are_short_enough_to_read_in_one_sitting() -> None:
    found = {*functions_too_long(), *files_too_long()} - set(LONG)
    assert not found, listed(found)


def test_every_exception_is_still_needed() -> None:
    unused = set(LONG) - {*functions_too_long(), *files_too_long()}
    assert not unused, listed(unused)

"""The files the lints look at: what git tracks, read once (受检文件)."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "core", "miniapp", "notifications", "ocr", "sidebar", "tools", "tests", "benchmarks")


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """Tracked text files, relative to the root, with one of the endings (all of them without any)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    return tuple(path for path in paths if (ROOT / path).is_file() and path.suffix in (endings or (path.suffix,)))


def python_files() -> tuple[Path, ...]:
    """Tracked Python files that people write; migrations are written by a command."""
    return tuple(path for path in tracked(".py") if "migrations" not in path.parts)


@cache
def text(path: Path) -> str:
    """The text of a tracked file; pictures, fonts and the like count as empty."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content[:4096] else content.decode("utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), str(path))


def is_skipped(path: Path, line: int, rule: str) -> bool:
    """Whether the line says `lint-skip: rule` in a comment."""
    return f"lint-skip: {rule}" in text(path).splitlines()[line - 1]


def listed(findings: Iterable[str]) -> str:
    """Findings one to a line, as the message of a failed check."""
    return "\n".join(["", *sorted(set(findings))])

"""The lock files: complete, exact, with hashes and without addresses (锁文件)."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.linters.files import listed, python_files, tree
from tools import lock

ROOMS = ("bot", "core", "miniapp", "notifications", "ocr", "sidebar")
ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def versions(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", path.read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_address(name: str) -> None:
    assert not re.search(r"://|file:|--(?:extra-)?index|--find-links", (ROOT / name).read_text())


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_of_a_lock_has_a_hash(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_holds_every_dependency_in_a_version_the_project_allows() -> None:
    locked = versions(lock.RUN)
    wanted = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    assert [
        str(need) for need in wanted if not need.specifier.contains(locked.get(need.name, "0"), prereleases=True)
    ] == []


def test_the_development_tools_are_locked_on_top_of_the_run_time() -> None:
    run, dev = versions(lock.RUN), versions(lock.DEV)
    wanted = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
    assert [str(need) for need in wanted if not need.specifier.contains((run | dev).get(need.name, "0"))] == []
    assert sorted(set(run) & set(dev)) == []


def test_what_is_left_out_on_purpose_is_in_neither_lock() -> None:
    locked = set(versions(lock.RUN)) | set(versions(lock.DEV))
    assert lock.left_out()
    assert sorted(locked & set(lock.left_out())) == []


def test_taking_out_what_is_known_keeps_the_hashes_of_the_rest() -> None:
    text = "a==1 \\\n    --hash=sha256:aa\nb==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    assert lock.without(text, {"a"}) == "b==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"


def test_the_rooms_import_nothing_the_project_does_not_name() -> None:
    named = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    owners = packages_distributions()
    unnamed = {
        f"{path}: {module}"
        for path in python_files()
        if path.parts[0] in ROOMS
        for module in imported(tree(path))
        if module in owners and not named & {canonicalize_name(owner) for owner in owners[module]}
    }
    assert not unnamed, listed(unnamed)


def imported(module: ast.Module) -> Iterator[str]:
    """The top-level names of the modules that a file imports, at whatever level."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]

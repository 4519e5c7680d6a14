"""The one-command start, tried in an empty project with locks that list nothing (一条命令启动)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("install", "install.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return new_project(tmp_path)


def new_project(folder: Path) -> Path:
    """A project folder with a blank in its name, the installer, empty locks and a `bot` that prints its arguments."""
    root = folder / "my project"
    (root / "tools").mkdir(parents=True)
    for name in TOOLS:
        shutil.copy(ROOT / "tools" / name, root / "tools" / name)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (root / name).write_text("# nothing\n")
    (root / "bot").mkdir()
    (root / "bot" / "__main__.py").write_text("import sys; print('bot', *sys.argv[1:])\n")
    return root


def install(root: Path, wanted: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "tools/install", wanted], cwd=root, env={**os.environ, **environment}, capture_output=True, text=True
    )


Started = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """A project that was started once, for development, and what that start said."""
    root = new_project(tmp_path_factory.mktemp("started"))
    return root, install(root, "dev")


def test_the_first_start_makes_the_environment_and_the_second_says_nothing(first_start: Started) -> None:
    root, first = first_start
    second = install(root, "dev")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "Installing 0 packages from requirements.lock" in first.stdout
    assert second.stdout + second.stderr == ""


def test_only_a_changed_lock_is_installed_again(first_start: Started) -> None:
    root, _ = first_start
    (root / "requirements-dev.lock").write_text("# still nothing\n")
    again = install(root, "dev")
    assert "requirements-dev.lock" in again.stdout
    assert "requirements.lock" not in again.stdout


def test_a_failed_installation_is_tried_again(project: Path) -> None:
    (project / "requirements.lock").write_text("wecrm-does-not-exist==1 --hash=sha256:" + "0" * 64 + "\n")
    offline = {"PIP_NO_INDEX": "1"}
    first, second = install(project, **offline), install(project, **offline)
    assert (first.returncode, second.returncode) == (1, 1)
    assert "could not be installed" in first.stderr
    assert "Installing 1 packages" in second.stdout


def test_the_launcher_runs_the_bot_from_anywhere(first_start: Started, tmp_path: Path) -> None:
    root, _ = first_start
    done = subprocess.run(
        [root / ".venv" / "bin" / "wecrm", "doctor", "--all"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "bot doctor --all\n", done.stderr


def test_an_environment_whose_python_is_gone_is_made_anew(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(project / "no-such-python")
    done = install(project)
    assert done.returncode == 0, done.stderr
    assert "Making .venv" in done.stdout


def test_a_python_that_is_too_old_is_refused_in_one_sentence(project: Path) -> None:
    old = project / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = install(project, PYTHON="./python3")
    assert done.returncode == 1
    assert done.stderr.startswith("wecrm needs Python 3.11, 3.12 or 3.13")
    assert not (project / ".venv").exists()


def test_an_unknown_level_is_refused(project: Path) -> None:
    done = install(project, "everything")
    assert done.returncode == 1
    assert "knows run, dev and all" in done.stderr
    assert not (project / ".venv").exists()

"""Builds the wheel and tries it in an environment that has never seen the checkout (打包检验).

The packages of .venv are lent to that environment by a path file, so that it holds exactly what the lock lists and
nothing of the checkout itself.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"


class Broken(Exception):
    """What is wrong with the wheel, in one sentence."""


def main() -> int:
    """Leave the wheel in dist/; 1 with a sentence when it lacks something or does not start."""
    try:
        wheel = build()
        inspect(wheel)
        start(wheel)
    except Broken as broken:
        print(broken, file=sys.stderr)
        return 1
    print(f"{wheel.relative_to(ROOT)} works ({wheel.stat().st_size // 1024} KB).")
    return 0


def build() -> Path:
    shutil.rmtree(DIST, ignore_errors=True)
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(DIST)], ROOT)
    return next(DIST.glob("*.whl"))


def inspect(wheel: Path) -> None:
    """The wheel holds every tracked file of the rooms that is not page source, and nothing at its top but wecrm/."""
    names = set(zipfile.ZipFile(wheel).namelist())
    strays = [name for name in names if not name.startswith(("wecrm/", "wecrm-"))]
    if strays:
        raise Broken(f"The wheel puts {strays[0]} into site-packages; everything belongs under wecrm/.")
    missing = [name for name in wanted() if f"wecrm/{name}" not in names]
    if missing:
        raise Broken(f"The wheel lacks {', '.join(missing[:5])}; see tool.hatch in pyproject.toml.")
    print(f"{len(names)} files, {sum('miniapp/static/' in name for name in names)} of them built pages.")


def wanted() -> list[str]:
    """What must be inside: the tracked files of the rooms, and the built pages when they are there."""
    rooms = ["bot", "core", "miniapp", "sidebar", "ocr", "notifications"]
    tracked = run(["git", "ls-files", "-z", *rooms], ROOT).split("\0")
    sources = [name for name in tracked if name and not name.startswith(("miniapp/web/", "sidebar/web/"))]
    built = ROOT / "miniapp" / "static" / "manifest.json"
    return sources + ([str(built.relative_to(ROOT))] if built.is_file() else [])


def start(wheel: Path) -> None:
    """Install the wheel elsewhere and ask for its help text, away from the checkout."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "env")
        venv.create(home, with_pip=False, symlinks=True)
        python = home / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--python", str(python), "-qq", "--disable-pip-version-check"]
        run([*pip, "install", "--no-deps", "--no-index", str(wheel)], folder)
        site = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip()
        Path(site, "lock.pth").write_text(sysconfig.get_path("purelib") + "\n")
        help_text = run([str(home / "bin" / "wecrm"), "--help"], folder)
        if "serve" not in help_text:
            raise Broken("wecrm --help of the installed wheel does not name the command serve.")


def run(command: list[str], folder: Path | str) -> str:
    """Standard output of a command that must succeed; its last lines are the reason when it does not."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"{' '.join(command[:4])} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

"""Puts what the lock files list into .venv, once per lock file (安装). Needs the standard library only.

`tools/install run` installs what the product needs, `dev` adds the development tools, `all` builds the pages too.
"""

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

NO_VENV = """This Python cannot make virtual environments: its module "ensurepip" is missing.
On Debian and Ubuntu: sudo apt-get install python3-venv. Then run the command again."""

INSTALL_FAILED = """The packages could not be installed; pip's own words are above.
When the network is the reason, name a nearer package index in pip's configuration. Then run the command again."""

LAUNCHER = """#!/bin/sh
# wecrm from the checkout; written by tools/install.py.
cd '{root}' && exec '{python}' -m bot "$@"
"""


class Failed(Exception):
    """Why the environment could not be made, as a sentence for the person at the terminal."""


def main(arguments: list[str]) -> int:
    """Bring .venv to the wanted state; 0 when it is, 1 with a sentence on stderr when not."""
    wanted = arguments[0] if arguments else "run"
    try:
        prepare(wanted)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def prepare(wanted: str) -> None:
    if wanted not in ("run", "dev", "all"):
        raise Failed(f"tools/install knows run, dev and all, not {wanted!r}.")
    make_venv()
    install(ROOT / "requirements.lock")
    write_launcher()
    if wanted != "run":
        install(ROOT / "requirements-dev.lock")
    if wanted == "all":
        build_pages()


def make_venv() -> None:
    """Make .venv unless it holds the interpreter that runs this file."""
    if Path(sys.prefix).resolve() == VENV.resolve() or running_without_site():
        return
    print(f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor} ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Failed(NO_VENV if "ensurepip" in made.stdout + made.stderr else made.stdout + made.stderr)


def running_without_site() -> bool:
    """True for .venv's own interpreter started with -S, which leaves sys.prefix at the base installation."""
    return Path(sys.executable).parent.resolve() == PYTHON.parent.resolve()


def install(lock: Path) -> None:
    """Install one lock file unless its stamp in .venv says that exactly this content is there."""
    stamp = VENV / f"{lock.stem}.installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    count = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum())
    print(f"Installing {count} packages from {lock.name}; this is needed once ...", flush=True)
    began = time.monotonic()
    stamp.unlink(missing_ok=True)
    if pip("install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)):
        raise Failed(INSTALL_FAILED)
    stamp.write_text(wanted)
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)


def pip(*arguments: str) -> int:
    """Run .venv's pip, which prints nothing but errors."""
    quiet = ["-qq", "--no-input", "--disable-pip-version-check"]
    return subprocess.run([str(PYTHON), "-m", "pip", *quiet, *arguments]).returncode


def write_launcher() -> None:
    """Write .venv/bin/wecrm, which runs `python -m bot` from the project root."""
    text = LAUNCHER.format(root=str(ROOT).replace("'", "'\\''"), python=str(PYTHON).replace("'", "'\\''"))
    launcher = VENV / "bin" / "wecrm"
    if not launcher.is_file() or launcher.read_text() != text:
        launcher.write_text(text)
        launcher.chmod(0o755)


def build_pages() -> None:
    """Build the pages; the module decides itself whether anything changed."""
    if not (ROOT / "miniapp" / "webbuild.py").is_file():
        return
    if subprocess.run([str(PYTHON), "-m", "miniapp.webbuild", "--all"], cwd=ROOT).returncode:
        raise Failed("The pages could not be built; the reason is above.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

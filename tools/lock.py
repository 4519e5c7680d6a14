"""Resolves pyproject.toml into requirements.lock and requirements-dev.lock (锁定版本).

Both list exact versions with hashes for Linux and macOS and every Python we support. requirements-dev.lock holds only
what the development tools add. Neither may name an address: where packages come from is the reader's pip's business.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
HEADER = "# Written by `make lock` from pyproject.toml; installed with pip install --no-deps --require-hashes -r.\n"

EVERYWHERE = re.compile(
    r"( ;| and)(?: python_full_version < '3\.14' and)? platform_python_implementation == 'CPython'"
    r" and \(sys_platform == 'darwin' or sys_platform == 'linux'\)"
)
"""The marker that the resolver writes at every line for the environments of pyproject.toml: all that we support."""

COMPILE = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--generate-hashes"]
QUIET = ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]


def main(arguments: list[str]) -> int:
    """Write both files; `--upgrade` takes the newest versions instead of keeping what is locked."""
    upgrade = [option for option in arguments if option == "--upgrade"]
    run = compiled(upgrade, previous=RUN)
    RUN.write_text(HEADER + run)
    dev = compiled([*upgrade, "--group", "dev", "--constraint", str(RUN)], previous=DEV)
    DEV.write_text(HEADER + without(dev, names(run)))
    for lock in (RUN, DEV):
        print(f"{lock.name}: {len(names(lock.read_text()))} packages")
    return 0


def compiled(options: list[str], previous: Path) -> str:
    """The resolver's answer, which starts from what `previous` has locked."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "lock.txt")
        if previous.is_file():
            output.write_text(previous.read_text())
        unused = [f"--no-emit-package={name}" for name in left_out()]
        command = [*COMPILE, *QUIET, *unused, *options, "--output-file", str(output)]
        subprocess.run(command, cwd=ROOT, env=clean(folder), check=True)
        text = EVERYWHERE.sub("", output.read_text())
    if "://" in text or "file:" in text:
        raise SystemExit("The resolver wrote an address into the lock; check the configuration of uv.")
    return text


def left_out() -> list[str]:
    """Names that pyproject.toml overrides away."""
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["override-dependencies"]
    return [line.split(";")[0].strip() for line in overrides if "'never'" in line]


def clean(home: str) -> dict[str, str]:
    """The environment without anybody's own package index, with the development tools on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "XDG_CONFIG_HOME": home, "XDG_CONFIG_DIRS": home}


def names(lock: str) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE))


def without(lock: str, known: set[str]) -> str:
    """The lock less the packages in `known`, each of which is one line and its indented hash lines."""
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return "".join(entry for entry in entries if not names(entry) & known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Everything CI checks beside the tests, in one go: format, lint, types, import rules, house lints, pages (检查)."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ROOMS = ["bot", "miniapp", "sidebar", "notifications", "ocr", "core", "tools"]

CHECKS: dict[str, list[str]] = {
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "lint": [sys.executable, "-m", "ruff", "check", "."],
    "types": [sys.executable, "-m", "mypy", *ROOMS],
    "import rules": [str(BIN / "lint-imports"), "--no-cache"],
    "house lints": [sys.executable, "-m", "pytest", "tests/linters"],
}
PAGE_CHECKS: dict[str, list[str]] = {
    "page types": ["npm", "run", "--silent", "types"],
    "page lint": ["npm", "run", "--silent", "lint"],
}


def main(names: list[str]) -> int:
    """Run every check, or the named ones; all of them run even when one fails, and the last line says which did."""
    checks = CHECKS | (PAGE_CHECKS if (ROOT / "miniapp" / "web").is_dir() else {})
    failed = [name for name, command in checks.items() if not names or name in names if not passes(name, command)]
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    began = time.monotonic()
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    program = shutil.which(command[0], path=path)
    if program is None:
        print(f"{command[0]} is not there; `make install` brings it.")
        return False
    ok = subprocess.run([program, *command[1:]], cwd=ROOT, env={**os.environ, "PATH": path}).returncode == 0
    print(f"   {'passed' if ok else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return ok


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

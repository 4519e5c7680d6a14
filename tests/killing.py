"""A process of a test that is killed after a moment."""

import subprocess
import sys

from tools.product import ROOT


def killed_after(pause: float, module: str, *told: str) -> bool:
    """Whether it was over before. The module says `begun` when it gets to work and `over` at its end."""
    command = [sys.executable, "-m", module, *told]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "begun\n"
    try:
        child.wait(pause)
    except subprocess.TimeoutExpired:
        child.kill()
    assert child.wait(10) in (0, -9)
    over = "over" in child.stdout.read()
    child.stdout.close()
    return over

"""Starts the product with `make run` on an empty data directory, waits until it is ready, and stops it (启动检验)."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 120
PAGES = ("/healthz", "/simulator/")


def main() -> int:
    """Two starts on the same data, the second of which finds everything there; 1 when one of them does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        for start in ("first", "second"):
            seconds = try_start(Path(folder))
            if seconds is None:
                return 1
            print(f"The {start} start was ready after {seconds:.1f} s.", flush=True)
    return 0


def try_start(folder: Path) -> float | None:
    """Seconds until /readyz answered 200; None, with the server's output shown, when it did not."""
    port = free_port()
    settings = {"WECRM_PORT": str(port), "WECRM_DATA_DIR": str(folder / "var")}
    with (folder / "output").open("w+") as output:
        began = time.monotonic()
        server = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            ready = wait_until_ready(server, f"{address}/readyz")
            seconds = time.monotonic() - began
            ready = ready and all(answers(address + page) for page in PAGES)
        finally:
            stopped = stop(server)
        if ready and stopped:
            return seconds
        output.seek(0)
        print(
            output.read(),
            "\nmake run did not become ready." if not ready else "\nmake run did not stop.",
            file=sys.stderr,
        )
        return None


def wait_until_ready(server: subprocess.Popen[bytes], address: str) -> bool:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if answers(address):
            return True
        time.sleep(0.1)
    return False


def answers(address: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(server: subprocess.Popen[bytes]) -> bool:
    """Press Ctrl-C for the whole group, as a terminal does; True when it ended within ten seconds."""
    try:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=10)
    except ProcessLookupError:
        return True
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        return False
    return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

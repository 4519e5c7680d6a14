"""Building the pages: only when something changed, never at the cost of what is served already."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from miniapp.webbuild import BuildError, WebBuild, digest, find_node, fits, last_words, publish, run_quietly

ROOT = Path(__file__).resolve().parents[2]


class Remembering:
    def __init__(self) -> None:
        self.said: list[str] = []

    def info(self, event: str, **values: Any) -> None:
        self.said.append(str(values.get("message", event)))

    def warning(self, event: str, **values: Any) -> None:
        self.said.append(str(values.get("reason", event)))


def fresh_build(folder: Path, text: str) -> Path:
    fresh = folder / ".next"
    (fresh / "assets").mkdir(parents=True)
    (fresh / "assets" / f"{text}.js").write_text(text)
    (fresh / "manifest.json").write_text("{}")
    return fresh


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ((18, 20), False),
        ((20, 18), False),
        ((20, 19), True),
        ((21, 7), False),
        ((22, 11), False),
        ((22, 12), True),
        ((24, 0), True),
    ],
)
def test_only_a_node_that_vite_runs_on_will_do(version: tuple[int, int], good: bool) -> None:
    assert fits(version) is good


def test_the_hash_sees_names_and_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    one.write_text("x")
    two.write_text("x")
    assert digest([one]) != digest([two])
    before = digest([one])
    one.write_text("y")
    assert digest([one]) != before


def test_a_new_build_leaves_the_chunks_of_the_last_one_to_open_pages_for_a_day(tmp_path: Path) -> None:
    publish(fresh_build(tmp_path, "old"), tmp_path)
    publish(fresh_build(tmp_path, "new"), tmp_path)
    assert {path.name for path in (tmp_path / "assets").iterdir()} == {"old.js", "old.js.gz", "new.js", "new.js.gz"}
    yesterday = time.time() - 2 * 24 * 3600
    for name in ("old.js", "old.js.gz"):
        os.utime(tmp_path / "assets" / name, (yesterday, yesterday))
    publish(fresh_build(tmp_path, "newest"), tmp_path)
    assert not (tmp_path / "assets" / "old.js").exists()
    assert (tmp_path / "assets" / "new.js").exists()


async def test_a_failing_step_says_which_and_why(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"页面没有生成.*error: no such thing"):
        await run_quietly(["sh", "-c", "echo start; echo 'error: no such thing'; exit 3"], tmp_path, "页面没有生成")


def test_the_reason_is_taken_from_the_line_with_the_error() -> None:
    assert last_words("line\n\x1b[31mERROR: broken\x1b[0m\nafter") == "ERROR: broken"
    assert last_words("") == "没有输出"


async def test_an_installed_product_without_sources_serves_what_it_came_with(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    assert await WebBuild(tmp_path / "nowhere", tmp_path, Remembering()).run() == "ready"


async def test_without_sources_and_build_the_state_says_what_to_run(tmp_path: Path) -> None:
    build = WebBuild(tmp_path / "nowhere", tmp_path / "static", Remembering())
    assert await build.run() == "failed"
    assert "make install" in build.message


async def test_the_pages_build_once_and_a_second_start_has_nothing_to_do(tmp_path: Path) -> None:
    if await find_node() is None or not (ROOT / "node_modules").is_dir():
        pytest.skip("no Node.js or no packages here: make install")
    log = Remembering()
    build = WebBuild(ROOT, tmp_path / "static", log)
    assert await build.run() == "ready"
    assert build.built and any("正在生成页面" in said for said in log.said)
    log.said.clear()
    assert await WebBuild(ROOT, tmp_path / "static", log).run() == "ready"
    assert log.said == []

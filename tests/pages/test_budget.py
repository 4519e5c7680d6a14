"""What a first visit costs, compressed: the budgets of the phone and the desktop, and what must not be in the build."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from miniapp.pages import read_assets
from miniapp.webbuild import find_node

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "miniapp" / "static"
KB = 1000
PAGES = {
    "record": "src/features/record/PhoneRecord.vue",
    "form": "src/features/form/FormPage.vue",
    "follow-up": "src/features/followup/FollowUpPage.vue",
    "card": "src/features/scan/ScanPage.vue",
    "pools": "src/features/pools/PoolsPage.vue",
    "claim": "src/features/pools/ClaimDialog.vue",
    "transfer": "src/features/team/TransferDialog.vue",
    "import": "src/features/importing/ImportPage.vue",
    "import run": "src/features/importing/RunPage.vue",
    "export": "src/features/exporting/ExportSheet.vue",
    "exports": "src/features/exporting/ExportsPage.vue",
    "ownership": "src/features/ownership/OwnershipPage.vue",
    "merge": "src/features/merging/MergePage.vue",
    "duplicates": "src/features/suspects/PairsPage.vue",
    "matches": "src/features/suspects/MatchesSheet.vue",
    "bin": "src/features/bin/BinPage.vue",
    "deed": "src/features/deeds/DeedPage.vue",
    "board": "src/features/board/PhoneBoard.vue",
    "desktop board": "src/features/board/DeskBoard.vue",
    "calendar": "src/features/board/DeskCalendar.vue",
    "funnel": "src/features/board/FunnelView.vue",
    "why": "src/features/why/WhyPage.vue",
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    path = STATIC / "manifest.json"
    if not path.is_file():
        pytest.skip("the pages are not built: python -m miniapp.webbuild")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def weight(*names: str) -> int:
    return sum((STATIC / f"{name}.gz").stat().st_size for name in names)


def first_visit(manifest: dict[str, Any], shell: str) -> set[str]:
    assets = read_assets(manifest, shell)
    return {assets.entry, *assets.styles, *assets.preloads}


@pytest.mark.parametrize(("shell", "most"), [("phone", 150), ("desk", 260)])
def test_a_first_visit_stays_within_its_budget(manifest: dict[str, Any], shell: str, most: int) -> None:
    assert weight(*first_visit(manifest, shell)) <= most * KB


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opened_later_adds_little(manifest: dict[str, Any], page: str) -> None:
    loaded = first_visit(manifest, "phone")
    files: set[str] = set()

    def follow(name: str) -> None:
        chunk = manifest[name]
        if chunk["file"] not in files | loaded:
            files.update({chunk["file"], *chunk.get("css", ())})
            for imported in chunk.get("imports", ()):
                follow(imported)

    follow(PAGES[page])
    assert weight(*(files - loaded)) <= 15 * KB


def test_no_font_and_no_foreign_address_is_built_in(manifest: dict[str, Any]) -> None:
    styles = [(STATIC / name).read_text() for chunk in manifest.values() for name in chunk.get("css", ())]
    assert not [style for style in styles if "@font-face" in style or "//" in style.replace("http://www.w3.org", "")]


async def test_the_unit_tests_of_the_pages_pass() -> None:
    node = await find_node()
    vitest = ROOT / "node_modules" / "vitest" / "vitest.mjs"
    if node is None or not vitest.is_file():
        pytest.skip("no Node.js or no test tools here: make install")
    done = subprocess.run([str(node), str(vitest), "run"], cwd=ROOT, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]

"""docs/adding-an-object.md does what it says: followed to the letter in a copy of the product."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "adding-an-object.md").read_text()
ROW = re.compile(r"^\| `(?P<file>[^`]+)` \| `(?P<line>from [^`]+)` \| `(?P<entry>[^`]+)` in `(?P<name>\w+)` \|$", re.M)
COPIED = ("core", "tools", "tests/conftest.py", "tests/__init__.py", "tests/core", "tests/objects", "pyproject.toml")

USE = """
import asyncio, sys
from core.db import Database
from core.errors import Invalid
from core.migrating import migrate
from core.objects import custom
from core.objects.query import Listing, search
from core.objects.registry import object_named
from core.objects.schema import object_schema
from core.objects.writing import create
from core.objects_list import register_all
from core.org.actor import actor_by_userid
from core.org.directory import DepartmentFact, MemberFact, take_over
from core.work import work

async def main(url):
    register_all()
    await migrate(url)
    database = Database(url)
    try:
        await database.open()
        custom.use()
        await take_over([DepartmentFact(1, "公司", 0)], [MemberFact("rep", "周雨桐", 1)], [])
        rep, fair = await actor_by_userid("rep"), object_named("trade_fair")
        try:
            async with work():
                await create(rep, fair, {"name": "某某工业展", "weight": "high"})
        except Invalid as refusal:
            print(refusal.message)
        async with work():
            await create(rep, fair, {"name": "某某工业展", "weight": "high", "budget": "1450", "outcome": "12 条线索"})
        page = await search(rep, fair, Listing(q="某某", view="important"))
        print([(item["name"], item["budget"], item["owner"]["label"]) for item in page.items])
        print(len(object_schema(rep, fair)["fields"]))
    finally:
        await database.close()

asyncio.run(main(sys.argv[1]))
"""


def copied(folder: Path) -> Path:
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "test_adding_an_object.py"))
        else:
            shutil.copyfile(source, target)
    return folder


def block(language: str) -> str:
    """The first code block of a language in the guide."""
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.S)
    assert found, f"the guide has no {language} block"
    return found[1]


def listed_in(folder: Path, row: re.Match[str]) -> None:
    """Adds the import below the last one, and the entry at the end of its list."""
    path = folder / row["file"]
    text = path.read_text()
    last = [found.end() for found in re.finditer(r"^from core\..*$", text, re.M)][-1]
    text = f"{text[:last]}\n{row['line']}{text[last:]}"
    head, opening, rest = re.split(rf"(^{row['name']} = [\[(])", text, maxsplit=1, flags=re.M)
    end = re.search(r",?\s*[\])] *(#.*)?\n", rest)
    assert end
    path.write_text(f"{head}{opening}{rest[: end.start()]}, {row['entry']}{rest[end.start() :].lstrip(',')}")


def run(folder: Path, *command: str) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("WECRM_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environ, capture_output=True, text=True, timeout=150
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_guide_leads_to_a_working_object_and_its_tests(tmp_path: Path):
    folder = copied(tmp_path / "copy")
    (folder / "core" / "fairs").mkdir()
    (folder / "core" / "fairs" / "__init__.py").touch()
    (folder / "core" / "fairs" / "trade_fair.py").write_text(block("python"))
    rows = list(ROW.finditer(GUIDE))
    assert [row["file"] for row in rows] == ["core/models.py", "core/objects_list.py"]
    for row in rows:
        listed_in(folder, row)

    name = re.search(r"make migration NAME=(\w+)", block("sh"))
    assert name and "makemigrations" in (ROOT / "Makefile").read_text()
    run(folder, "-m", "tortoise", "-c", "core.tortoise_conf.TORTOISE_ORM", "makemigrations", "--name", name[1])
    written = list((folder / "core" / "migrations").glob(f"*_{name[1]}.py"))
    assert len(written) == 1 and "CreateModel" in written[0].read_text()

    told = run(folder, "-c", USE, f"sqlite://{tmp_path}/wecrm.sqlite3").splitlines()
    assert told[-3:] == ["重点展会要写目标或成果", "[('某某工业展', '1450.00', '周雨桐')]", "11"]

    passed = run(folder, "-m", "pytest", "-p", "no:cacheprovider", "tests/objects", "-k", "trade_fair or indexes")
    assert re.search(r"\d\d passed", passed), passed

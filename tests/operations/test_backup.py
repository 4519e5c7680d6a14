"""A company saved and brought back, on either database and from one to the other (备份与恢复)."""

import asyncio
import contextvars
import hashlib
import io
import os
import resource
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

import core.backup_restore as restoring
from bot.backup import run_backup, run_restore
from core.backup_file import BackupFailed, checked
from core.db import Database, DatabaseInUse, execute, rows
from core.files.file import FileStore
from core.leads.lead import LEAD
from core.objects.writing import create
from core.settings import Settings
from core.work import work
from tests.conftest import actor
from tests.operations.company import PHOTO, NewDatabase, add_lead, check, counts, fill, leads, opened
from tests.operations.conftest import settings_for


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "wecrm.tar.gz"


@pytest.fixture(scope="module")
def saved_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a company on SQLite and its backup."""
    folder = tmp_path_factory.mktemp("saved")
    settings = settings_for(folder / "source")

    async def make() -> None:
        await fill(settings)
        await run_backup(settings, folder / "wecrm.tar.gz")

    asyncio.run(make())
    return folder


@pytest.fixture
def saved(saved_once: Path, tmp_path: Path, archive: Path) -> Settings:
    """A company on SQLite with its backup, for this test alone."""
    shutil.copytree(saved_once / "source", tmp_path / "source")
    shutil.copyfile(saved_once / "wecrm.tar.gz", archive)
    return settings_for(tmp_path / "source")


@pytest.mark.parametrize("source", ["sqlite", "postgres"])
@pytest.mark.parametrize("target", ["sqlite", "postgres"])
async def test_a_company_is_the_same_after_a_restore(
    source: str, target: str, new_database: NewDatabase, tmp_path: Path, archive: Path
) -> None:
    here = settings_for(tmp_path / "here", await new_database(source))
    there = settings_for(tmp_path / "there", await new_database(target))
    await fill(here)
    assert await run_backup(here, archive) == 0
    assert await run_restore(there, archive) == 0
    assert await counts(here.database_url) == await counts(there.database_url)
    await check(there)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_backup_is_one_moment_although_people_go_on_working(
    kind: str, new_database: NewDatabase, tmp_path: Path, archive: Path
) -> None:
    settings = settings_for(tmp_path / "here", await new_database(kind))
    await fill(settings)
    async with opened(settings.database_url), work():
        await create(await actor("rep"), LEAD, {"name": "还没提交", "mobile": "13800003000"})
        other_process = asyncio.create_task(run_backup(settings, archive), context=contextvars.Context())
        await other_process
    assert checked(archive).tables["lead"].rows == 11
    assert len(await leads(settings.database_url)) == 12


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_database_with_data_is_only_replaced_when_that_is_said(
    kind: str, saved: Settings, archive: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    target = settings_for(tmp_path / "there", await new_database(kind))
    await run_restore(target, archive)
    async with opened(target.database_url):
        await add_lead()
    with pytest.raises(BackupFailed, match="--replace"):
        await run_restore(target, archive)
    assert "后来的" in await leads(target.database_url)
    await run_restore(target, archive, replace=True)
    await check(target)


async def test_the_replaced_file_stays_beside_the_new_one(saved: Settings, archive: Path) -> None:
    async with opened(saved.database_url):
        await add_lead()
    await run_restore(saved, archive, replace=True)
    file = Path(saved.database_url.removeprefix("sqlite://"))
    [former] = file.parent.glob("wecrm.sqlite3.before-*")
    assert "后来的" in await leads(f"sqlite://{former}")
    assert "后来的" not in await leads(saved.database_url)


async def test_references_hold_again_after_a_restore_into_a_server(
    saved: Settings, archive: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    target = settings_for(tmp_path / "there", await new_database("postgres"))
    await run_restore(target, archive)
    async with opened(target.database_url):
        assert (await rows("SELECT count(*) FROM pg_constraint WHERE contype='f'"))[0][0] > 10
        with pytest.raises(Exception, match="foreign key"):
            await execute("UPDATE lead SET owner_id=999999")


async def test_an_existing_file_is_not_overwritten(saved: Settings, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(BackupFailed, match="已经存在"):
        await run_backup(saved, archive)
    assert archive.read_bytes() == before


async def test_a_cut_off_archive_is_refused_and_changes_nothing(saved: Settings, archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    target = settings_for(tmp_path / "target")
    for size in (0, 20, len(whole) // 3, len(whole) - 12):
        archive.write_bytes(whole[:size])
        with pytest.raises(BackupFailed, match=r"不完整|已损坏"):
            await run_restore(target, archive)
    assert not list((tmp_path / "target").rglob("*.sqlite3*"))


async def test_a_changed_archive_is_refused(saved: Settings, archive: Path, tmp_path: Path) -> None:
    parts = _unpacked(archive)
    name = next(name for name in parts if name.startswith("tables/lead/"))
    parts[name] = parts[name].replace("客户3".encode(), "客户4".encode(), 1)
    _packed(archive, parts)
    with pytest.raises(BackupFailed, match=f"{name} 与清单不符"):
        await run_restore(settings_for(tmp_path / "target"), archive)
    archive.write_bytes(b"not an archive at all" * 50)
    with pytest.raises(BackupFailed, match="已损坏"):
        await run_restore(settings_for(tmp_path / "target"), archive)
    with pytest.raises(BackupFailed, match="没有"):
        await run_restore(settings_for(tmp_path / "target"), archive.with_name("nowhere.tar.gz"))


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "files/../../evil", "tables/lead/x.jsonl"])
async def test_an_archive_with_strange_names_is_refused(
    saved: Settings, archive: Path, tmp_path: Path, name: str
) -> None:
    _packed(archive, {**_unpacked(archive), name: b"boo"})
    with pytest.raises(BackupFailed, match="不是 wecrm 的备份"):
        await run_restore(settings_for(tmp_path / "target"), archive)


async def test_a_backup_of_a_newer_version_is_refused(saved: Settings, archive: Path, tmp_path: Path) -> None:
    _change_manifest(archive, migrations=["0001_initial", "9999_from_the_future"])
    with pytest.raises(BackupFailed, match="更新的版本"):
        await run_restore(settings_for(tmp_path / "target"), archive)
    _change_manifest(archive, format=99)
    with pytest.raises(BackupFailed, match="格式是 99"):
        await run_restore(settings_for(tmp_path / "target"), archive)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_restore_that_fails_half_way_leaves_what_was_there(
    kind: str,
    saved: Settings,
    archive: Path,
    tmp_path: Path,
    new_database: NewDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = saved
    if kind == "postgres":
        target = settings_for(tmp_path / "target", await new_database("postgres"))
        await run_restore(target, archive)
    before = await counts(target.database_url)

    async def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "_search_again", fails)
    with pytest.raises(BackupFailed, match="没有动"):
        await run_restore(target, archive, replace=True)
    monkeypatch.undo()
    assert await counts(target.database_url) == before
    await check(target)
    assert not list(tmp_path.rglob("*.restoring*"))


async def test_rows_that_lead_nowhere_are_refused(saved: Settings, archive: Path, tmp_path: Path) -> None:
    parts = _unpacked(archive)
    name = "tables/member/000001.jsonl"
    parts[name] = b"".join(parts[name].splitlines(keepends=True)[:1])
    manifest = orjson.loads(parts["manifest.json"])
    manifest["parts"][name] = hashlib.sha256(parts[name]).hexdigest()
    manifest["tables"]["member"]["rows"] = 1
    _packed(archive, {**parts, "manifest.json": orjson.dumps(manifest)})
    with pytest.raises(BackupFailed, match="引用对不上"):
        await run_restore(settings_for(tmp_path / "target"), archive)
    assert not (tmp_path / "target" / "wecrm.sqlite3").exists()


async def test_a_running_server_keeps_its_database(saved: Settings, archive: Path) -> None:
    server = Database(saved.database_url)
    server.hold()
    try:
        with pytest.raises(DatabaseInUse):
            await run_restore(saved, archive, replace=True)
    finally:
        await server.close()


@contextmanager
def small_disk(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_no_archive(saved: Settings, tmp_path: Path) -> None:
    target = tmp_path / "second.tar.gz"
    async with opened(saved.database_url):
        await FileStore(saved.files_dir).keep(os.urandom(200_000), "image/jpeg")
    with small_disk(100_000), pytest.raises(BackupFailed, match="没有写完"):
        await run_backup(saved, target)
    assert not list(tmp_path.glob("second*"))


async def test_a_full_disk_during_a_restore_leaves_what_was_there(saved: Settings, archive: Path) -> None:
    before = await counts(saved.database_url)
    with small_disk(100_000), pytest.raises(Exception, match=r"没有动|写不进去"):
        await run_restore(saved, archive, replace=True)
    assert await counts(saved.database_url) == before
    await check(saved)


async def test_a_lost_photo_is_named_and_the_rest_is_saved(
    saved: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(saved.files_dir)
    await run_backup(saved, tmp_path / "second.tar.gz")
    assert checked(tmp_path / "second.tar.gz").missing_files == [hashlib.sha256(PHOTO).hexdigest()]
    assert "1 个附件" in capsys.readouterr().out


async def test_no_secret_of_the_server_is_in_the_archive(saved: Settings, archive: Path) -> None:
    content = b"".join(_unpacked(archive).values())
    for secret in (saved.secret_key, saved.agent_secret, saved.callback_aes_key):
        assert not secret or secret.encode() not in content
    assert os.stat(archive).st_size < 100_000


def _unpacked(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def _packed(archive: Path, parts: dict[str, bytes]) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for name, data in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def _change_manifest(archive: Path, **changes: object) -> None:
    parts = _unpacked(archive)
    manifest = orjson.loads(parts["manifest.json"]) | changes
    _packed(archive, {**parts, "manifest.json": orjson.dumps(manifest)})

"""`wecrm backup` and `wecrm restore` (备份与恢复命令)."""

from pathlib import Path

from core.backup import backup
from core.backup_file import BackupFailed, Manifest
from core.backup_restore import restore
from core.db import Database
from core.objects_list import register_all
from core.settings import Settings


async def run_backup(settings: Settings, file: Path) -> int:
    """Writes everything into `file`, also while the server runs. Raises CrmError with a sentence."""
    register_all()
    if (source := settings.sqlite_file) and not source.exists():
        raise BackupFailed(f"还没有数据库：{source} 不在。核对 WECRM_DATA_DIR")
    database = Database(settings.database_url)
    try:
        await database.open(readers=0)
        manifest = await backup(database, settings.files_dir, file)
    finally:
        await database.close()
    size = file.stat().st_size / 1024 / 1024
    print(f"已备份到 {file}：{_counted(manifest)}，{size:.1f} MB")
    if manifest.missing_files:
        print(f"注意：{len(manifest.missing_files)} 个附件在 {settings.files_dir} 里找不到，没有备份进去")
    return 0


async def run_restore(settings: Settings, file: Path, *, replace: bool = False) -> int:
    """Reads everything back from `file` while no server runs. Raises CrmError with a sentence, nothing changed."""
    register_all()
    manifest = await restore(Database(settings.database_url), settings.files_dir, file, replace=replace)
    print(f"已恢复 {manifest.made_at[:16].replace('T', ' ')} (UTC) 的备份：{_counted(manifest)}")
    return 0


def _counted(manifest: Manifest) -> str:
    rows = sum(facts.rows for facts in manifest.tables.values())
    return f"{len(manifest.tables)} 张表 {rows} 行，{len(manifest.files)} 个附件"

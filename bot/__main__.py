"""wecrm on the command line (命令行): `python -m bot …` from a checkout, `wecrm …` once installed."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

# Our top-level names (core, bot, ocr …) are common words: make sure ours are found first.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from core.settings import Settings, WrongSetting, read_settings

Command = Callable[[Settings, argparse.Namespace], Awaitable[int]]


async def _serve(settings: Settings, _arguments: argparse.Namespace) -> int:
    from bot.app import serve

    await serve(settings)
    return 0


async def _worker(settings: Settings, _arguments: argparse.Namespace) -> int:
    from bot.app import work_only

    await work_only(settings)
    return 0


async def _migrate(settings: Settings, _arguments: argparse.Namespace) -> int:
    from core.db import Database
    from core.migrating import migrate
    from core.objects_list import register_all

    register_all()
    holder = Database(settings.database_url)
    holder.hold()
    try:
        applied = await migrate(settings.database_url)
    finally:
        await holder.close()
    print("\n".join(f"applied {name}" for name in applied) or "the database is up to date")
    return 0


async def _doctor(settings: Settings, _arguments: argparse.Namespace) -> int:
    from bot.doctor import run_doctor

    return await run_doctor(settings)


async def _demo(settings: Settings, _arguments: argparse.Namespace) -> int:
    from bot.app import load_demo_company

    print(await load_demo_company(settings))
    return 0


async def _backup(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.backup import run_backup

    return await run_backup(settings, Path(arguments.file))


async def _restore(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.backup import run_restore

    return await run_restore(settings, Path(arguments.file), replace=arguments.replace)


async def _run_job(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.own_process import run_job

    return await run_job(settings, arguments.job)


COMMANDS: dict[str, tuple[Command, str]] = {
    "serve": (_serve, "run everything in one process"),
    "worker": (_worker, "run queues only, beside a server (PostgreSQL and Redis)"),
    "migrate": (_migrate, "bring the database to today's shape"),
    "doctor": (_doctor, "check settings, database, card reader and WeCom; say how to cure what fails"),
    "demo": (_demo, "load the demo company (simulator only)"),
    "backup": (_backup, "write everything into one archive"),
    "restore": (_restore, "read an archive into an empty database"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wecrm", description="The CRM that lives inside Enterprise WeChat.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, told) in COMMANDS.items():
        command = commands.add_parser(name, help=told, description=told)
        if name in ("backup", "restore"):
            command.add_argument("file", help="the archive, FILE.tar.gz")
        if name == "restore":
            command.add_argument("--replace", action="store_true", help="delete what the database holds now")
    hidden = commands.add_parser("run-job")  # without a help text: only a server starts it
    hidden.add_argument("job", type=int)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Runs one command; expected troubles end with one sentence and exit status 1 or 2."""
    arguments = _parser().parse_args(argv)
    try:
        settings = read_settings()
    except (WrongSetting, OSError) as error:
        print(f"wecrm: {error}", file=sys.stderr)
        return 2
    command = COMMANDS[arguments.command][0] if arguments.command in COMMANDS else _run_job
    try:
        return _run(command(settings, arguments), settings)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from core.db import DatabaseInUse
        from core.errors import CrmError
        from core.migrating import MigrationFailed

        if isinstance(error, DatabaseInUse | MigrationFailed | CrmError | OSError):
            print(f"wecrm: {error}", file=sys.stderr)
            return 1
        raise


def _run(coroutine: Awaitable[int], settings: Settings) -> int:
    from bot.logs import set_up_logs

    set_up_logs(settings)
    try:
        import uvloop
    except ImportError:
        return asyncio.run(_as_coroutine(coroutine))
    return int(uvloop.run(_as_coroutine(coroutine)))


async def _as_coroutine(awaitable: Awaitable[int]) -> int:
    return await awaitable


if __name__ == "__main__":
    sys.exit(main())

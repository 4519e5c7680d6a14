"""Which jobs run in a process of their own (重型任务): kind → handler, told where files lie."""

from collections.abc import Awaitable, Callable

from core.exporting.writing import export
from core.files.file import FileStore
from core.importing.engine import run_import
from core.jobs import JobRun

HEAVY: dict[str, Callable[[JobRun, FileStore], Awaitable[None]]] = {"import": run_import, "export": export}

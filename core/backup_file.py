"""The archive of a backup (备份文件): one FILE.tar.gz, written front to back and checked before anything is read.

tables/<table>/<number>.jsonl   a few thousand rows each, one JSON object a line, column → value
files/<sha256>                  contents of uploaded files
manifest.json                   last, so that a cut-off archive has none: versions, counts, sha256 of every part
"""

import gzip
import hashlib
import io
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson

from core.errors import CrmError

FORMAT = 1
MANIFEST = "manifest.json"
PART = re.compile(r"tables/(?P<table>[a-z_]{1,60})/\d{6}\.jsonl|files/(?P<digest>[0-9a-f]{64})")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class BackupFailed(CrmError):
    """A backup or a restore that did not happen; nothing was changed."""


@dataclass
class TableFacts:
    """`columns` name the kind of each: datetime, date, json, boolean or plain. `last_id` is the last id ever given."""

    columns: dict[str, str]
    rows: int = 0
    last_id: int = 0


@dataclass
class Manifest:
    made_at: str
    migrations: list[str]
    tables: dict[str, TableFacts] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)

    @classmethod
    def of(cls, data: bytes) -> "Manifest":
        """Raises BackupFailed for anything that is not a manifest this version understands."""
        try:
            given = orjson.loads(data)
            if given["format"] != FORMAT:
                raise BackupFailed(f"这份备份的格式是 {given['format']}，这个版本只认 {FORMAT}。用更新的版本恢复")
            given["tables"] = {name: TableFacts(**facts) for name, facts in given["tables"].items()}
            manifest = cls(**given)
        except (ValueError, TypeError, KeyError):
            raise BackupFailed("备份文件的清单读不懂，它可能已损坏。换一份备份") from None
        names = [*manifest.tables, *(column for facts in manifest.tables.values() for column in facts.columns)]
        if not all(NAME.fullmatch(name) for name in names):
            raise BackupFailed("备份文件的清单里有不认识的表名。换一份备份")
        return manifest

    @property
    def files(self) -> list[str]:
        return [part.removeprefix("files/") for part in self.parts if part.startswith("files/")]


class ArchiveWriter:
    """Adds parts to a new archive; it bears its name only once it is complete and on disk."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.growing = target.with_name(f"{target.name}.part")
        self.parts: dict[str, str] = {}
        self._raw: IO[bytes] = open(self.growing, "wb")  # noqa: SIM115
        self._tar = tarfile.open(fileobj=self._raw, mode="w:gz", compresslevel=6)  # noqa: SIM115

    def add(self, name: str, data: bytes) -> None:
        self.parts[name] = hashlib.sha256(data).hexdigest()
        self._put(name, len(data), io.BytesIO(data))

    def add_file(self, name: str, path: Path) -> None:
        """A content from disk whose name is its digest."""
        with open(path, "rb") as source:
            self._put(name, os.fstat(source.fileno()).st_size, source)
        self.parts[name] = path.name

    def _put(self, name: str, size: int, source: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, source)

    def finish(self, manifest: Manifest) -> None:
        manifest.parts = self.parts
        data = manifest.to_bytes()
        self._put(MANIFEST, len(data), io.BytesIO(data))
        self._tar.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self.growing.replace(self.target)

    def abandon(self) -> None:
        self._raw.close()
        self.growing.unlink(missing_ok=True)


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """A new archive at `target`, or no file at all. Raises BackupFailed when it is there or the disk is full."""
    if target.exists():
        raise BackupFailed(f"{target.name} 已经存在，换一个文件名")
    try:
        writer = ArchiveWriter(target)
    except OSError as error:
        raise BackupFailed(f"备份文件写不进去：{error.strerror}。换一个能写的位置") from error
    try:
        yield writer
    except BaseException as error:
        writer.abandon()
        if isinstance(error, OSError):
            raise BackupFailed(f"备份没有写完：{error.strerror}。腾出空间或换一个位置再来") from error
        raise


def checked(path: Path) -> Manifest:
    """Reads the whole archive once and compares every part with the manifest. Raises BackupFailed."""
    seen: dict[str, str] = {}
    manifest: Manifest | None = None
    with _readable(path):
        for name, source in _members(path):
            if name == MANIFEST:
                manifest = Manifest.of(source.read())
            else:
                seen[name] = _digest(source)
    if manifest is None:
        raise BackupFailed(f"{path.name} 不完整，没有清单。它可能没有写完或没有下载完，换一份备份")
    if manifest.parts != seen:
        wrong = sorted(name for name in {*seen, *manifest.parts} if seen.get(name) != manifest.parts.get(name))
        raise BackupFailed(f"{path.name} 已损坏，{wrong[0]} 与清单不符。换一份备份")
    return manifest


def rows_of(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Tables and their rows, part by part, in the order they were written."""
    with _readable(path):
        for name, source in _members(path):
            if (match := PART.fullmatch(name)) and match["table"]:
                yield match["table"], [orjson.loads(line) for line in source]


def contents_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Digests and contents of the files, one after the other."""
    with _readable(path):
        for name, source in _members(path):
            if (match := PART.fullmatch(name)) and match["digest"]:
                yield match["digest"], source.read()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BackupFailed(f"没有 {path} 这个文件") from None
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise BackupFailed(f"{path.name} 不完整或已损坏（{type(error).__name__}）。换一份备份") from error


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with gzip.open(path) as packed:
        with tarfile.open(fileobj=packed, mode="r|") as tar:
            for info in tar:
                source = tar.extractfile(info) if info.isreg() else None
                if source is None or not (info.name == MANIFEST or PART.fullmatch(info.name)):
                    raise BackupFailed(f"{path.name} 不是 wecrm 的备份。换一份")
                yield info.name, source
        while packed.read(1 << 20):  # to the very end, where the checksum of the whole is
            pass


def _digest(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()

"""What an import was asked to do (导入条件), read from its row."""

from dataclasses import dataclass
from typing import Any

from core.importing.columns import BELOW, Mapped
from core.importing.fixes import AFTER
from core.importing.run import ImportRun
from core.objects.definition import ObjectDef, Values
from core.objects.registry import object_named

UPSERT, SKIP, UPDATE = "upsert", "skip", "update"
MODES = {UPSERT: "覆盖导入", SKIP: "不导入重复的", UPDATE: "仅覆盖重复的"}


@dataclass(frozen=True)
class Terms:
    """`pool` is an import into a pool: without an owner a record waits there, and no owner is overwritten.

    `before` are the batches of the runs that this one follows, with rows of the same file.
    """

    run_id: int
    batch: str
    name: str
    definition: ObjectDef
    below: ObjectDef | None
    mode: str
    mapping: Mapped
    dry: bool
    blank_clears: bool
    pool: bool
    pool_group: int | None
    defaults: Values
    before: tuple[str, ...] = ()

    @classmethod
    def of(cls, run: ImportRun) -> "Terms":
        mapping = {int(column): str(key) for column, key in run.mapping.items()}
        options: dict[str, Any] = run.options
        definition = object_named(run.object)
        below = BELOW.get(definition.key, "")
        brought = any(key.startswith(f"{below}.") for key in mapping.values()) if below else False
        return cls(
            run_id=run.id,
            batch=run.batch,
            name=run.name,
            definition=definition,
            below=object_named(below) if brought else None,
            mode=run.mode,
            mapping=mapping,
            dry=run.dry_run,
            blank_clears=bool(options.get("blank_clears")),
            pool=bool(options.get("pool")),
            pool_group=options.get("pool_group"),
            defaults=dict(options.get("defaults") or {}),
            before=tuple(options.get(AFTER, ())),
        )

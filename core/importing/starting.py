"""Beginning an import (开始导入): what a member may bring in, checked before anything runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import clock, ids, jobs
from core.actor import Actor
from core.company import decided
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.files.file import StoredFile
from core.importing.address_book import PART, as_leads, company_column
from core.importing.apart import Looked
from core.importing.columns import BELOW, Mapped, Target, chosen, guess, targets
from core.importing.engine import verbs_of
from core.importing.fixes import FIXES, passed_on
from core.importing.lines import below_of
from core.importing.run import ImportRun
from core.importing.terms import MODES, UPDATE
from core.objects import custom
from core.objects.deeds import Deed
from core.objects.definition import ObjectDef, Values
from core.objects.registry import object_named
from core.objects.values import Wrong, blank, taken
from core.objects.writing import stored_values
from core.pools.moves import group_named, leads
from core.work import current_work

LANE = "import"


@dataclass(frozen=True)
class Asked:
    """What the form says: `pool` brings the records into a pool, `pool_group` into this group of it.

    `fixes_of` is the member's earlier run of the same file whose corrections go along.
    """

    mode: str
    mapping: dict[str, Any] | None = None
    dry_run: bool = False
    blank_clears: bool = False
    pool: bool = False
    pool_group: int | None = None
    defaults: Values | None = None
    fixes_of: int | None = None


def may_import(actor: Actor, definition: ObjectDef, mode: str = UPDATE) -> None:
    """Raises NotAllowed, and Invalid for an object that no form makes."""
    if not definition.creatable:
        raise Invalid({"": f"{definition.label}不能导入"})
    for verb in verbs_of(mode):
        actor.needs(definition.key, verb, definition.label)


async def offered_fields(actor: Actor, definition: ObjectDef) -> list[dict[str, Any]]:
    """The fields that a file may fill; a demanded one the company wants in every file."""
    demanded = await required_columns(definition)
    return [{**one.to_json(), "demanded": one.key in demanded} for one in targets(actor, definition)]


async def offered(actor: Actor, definition: ObjectDef, looked: Looked) -> dict[str, Any]:
    """The columns of a file with the field that each is likely to be, and all fields there are."""
    guessed = guess(looked.headers, targets(actor, definition))
    columns = [
        {"index": index, "header": header, "samples": looked.samples[index], "field": guessed.get(index)}
        for index, header in enumerate(looked.headers)
    ]
    fields = await offered_fields(actor, definition)
    return {"rows": looked.rows, "columns": columns, "fields": fields, "warnings": looked.warnings}


async def start(
    actor: Actor, definition: ObjectDef, file: StoredFile, name: str, looked: Looked, asked: Asked
) -> ImportRun:
    """A run that waits for its turn; run inside `work()`. Raises Invalid and NotAllowed with all that is wrong."""
    current_work()
    if asked.mode not in MODES:
        raise Invalid({"mode": f"导入方式只能是 {'、'.join(MODES)}"})
    may_import(actor, definition, asked.mode)
    known = targets(actor, definition)
    mapping = chosen(asked.mapping, looked.headers, known)
    if not mapping:
        raise Invalid({"mapping": "没有一列认得出来，先选好每一列是什么"})
    if not looked.rows:
        raise Invalid({"file": "这个文件只有列名，没有要导入的行"})
    defaults = _defaults(definition, asked.defaults or {}, known)
    await _refuse_missing(definition, asked.mode, {*mapping.values(), *defaults}, asked.pool_group is not None)
    if asked.pool_group is not None:
        await _pool_of(actor, definition, asked.pool_group)
    keys = set(mapping.values())
    options: dict[str, Any] = {
        "blank_clears": asked.blank_clears,
        "pool": asked.pool or asked.pool_group is not None or ("pool_group" in keys and "owner" not in keys),
        "pool_group": asked.pool_group,
        "defaults": defaults,
    }
    if asked.fixes_of is not None:
        options[FIXES] = await _earlier_fixes(actor, definition, file, mapping, asked.fixes_of)
    column = await company_column(actor, definition, looked.headers, mapping)
    if column is not None:
        people = {str(index): key for index, key in as_leads(actor, mapping).items()}
        leads_asked = Asked(asked.mode, people, asked.dry_run, asked.blank_clears)
        beside = await start(actor, object_named("lead"), file, name, looked, leads_asked)
        beside.options = {**beside.options, PART: [column, False]}
        await beside.save(update_fields=["options"])
        options |= {PART: [column, True], "beside": beside.id}
    return await queued(actor, definition, file, name, looked.rows, asked, mapping, options)


async def _earlier_fixes(
    actor: Actor, definition: ObjectDef, file: StoredFile, mapping: Mapped, run_id: int
) -> dict[str, Any]:
    """The corrections of an earlier run in the columns that fill the same fields now."""
    run = await ImportRun.get_or_none(id=run_id, member_id=actor.id, file_id=file.id, object=definition.key)
    if run is None:
        return {}
    same = {key for column, key in mapping.items() if run.mapping.get(str(column)) == key}
    fixes = {
        row: {key: text for key, text in fix["values"].items() if key in same}
        for row, fix in passed_on(run.options).items()
    }
    return {row: {"values": texts} for row, texts in fixes.items() if texts}


async def queued(
    actor: Actor,
    definition: ObjectDef,
    file: StoredFile,
    name: str,
    rows: int,
    asked: Asked,
    mapping: Mapped,
    options: dict[str, Any],
) -> ImportRun:
    """A run of checked wishes that waits for its turn."""
    run = await ImportRun.create(
        object=definition.key,
        member_id=actor.id,
        file_id=file.id,
        name=name[:200],
        mode=asked.mode,
        mapping={str(index): key for index, key in mapping.items()},
        options=options,
        dry_run=asked.dry_run,
        batch=ids.token(12),
        rows=rows,
        created_at=clock.now(),
    )
    await jobs.add("import", {"run": run.id}, key=str(run.id), lane=LANE)
    return run


async def start_for_real(actor: Actor, trial: ImportRun) -> ImportRun:
    """The same file and mapping after a finished trial run, now written; asked again it is the same run."""
    if trial.member_id != actor.id:  # it writes with the rights of whoever begins it, and shows what they see
        raise NotAllowed("试运行是别人提交的，由提交的人来正式导入")
    trial = await ImportRun.select_for_update().get(id=trial.id)  # two presses at once are one run
    if not trial.dry_run or trial.status != "done":
        raise Conflict("试运行完成以后才能正式导入" if trial.dry_run else "这次导入不是试运行")
    may_import(actor, object_named(trial.object), trial.mode)
    if begun := trial.options.get("real"):
        return await ImportRun.get(id=begun)
    options = {**wishes_of(trial.options), FIXES: passed_on(trial.options)}
    if beside := trial.options.get("beside"):
        options["beside"] = (await start_for_real(actor, await ImportRun.get(id=beside))).id
    mapping = {int(index): str(key) for index, key in trial.mapping.items()}
    file = await StoredFile.get(id=trial.file_id)
    asked = Asked(trial.mode)
    run = await queued(actor, object_named(trial.object), file, trial.name, trial.rows, asked, mapping, options)
    trial.options = {**trial.options, "real": run.id}
    await trial.save(update_fields=["options"])
    return run


def wishes_of(options: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, without what became of it."""
    kept = ("blank_clears", "pool", "pool_group", "defaults", PART)
    return {key: options[key] for key in kept if key in options}


async def run_of(actor: Actor, run_id: int) -> ImportRun:
    """A run of the member; administrators see all. Raises NotFound."""
    run = await ImportRun.get_or_none(id=run_id)
    if run is None or not (actor.admin or run.member_id == actor.id):
        raise NotFound("没有这次导入，或不是你提交的")
    return run


async def undoable(run: ImportRun) -> None:
    """Raises Conflict for a run that still goes on, or that wrote nothing."""
    if run.status not in ("done", "failed"):
        raise Conflict("导入还在进行，结束后才能撤销")
    if not await Deed.exists(batch=run.batch):
        raise Conflict("这次导入没有写入记录，没有什么可以撤销")


def _defaults(definition: ObjectDef, given: Values, known: Sequence[Target]) -> Values:
    """Values for new records where the file has no column. Raises Invalid at the field."""
    faces, own = custom.all_faces(definition), {target.key for target in known if target.writable}
    problems, found = {}, {}
    for key, value in given.items():
        if key not in own or key not in faces:
            problems["defaults"] = f"没有「{key[:40]}」这个字段，或你不能填它"
            continue
        try:
            if not blank(taken(faces[key], value)):
                found[key] = value
        except Wrong as wrong:
            problems[key] = wrong.message
    if problems:
        raise Invalid(problems)
    return found


async def required_columns(definition: ObjectDef) -> list[str]:
    """The columns that this company wants in every file of an object."""
    chosen_ones = (await decided("import.required_columns")).get(definition.key, [])
    return [key for key in chosen_ones if key in custom.all_faces(definition)]


async def _refuse_missing(definition: ObjectDef, mode: str, given: set[str], grouped: bool) -> None:
    """Asks for the columns that this company, or every new record, must have. Raises Invalid at `mapping`."""
    faces, wanted = custom.all_faces(definition), await required_columns(definition)
    if mode != UPDATE:
        wanted += _needed(definition)
    if grouped:
        given = {*given, "pool_group"}
    missing = [faces[key].label for key in dict.fromkeys(wanted) if key not in given]
    if (below := BELOW.get(definition.key)) and any(key.startswith(f"{below}.") for key in given):
        other = object_named(below)
        theirs, above = custom.all_faces(other), below_of(definition, other)
        needed = [key for key in _needed(other) if key != above and f"{below}.{key}" not in given]
        missing += [f"{other.label}·{theirs[key].label}" for key in needed]
    if missing:
        raise Invalid({"mapping": f"缺少必填的列：{'、'.join(missing)}"})


def _needed(definition: ObjectDef) -> list[str]:
    """The fields that a new record must be given: required ones that begin empty."""
    empty = stored_values(definition, definition.model())
    faces = custom.all_faces(definition).items()
    return [key for key, face in faces if face.required and not face.readonly and blank(empty.get(key))]


async def _pool_of(actor: Actor, definition: ObjectDef, group_id: int) -> None:
    if not definition.pooled:
        raise Invalid({"pool_group": f"{definition.label}没有公海"})
    group = await group_named(definition, group_id, "pool_group")
    if group.id not in actor.pools and not leads(actor, group.id):
        raise Invalid({"pool_group": "你不在这个公海分组里，选一个自己的分组"})

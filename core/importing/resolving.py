"""Names in a file as the records they mean (名称对应记录), a chunk of rows at a time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import ValueWrapper

from core.actor import Actor
from core.db import rows
from core.importing.categories import categories_named
from core.importing.columns import Mapped, Target, targets
from core.importing.stages import StageNames, stage_names
from core.importing.words import named_as
from core.objects.access import select_from, visible
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.opportunities.processes import usual_process
from core.org.actor import MAY_ACT
from core.org.recipients import WORDS
from core.org.tables import Member
from core.pools.group import PoolGroup
from core.sheets.sheet import Cell
from core.text.fold import fold, narrow

Asked = tuple[str, str]
STAGE, PROCESS = "sales_stage", "sales_process"
_NUMBER = re.compile(r"([0-9]{1,18})|.*[(（]#([0-9]{1,18})[)）]")


@dataclass
class Resolved:
    """Ids, and sentences where there is no one id, by (field key, the text of the cell). What a stage means is known
    with its process only, so that is for each row to say.
    """

    ids: dict[Asked, int] = field(default_factory=dict)
    problems: dict[Asked, str] = field(default_factory=dict)
    stages: StageNames | None = None


async def resolve(actor: Actor, definition: ObjectDef, chunk: Sequence[Sequence[Cell]], mapping: Mapped) -> Resolved:
    """What the references in a chunk of rows mean, in a query or two for each object that is named."""
    found = Resolved()
    known = {target.key: target for target in targets(actor, definition)}
    for index, key in mapping.items():
        target = known.get(key)
        if target is None or target.kind != "reference":
            continue
        texts = {text for cells in chunk if index < len(cells) and (text := named_as(cells[index]))}
        if not texts:
            continue
        if target.face.to == "member":
            await _members(found, target, texts)
        elif target.face.to == "product_category":
            await _categories(found, target, texts)
        elif target.face.to == "pool_group":
            await _groups(actor, found, target, texts)
        elif target.face.to == PROCESS:
            await usual_process()
            await _records(actor, found, target, texts)
        elif target.face.to == STAGE:
            found.stages = found.stages or await stage_names()
        else:
            await _records(actor, found, target, texts)
    return found


async def _members(found: Resolved, target: Target, texts: set[str]) -> None:
    """Members by name, by account, or both as in 张三(zhangsan); by number as in 张三(#12)."""
    asked = {text: split_account(text) for text in texts}
    names = {fold_name(name) for name, _ in asked.values()}
    accounts = {account.lower() for _, account in asked.values() if account} | {name.lower() for name in names}
    known = await Member.filter(deleted_at=None, name__in=[name for name, _ in asked.values()])
    known += await Member.filter(deleted_at=None, userid_key__in=sorted(accounts))
    if numbers := {number for text in texts if "#" in text and (number := number_in(text))}:
        known += await Member.filter(deleted_at=None, id__in=sorted(numbers))
    people = {one.id: one for one in sorted(known, key=lambda one: one.id)}
    for text, (name, account) in asked.items():
        exact = [one for one in people.values() if (account or name).lower() in (one.userid_key, f"#{one.id}")]
        named = [one for one in people.values() if fold_name(one.name) == fold_name(name)]
        _settle(found, (target.key, text), target, text, exact or ([] if account else named))


def _settle(found: Resolved, asked: Asked, target: Target, text: str, people: list[Member]) -> None:
    able = [one for one in people if one.status in MAY_ACT]
    if len(able) == 1:
        found.ids[asked] = able[0].id
    elif able:
        told = "、".join(f"{one.name}({one.userid})" for one in able[:5])
        found.problems[asked] = f"{target.face.label}有 {len(able)} 个「{text[:40]}」，写明账号：{told}"
    elif people:
        word = WORDS.get(people[0].status, "")
        found.problems[asked] = f"{target.face.label}「{text[:40]}」{word}，换一个在职的成员"
    else:
        found.problems[asked] = f"没有叫「{text[:40]}」的成员，{target.face.label}要和通讯录里的姓名一致"


def split_account(text: str) -> tuple[str, str]:
    """(name, account) of 张三(zhangsan); the account is "" where there is none."""
    plain = narrow(text)
    name, bracket, rest = plain.partition("(")
    return (name.strip(), rest.removesuffix(")").strip()) if bracket and plain.endswith(")") else (plain, "")


def fold_name(name: str) -> str:
    return "".join(fold(name).split())


async def _categories(found: Resolved, target: Target, texts: set[str]) -> None:
    for text, meant in (await categories_named(target.face.label, {one: number_in(one) for one in texts})).items():
        if isinstance(meant, int):
            found.ids[target.key, text] = meant
        else:
            found.problems[target.key, text] = meant


async def _groups(actor: Actor, found: Resolved, target: Target, texts: set[str]) -> None:
    groups = await PoolGroup.filter(pool_of=target.object, deleted_at=None).order_by("name")
    mine = [group for group in groups if actor.admin or group.id in actor.pools | actor.led_pools]
    for text in texts:
        same = [group for group in groups if fold_name(group.name) == fold_name(text)]
        asked = (target.key, text)
        if not same:
            names = "、".join(group.name for group in mine[:10])
            found.problems[asked] = f"没有叫「{text[:40]}」的公海分组" + (f"，可填：{names}" if names else "")
        elif not same[0].active:
            found.problems[asked] = f"公海分组「{same[0].name}」已经停用，换一个分组"
        else:
            found.ids[asked] = same[0].id


async def _records(actor: Actor, found: Resolved, target: Target, texts: set[str]) -> None:
    """Records that the member may see, by title, else by number."""
    other = object_named(target.face.to)
    titled: dict[str, list[int]] = {}
    for record_id, title in await _titled(actor, other, {one for text in texts for one in spellings(text)}):
        titled.setdefault(fold_name(title), []).append(record_id)
    numbers = {text: number for text in texts if (number := number_in(text))}
    there = await visible_ids(actor, other, sorted(numbers.values())) if numbers else set()
    for text in texts:
        asked, ids = (target.key, text), sorted(titled.get(fold_name(text), []))
        if not ids and numbers.get(text) in there:
            ids = [numbers[text]]
        if len(ids) == 1:
            found.ids[asked] = ids[0]
        elif ids:
            told = "、".join(str(one) for one in ids[:5])
            found.problems[asked] = (
                f"有 {len(ids)} 个叫「{text[:40]}」的{other.label}，{target.face.label}改填系统编号：{told}"
            )
        else:
            found.problems[asked] = (
                f"没有叫「{text[:40]}」的{other.label}，或你看不到。先建好{other.label}，再导入这一行"
            )


def number_in(text: str) -> int:
    """The number of a record, bare or as in 惠筑科技(#12); 0 where there is none."""
    found = _NUMBER.fullmatch(text)
    return int(found[1] or found[2]) if found else 0


def spellings(text: str) -> set[str]:
    """The ways in which a title is likely to be stored: as it is, and with brackets of either width."""
    plain = narrow(text)
    return {text, plain, plain.replace("(", "（").replace(")", "）")}


async def _titled(actor: Actor, other: ObjectDef, titles: Iterable[str]) -> list[tuple[int, str]]:
    table = Table(other.table)
    title = table[other.title]
    only = visible(actor, other, "read", table=table) & title.isin([ValueWrapper(one) for one in sorted(titles)])
    query = select_from(table).select(table.id, title).where(only)
    return [(int(row[0]), str(row[1])) for row in await rows(*query.get_parameterized_sql())]

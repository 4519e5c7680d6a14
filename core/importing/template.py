"""The file to fill in (导入模板): the chosen fields as headers, drop-down lists, and a sheet of notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.actor import Actor
from core.errors import Invalid
from core.importing.columns import Target, targets
from core.importing.words import MOST_SHOWN
from core.objects.definition import ObjectDef
from core.sheets.writing import FileKind, Form, write_sheet

HOW = {
    "number": "数字，例如 12 或 12.5",
    "money": "金额，单位元，例如 1450.00；也可写 1.2万",
    "date": "日期，例如 2026-01-05",
    "datetime": "时间，例如 2026-01-05 10:30",
    "boolean": "是 或 否",
    "phone": "电话号码，几个号码用分号隔开",
    "email": "邮箱地址，几个用分号隔开",
    "url": "网址",
}
HOW_REFERENCE = {
    "member": "成员姓名，和通讯录一致；重名时写成 姓名(账号)",
    "pool_group": "公海分组的名称",
}
AS_TEXT = ("text", "long_text", "phone", "email", "url", "choice", "choices", "reference")
FIRST_LINES = (
    ["列名不要改，也不要删掉第一行；列的先后随意，不需要的列可以整列删除。"],
    ["一行一条记录，从第二行填起；不要合并单元格。"],
)


@dataclass(frozen=True)
class Template:
    """The headers of a file to fill in, and what helps to fill it."""

    headers: list[str]
    form: Form

    def write(self, path: Path, kind: FileKind) -> None:
        write_sheet(path, kind, self.headers, [], form=self.form)


def template(
    actor: Actor, definition: ObjectDef, fields: Sequence[str] = (), *, required: Sequence[str] = ()
) -> Template:
    """The template of the chosen fields, of all writable ones without a choice.

    `required` are the keys of the columns that the company demands beside what the fields themselves do. Raises
    Invalid at `fields` for a field that the member may not fill.
    """
    known = {target.key: target for target in targets(actor, definition)}
    if unknown := [key for key in fields if key not in known]:
        raise Invalid({"fields": f"没有「{'、'.join(unknown)[:60]}」这个字段，或你不能填它"})
    wanted = (
        [known[key] for key in dict.fromkeys(fields)] if fields else [one for one in known.values() if one.writable]
    )
    words = {index: [option.label for option in one.options] for index, one in enumerate(wanted)}
    form = Form(
        choices={index: words[index] for index, one in enumerate(wanted) if one.kind == "choice" and words[index]}
        | {index: ["是", "否"] for index, one in enumerate(wanted) if one.kind == "boolean"},
        tips={index: _tip(one, one.key in required) for index, one in enumerate(wanted)},
        texts=frozenset(index for index, one in enumerate(wanted) if one.kind in AS_TEXT),
        notes=_notes(wanted, required),
    )
    return Template([one.label for one in wanted], form)


def _notes(wanted: Sequence[Target], required: Sequence[str]) -> list[list[str]]:
    columns = [[one.label, _must(one, one.key in required), how(one)] for one in wanted]
    return [["列名", "必填", "怎么填"], *columns, [""], *FIRST_LINES]


def _must(target: Target, demanded: bool) -> str:
    """A field of the record below is only asked for where a row has one."""
    if demanded or (target.required and "." not in target.key):
        return "必填"
    return "有联系人时必填" if target.required else ""


def _tip(target: Target, demanded: bool) -> str:
    must = _must(target, demanded)
    return f"{must}。{how(target)}" if must else how(target)


def how(target: Target) -> str:
    """What a column takes, in words."""
    face = target.face
    if target.key == "id":
        return "已有记录的系统编号，新建时空着"
    if face.kind in ("choice", "choices"):
        words = [option.label for option in target.options]
        listed = "、".join(words[:MOST_SHOWN]) + (" 等" if len(words) > MOST_SHOWN else "")
        return f"{'可填一个或几个，用、隔开' if face.kind == 'choices' else '只填一个'}：{listed}"
    if face.kind == "reference":
        return HOW_REFERENCE.get(face.to, "已有记录的名称或系统编号")
    longest = f"文字，最多 {face.max_length} 字" if face.max_length else "文字"
    return face.help or HOW.get(face.kind, longest)

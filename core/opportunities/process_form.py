"""A sales process as a form gives it (流程表单): every problem at its place, all at once."""

from dataclasses import dataclass
from typing import Any

from core import ids
from core.errors import Invalid
from core.objects.values import storable

MOST_STAGES, MOST_ITEMS, LONGEST_NAME, LONGEST_LABEL = 20, 30, 40, 100
KINDS = ("task", "fact")


@dataclass(frozen=True)
class Wanted:
    """A stage as the settings give it; `id` of one that there is already."""

    id: int | None
    name: str
    win_rate: int
    items: tuple[tuple[str, str, str, bool], ...]


def checked_stages(given: Any, known: set[int], codes: set[str]) -> list[Wanted]:
    """The stages of a form; all problems at once. Raises Invalid."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_STAGES:
        raise Invalid({"stages": f"流程要有 1 到 {MOST_STAGES} 个阶段"})
    problems: dict[str, str] = {}
    wanted = [_wanted(one, f"stages.{n}", known, codes, problems) for n, one in enumerate(given)]
    names = [one.name for one in wanted]
    for n, name in enumerate(names):
        if name and name in names[:n]:
            problems[f"stages.{n}.name"] = f"阶段「{name}」重复了"
    if len({one.id for one in wanted if one.id}) != len([one for one in wanted if one.id]):
        problems["stages"] = "同一个阶段出现了两次"
    if problems:
        raise Invalid(problems)
    return wanted


def _wanted(one: Any, at: str, known: set[int], codes: set[str], problems: dict[str, str]) -> Wanted:
    given = one if isinstance(one, dict) else {}
    name = ""
    try:
        name = checked_name(given.get("name"), f"{at}.name", "阶段名称")
    except Invalid as wrong:
        problems.update(wrong.fields)
    rate = given.get("win_rate")
    if isinstance(rate, bool) or not isinstance(rate, int) or not 0 <= rate <= 100:
        problems[f"{at}.win_rate"] = "赢率是 0 到 100 的整数"
        rate = 0
    stage_id = given.get("id")
    if stage_id is not None and (not isinstance(stage_id, int) or stage_id not in known):
        stage_id = None
        problems[f"{at}.name"] = "没有这个阶段，刷新后再改"
    items = given.get("items") or []
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        problems[f"{at}.items"] = f"一个阶段最多 {MOST_ITEMS} 项"
        items = []
    return Wanted(
        stage_id, name, rate, tuple(_item(i, f"{at}.items.{n}", codes, problems) for n, i in enumerate(items))
    )


def _item(one: Any, at: str, codes: set[str], problems: dict[str, str]) -> tuple[str, str, str, bool]:
    given = one if isinstance(one, dict) else {}
    label, kind = given.get("label"), given.get("kind")
    label = storable(label).strip() if isinstance(label, str) else ""
    if not label or len(label) > LONGEST_LABEL:
        problems[at] = f"要写清楚做什么或了解什么，最多 {LONGEST_LABEL} 个字"
    if kind not in KINDS:
        problems[at] = "只能是任务或关键信息"
    code = given.get("code")
    code = code if isinstance(code, str) and code in codes else ids.token(12)
    return code, str(kind), label, given.get("required") is not False


def checked_name(value: Any, key: str, label: str) -> str:
    name = storable(value).strip() if isinstance(value, str) else ""
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({key: f"{label}要填，最多 {LONGEST_NAME} 个字"})
    return name


def switch(body: dict[str, Any], key: str, otherwise: bool) -> bool:
    value = body.get(key, otherwise)
    if not isinstance(value, bool):
        raise Invalid({key: "要写成是或否"})
    return value

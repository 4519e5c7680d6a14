"""The sales processes of the demo company (演示销售流程): the standard one, and one that guides big deals."""

from typing import Any

from core.actor import SYSTEM
from core.opportunities.process import SalesProcess
from core.opportunities.processes import STANDARD, add_process, usual_process
from core.opportunities.steps import newest_edition, steps_of
from core.work import work

GUIDED: dict[str, Any] = {
    "name": "大客户流程",
    "guided": True,
    "stages": [
        {"name": "立项", "win_rate": 10, "items": [
            {"kind": "task", "label": "拜访使用部门"},
            {"kind": "fact", "label": "预算范围"},
        ]},
        {"name": "方案论证", "win_rate": 30, "items": [
            {"kind": "task", "label": "现场测量或样件试测"},
            {"kind": "fact", "label": "谁拍板、谁影响"},
        ]},
        {"name": "商务报价", "win_rate": 60, "items": [
            {"kind": "task", "label": "提交正式报价"},
            {"kind": "fact", "label": "主要对手的报价", "required": False},
        ]},
        {"name": "合同谈判", "win_rate": 85, "items": [{"kind": "fact", "label": "付款方式"}]},
    ],
}  # fmt: skip
WAYS: dict[str, dict[str, Any]] = {"standard": STANDARD, "guided": GUIDED}
RATES = {way: tuple(stage["win_rate"] for stage in body["stages"]) for way, body in WAYS.items()}
ITEMS = {way: tuple(stage["items"] for stage in body["stages"]) for way, body in WAYS.items()}


async def ways() -> dict[str, Any]:
    """Ids of processes, editions and stages and codes of items, by the names that the plan has for them.

    A stage or item that the company took out since is stood for by the last one that there is.
    """
    async with work():
        guided = await SalesProcess.filter(name=GUIDED["name"]).order_by("id").first()
        found = {"standard": await usual_process(), "guided": guided or await add_process(SYSTEM, GUIDED)}
    return {key: value for way, process in found.items() for key, value in (await _named(way, process.id)).items()}


async def _named(way: str, process_id: int) -> dict[str, Any]:
    steps = await steps_of((await newest_edition(process_id)).id)
    named: dict[str, Any] = {way: process_id, f"{way}:edition": steps.edition_id}
    for place, items in enumerate(ITEMS[way]):
        step = steps.all[min(place, len(steps.all) - 1)]
        named[f"{way}:{place}"] = step.stage_id
        codes = [item.code for item in step.items]
        named |= {f"{way}:{place}:{n}": (codes[n] if n < len(codes) else f"{place}-{n}") for n in range(len(items))}
    return named

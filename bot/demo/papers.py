"""Papers of the demo company's accounts (演示开票信息、更名申请), their stages, and everybody's tags."""

from datetime import timedelta
from typing import Any

from bot.demo.making import Making
from bot.demo.planned import At, Fact, Planned, Step
from core.objects.field_settings import FieldSetting
from core.text.credit_code import check_character

PROFILES = 120
STAGES = {"active": ("customer", "customer", "repeat"), "potential": ("potential", "intent"), "lost": ("dormant",)}
DISTRICT = {"苏州": "320500", "上海": "310100", "深圳": "440300"}
BANKS = ("中国工商银行", "中国建设银行", "招商银行")
TAGS = {
    "lead": (("urgent", "急单", "red"), ("price", "价格敏感", "amber"), ("sample", "要样品", "blue")),
    "account": (("key", "战略客户", "violet"), ("monthly", "月结", "blue"), ("rival", "有竞品", "amber")),
}
TAGGED = 0.3
RENAMES = ("waiting", "waiting", "refused", "withdrawn", "granted")
DECIDER = "caomuyang"


def plan_tags(making: Making, first: At) -> None:
    """The company's own options; set beside the first record, as they belong to none."""
    for kind, options in TAGS.items():
        listed = [{"value": value, "label": label, "tone": tone, "when": []} for value, label, tone in options]
        setting = {"object": kind, "field": "tags", "common": True, "options": listed}
        making.at(first).facts.append(Fact(FieldSetting, setting))
    for planned in making.made:
        if planned.object in TAGS and making.fate.random() < TAGGED:
            chosen = making.fate.sample(TAGS[planned.object], making.fate.choice((1, 1, 2)))
            planned.values["tags"] = [value for value, _, _ in chosen]


def plan_stages(making: Making, accounts: list[At]) -> None:
    for place in accounts:
        values = making.at(place).values
        values["stage"] = making.fate.choice(STAGES[values["status"]])


def plan_profiles(making: Making, accounts: list[At]) -> None:
    """What invoices are made out to, for some of those one works with."""
    active = [p for p in accounts if making.at(p).owner and making.at(p).values["status"] == "active"]
    for number, place in enumerate(active[:PROFILES], 1):
        account = making.at(place)
        code = f"91{DISTRICT[account.values['city']]}MA{number:07}"
        code += check_character(code)
        account.values["credit_code"] = code
        values = {
            "account_id": place,
            "owner_id": account.owner,
            "title": account.values["name"],
            "tax_number": code,
            "bank": f"{making.fate.choice(BANKS)}{account.values['city']}分行",
            "bank_account": f"0000{making.fate.randrange(10**12):012}",
            "address": account.values["address"],
            "phone": account.values["phone"],
            "main": True,
        }
        making.add(Planned("invoice_profile", _after(making, account), account.owner, values))


def plan_renames(making: Making, accounts: list[At]) -> None:
    """Applications in every state; the granted one has changed the name."""
    able = [place for place in accounts if making.at(place).owner]
    for state, place in zip(RENAMES, making.fate.sample(able, len(RENAMES)), strict=True):
        account = making.at(place)
        former = str(account.values["name"])
        new = former.replace("有限公司", "科技有限公司")
        asked = _after(making, account)
        decided = min(asked + timedelta(hours=20), making.times.now)
        values: dict[str, Any] = {"account_id": place, "owner_id": account.owner, "former_name": former, "state": state}
        values |= {"new_name": new, "change": "registered", "note": "营业执照已换，附件后补"}
        steps = []
        if state in ("granted", "refused"):
            outcome = {"state": state, "decided_by": making.named(DECIDER), "decided_at": decided}
            values |= {"state": state, "decided_by_id": making.named(DECIDER), "decided_at": decided}
            values |= {"reason": "工商信息里还是原名称"} if state == "refused" else {}
            steps = [Step(decided, making.named(DECIDER), state, {"state": "waiting"}, outcome)]
        elif state == "withdrawn":
            steps = [Step(decided, account.owner, "withdraw", {"state": "waiting"}, {"state": "withdrawn"})]
        if state == "granted":
            account.values["name"] = new
            account.steps.append(Step(decided, making.named(DECIDER), "update", {"name": former}, {"name": new}))
        making.add(Planned("rename_request", asked, account.owner, values, steps=steps))


def _after(making: Making, account: Planned) -> Any:
    since = account.values["owned_since"]
    return since + (making.times.now - since) * making.fate.random()

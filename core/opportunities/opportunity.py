"""Opportunities (商机、销售机会): a customer's intention to buy, from the first talk until it is won or lost."""

from typing import Any

from tortoise import fields

from core.behaviours.beneath import UnderAccount
from core.behaviours.owned import Owned
from core.behaviours.shared import Shared
from core.objects.amounts import not_below_nothing
from core.objects.definition import Index, ObjectDef, View
from core.objects.fields import Option, choice, day, long_text, moment, money, reference, text, whole, yes_no
from core.objects.record import Record
from core.opportunities.beginning import begin, first_facts
from core.opportunities.closing import GIVE_UP, LOSE, REOPEN, WIN
from core.opportunities.moving import MOVE
from core.opportunities.staying_true import asked_of_form

STATES = (Option("open", "进行中", "blue"), Option("won", "赢单", "green"), Option("lost", "输单", "neutral"))
LOST_REASONS = (
    Option("price", "价格没有优势"),
    Option("competitor", "输给竞争对手"),
    Option("budget", "预算取消或推迟"),
    Option("need", "需求变化"),
    Option("fit", "产品不满足"),
    Option("relation", "关系没到位"),
    Option("given_up", "主动放弃"),
    Option("other", "其他"),
)
SOURCES = (
    Option("existing", "老客户复购"),
    Option("referral", "转介绍"),
    Option("marketing", "市场活动"),
    Option("visit", "主动开发"),
    Option("inbound", "客户来询"),
    Option("tender", "招投标"),
    Option("other", "其他"),
)


class Opportunity(UnderAccount, Shared, Owned, Record):
    """`edition` is that of the process; `win_rate` (percent) comes from it, 100 once won and 0 once lost."""

    name = text("商机名称", 200, required=True, searchable=True, sortable=True)
    amount = money("预计金额")
    expected_close_on = day("预计结单日期")
    closed_on = day("结单日期", readonly=True)
    process = reference("销售流程", "sales_process", "SalesProcess", readonly=True, at_creation=True)
    process_id: int
    stage = reference("阶段", "sales_stage", "SalesStage", readonly=True, at_creation=True)
    stage_id: int
    edition: Any = fields.ForeignKeyField(
        "models.ProcessEdition", related_name=False, null=True, on_delete=fields.NO_ACTION
    )
    edition_id: int
    win_rate = whole("赢率（%）", readonly=True)
    stage_since = moment("进入阶段的时间", readonly=True)
    state = choice("状态", STATES, default="open", readonly=True)
    committed = yes_no("承诺", help="承诺在预计日期前签下，计入承诺预测")
    lost_reason = choice("输单原因", LOST_REASONS, readonly=True)
    close_note = long_text("结单说明", readonly=True)
    source = choice("来源", SOURCES)
    lead = reference("来源线索", "lead", "Lead", readonly=True)
    lead_id: int | None
    next_follow_at = moment("下次跟进")
    last_follow_at = moment("最近跟进", readonly=True)
    last_follow_note = text("最近跟进内容", 400, readonly=True)
    need = long_text("客户需求")
    note = long_text("备注")

    behaviour_asking = (asked_of_form,)

    class Meta:
        table = "opportunity"


OPEN = {"field": "state", "is": "open"}
CLOSING = {"field": "expected_close_on"}
MINE = {"field": "owner", "is": "me"}
IDLE = {
    "all": [
        OPEN,
        {"any": [{"field": "last_follow_at", "empty": True}, {"field": "last_follow_at", "lt": "last_n_days:7"}]},
    ]
}

OPPORTUNITY = ObjectDef(
    key="opportunity",
    label="商机",
    model=Opportunity,
    title="name",
    subtitle=("account", "stage"),
    tags=("state",),
    amount="amount",
    date="expected_close_on",
    listed=(
        "name",
        "account",
        "amount",
        "stage",
        "win_rate",
        "expected_close_on",
        "state",
        "committed",
        "owner",
        "last_follow_at",
        "next_follow_at",
        "updated_at",
    ),
    common=("account", "name", "amount", "expected_close_on", "process", "stage", "source", "need"),
    listed_with=("account",),
    views=(
        View("mine", "我负责的", {"all": [MINE, OPEN]}, "expected_close_on"),
        View("joined", "我参与的", {"field": "team", "is": "me"}),
        View("team", "团队的", {"all": [{"field": "owner", "is": "my_team"}, OPEN]}, "expected_close_on"),
        View("all", "全部"),
        View("idle", "7天未跟进的", IDLE),
        View("closing", "本月要结单的", {"all": [OPEN, {**CLOSING, "within": "this_month"}]}, "expected_close_on"),
        View("overdue", "过了预计日期的", {"all": [OPEN, {**CLOSING, "lt": "today"}]}, "expected_close_on"),
        View("won", "赢单", {"field": "state", "is": "won"}, "-closed_on"),
        View("lost", "输单", {"field": "state", "is": "lost"}, "-closed_on"),
    ),
    checks=(not_below_nothing("amount", "金额"),),
    actions=(MOVE, WIN, LOSE, REOPEN, GIVE_UP),
    on_create=(begin,),
    after=(first_facts,),
    indexes=(
        Index(("account_id", "updated_at DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("owner_id", "state", "expected_close_on", "id"), where="deleted_at IS NULL"),
        Index(("stage_id", "state", "expected_close_on", "id"), where="deleted_at IS NULL"),
        Index(("state", "expected_close_on", "id"), where="deleted_at IS NULL"),
        Index(
            ("process_id", "state", "stage_id", "win_rate", "amount", "expected_close_on", "stage_since"),
            where="deleted_at IS NULL",
        ),
        Index(("state", "closed_on DESC", "id DESC"), where="deleted_at IS NULL"),
        Index(("state", "last_follow_at", "id"), where="deleted_at IS NULL"),
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("lead_id",), where="deleted_at IS NULL AND lead_id IS NOT NULL"),
    ),
)  # fmt: skip

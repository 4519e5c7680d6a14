"""Applications to rename an account (更名申请): the company changed its registered name."""

from tortoise import fields

from core.behaviours.owned import Owned
from core.objects.definition import ObjectDef, View
from core.objects.fields import Option, choice, long_text, moment, reference, text
from core.objects.record import Record

CHANGES = (
    Option("registered", "工商更名"),
    Option("merged", "合并重组"),
    Option("mistake", "录入有误"),
    Option("other", "其他"),
)
STATES = (
    Option("waiting", "待审核", "amber"),
    Option("granted", "已通过", "green"),
    Option("refused", "未通过", "red"),
    Option("withdrawn", "已撤回", "neutral"),
)


class RenameRequest(Owned, Record):
    """The owner is who asks. `former_name` is kept from the moment of asking."""

    account = reference("客户", "account", "Account", required=True)
    former_name = text("原名称", 200, readonly=True, searchable=True)
    new_name = text("新名称", 200, required=True, searchable=True)
    change = choice("变更类型", CHANGES, required=True, default="registered")
    state = choice("审核状态", STATES, default="waiting", readonly=True)
    note = long_text("说明", 400)
    reason = text("审核意见", 400, readonly=True)
    decided_by = reference("审核人", "member", "Member", readonly=True)
    decided_at = moment("审核时间", readonly=True)
    open_key = fields.CharField(40, null=True, unique=True)

    class Meta:
        table = "rename_request"


RENAME_REQUEST = ObjectDef(
    key="rename_request",
    label="更名申请",
    model=RenameRequest,
    title="new_name",
    subtitle=("former_name",),
    tags=("state", "change"),
    listed=("new_name", "former_name", "account", "change", "state", "owner", "created_at"),
    common=("account", "new_name", "change", "note"),
    order="-created_at",
    views=(View("all", "全部"), View("waiting", "待审核", {"field": "state", "is": "waiting"})),
    creatable=False,
)

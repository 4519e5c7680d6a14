"""Applications to rename an account (更名申请): the company changed its registered name."""

from dataclasses import dataclass
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion
from tortoise import fields

from core import clock
from core.actor import Actor
from core.behaviours.owned import Owned
from core.company import decided
from core.errors import Conflict, Invalid
from core.files.file import ATTACHMENT, Attachment
from core.objects import history
from core.objects.definition import Action, ObjectDef, Values, View
from core.objects.fields import Face, Option, choice, long_text, moment, reference, text
from core.objects.query import visible_ids
from core.objects.record import Record
from core.objects.writing import reindex, write
from core.work import happened

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
AUDITOR = "rename_auditor"
BY_APPLICATION = "account.rename_by_application"


@dataclass(frozen=True)
class RenameAsked:
    """A member applied to rename an account."""

    request_id: int
    account_id: int
    by_id: int


def settle_open_key(record: Any) -> tuple[str, ...]:
    """One application per account may wait: the key is unique in the database while it does."""
    record.open_key = f"account:{record.account_id}" if record.state == "waiting" else None
    return ("open_key",)


def auditors_read(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """Who holds the duty reads every application."""
    return table.id >= 1 if verb == "read" and AUDITOR in actor.duties else None


class RenameRequest(Owned, Record):
    """The owner is who asks. `former_name` is kept from the moment of asking."""

    account = reference("客户", "account", "Account", required=True, readonly=True)
    former_name = text("原名称", 200, readonly=True, searchable=True)
    new_name = text("新名称", 200, required=True, readonly=True, searchable=True)
    change = choice("变更类型", CHANGES, required=True, readonly=True, default="registered")
    state = choice("审核状态", STATES, default="waiting", readonly=True)
    note = long_text("说明", 400, readonly=True)
    reason = text("审核意见", 400, readonly=True)
    decided_by = reference("审核人", "member", "Member", readonly=True)
    decided_at = moment("审核时间", readonly=True)
    open_key = fields.CharField(40, null=True, unique=True)

    behaviour_settling = (settle_open_key,)
    behaviour_grants = (auditors_read,)

    class Meta:
        table = "rename_request"


async def withdraw(actor: Actor, request: Any, values: Values) -> None:
    await write(actor, RENAME_REQUEST, request, {"state": "withdrawn"}, "withdraw")


RENAME_REQUEST = ObjectDef(
    key="rename_request",
    label="更名申请",
    model=RenameRequest,
    title="new_name",
    subtitle=("former_name",),
    tags=("state", "change"),
    listed=("new_name", "former_name", "account", "change", "state", "owner", "created_at"),
    order="-created_at",
    parents=("account",),
    views=(View("all", "全部"), View("waiting", "待审核", {"field": "state", "is": "waiting"})),
    actions=(
        Action(
            "withdraw",
            "撤回申请",
            withdraw,
            when=lambda actor, request: request.state == "waiting" and request.owner_id == actor.id,
            refusal="只有申请人能撤回还在等审核的申请",
        ),
    ),
    creatable=False,
    kept="更名申请要留底，不能删除；不想改了可以撤回",
)


async def apply(actor: Actor, account: Any, values: Values) -> int:
    """A new application for a locked account, with its proofs; the auditors are told. Returns its id."""
    if values["new_name"] == account.name:
        raise Invalid({"new_name": "新名称和现在的名称一样"})
    if await RenameRequest.exists(account_id=account.id, state="waiting", deleted_at=None):
        raise Conflict("这个客户已有一个更名申请在等审核，审完或撤回后再申请")
    proofs = values["files"] or []
    if set(proofs) - await visible_ids(actor, ATTACHMENT, proofs):
        raise Invalid({"files": "有的证明材料不在了，或你看不到，重新上传"})
    request = await _asked(actor, account, values)
    for proof in await Attachment.filter(id__in=proofs):
        proof.rename_request_id = request.id
        await proof.save(update_fields=["rename_request_id"])
    await happened(RenameAsked(request.id, account.id, actor.id))
    return int(request.id)


async def _asked(actor: Actor, account: Any, values: Values) -> RenameRequest:
    given = {"new_name": values["new_name"], "change": values["change"] or "registered", "note": values["note"]}
    now = clock.now()
    request = RenameRequest(
        account_id=account.id,
        former_name=account.name,
        owner_id=actor.id,
        created_at=now,
        updated_at=now,
        custom={},
        **given,
    )
    settle_open_key(request)
    await request.save()
    await reindex(actor, RENAME_REQUEST, request)
    filled = {**given, "former_name": account.name, "account": account.id}
    await history.remember(actor, RENAME_REQUEST, request.id, "create", {}, filled)
    return request


APPLY_RENAME = Action(
    "apply_rename",
    "更名申请",
    apply,
    input={
        "new_name": Face("新名称", "text", required=True, max_length=200),
        "change": Face("变更类型", "choice", options=CHANGES),
        "note": Face("说明", "long_text", max_length=400),
        "files": Face("证明材料", "files", to="attachment"),
    },
)


async def name_by_application(actor: Actor, account: Any, verb: str, before: Values) -> None:
    """Where the company says so, the form does not change a name; the granted application does."""
    if verb in ("update", "merge") and "name" in before and await decided(BY_APPLICATION):
        raise Invalid({"name": "公司规定客户改名要走更名申请，点「更名申请」提交"})

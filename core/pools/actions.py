"""What can be done with pooled records (公海操作)."""

from core.objects.definition import Action, ObjectDef
from core.objects.fields import Face
from core.pools import assigning, claiming, keeping, returning

REASON = Face("原因", "long_text", max_length=400)
NOTE = Face("说明", "long_text", max_length=400)
GROUP = Face("公海分组", "reference", to="pool_group", required=True)


def claim_of(definition: ObjectDef) -> Action:
    """Picking up asks for what the object's own pick-up demands."""
    return Action(
        "claim", "领取", claiming.claim, verb="pool", reach="pool", batch=True, when=claiming.unclaimed,
        input=definition.pick_up.input if definition.pick_up else {},
        refusal="这一条已被别人领取，或不在你的公海里，刷新后再看",
    )  # fmt: skip


ACTIONS = (
    claim_of,
    Action(
        "apply", "申请领取", claiming.apply, verb="pool", reach="pool", when=claiming.unclaimed, input={"note": NOTE},
        refusal="这一条已被别人领取，或不在你的公海里，刷新后再看",
    ),
    Action(
        "assign", "分配", assigning.assign, verb="assign", batch=True, when=assigning.can_assign, nth=assigning.in_turn,
        input={
            "members": Face("分配给", "references", to="member", required=True),
            "advice": Face("分配建议", "long_text", max_length=400),
        },
        refusal="这一条现在不能由你分配：可能刚被领走，或已冻结、已废弃、已转换",
    ),
    Action(
        "release", "退回公海", returning.release, batch=True, when=returning.can_release,
        input={
            "group": Face("公海分组", "reference", to="pool_group"),
            "reason": REASON,
            "to": Face("接手的人", "reference", to="member"),
        },
        refusal="这一条现在没有人负责，或已冻结、已废弃、已转换，不能退回",
        confirm="退回后这条资料不再归你负责，同事可以领取",
    ),
    Action(
        "discard", "废弃", keeping.discard, batch=True, when=keeping.waits, input={"reason": REASON},
        refusal="只有公海里待领取的才能废弃，由分组管理员来做", confirm="废弃后不再出现在公海里，管理员可以恢复",
    ),
    Action(
        "restore", "恢复", keeping.restore, batch=True, when=keeping.is_discarded,
        refusal="只有已废弃的才能恢复，由分组管理员来做",
    ),
    Action(
        "freeze", "冻结", keeping.freeze, when=keeping.can_freeze, input={"reason": REASON},
        refusal="这一条已冻结或已转换，或不归你管理", confirm="冻结后谁都不能修改或领取，直到管理员解冻",
    ),
    Action("thaw", "解冻", keeping.thaw, when=keeping.can_thaw, refusal="这一条没有冻结，或不归你管理"),
    Action(
        "move_group", "改变分组", keeping.move_group, batch=True, when=keeping.in_a_group, input={"group": GROUP},
        refusal="这一条不在你管理的公海分组里，或已冻结",
    ),
    Action(
        "join_group", "初始化公海分组", keeping.join_group, batch=True, when=keeping.may_join, input={"group": GROUP},
        refusal="只有分组管理员能初始化公海分组",
    ),
    Action("protect", "不再回收", keeping.protect, when=keeping.can_protect, refusal="已经设为不回收，或你不是管理员"),
    Action(
        "unprotect", "恢复回收", keeping.unprotect, when=keeping.can_unprotect,
        refusal="没有设为不回收，或你不是管理员",
    ),
)  # fmt: skip

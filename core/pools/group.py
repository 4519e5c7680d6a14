"""Pool groups (公海分组): who may see and take which pooled records, and on what terms."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.actor import Actor
from core.errors import NotAllowed
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import Option, choice, text, whole, yes_no
from core.objects.record import Record

POOLED = (Option("lead", "线索", "blue"), Option("account", "客户", "teal"))
MODES = (
    Option("work", "跟进后捡回", "blue"),
    Option("claim", "自行领取", "green"),
    Option("apply", "申请领取", "amber"),
    Option("assign", "管理员分配", "violet"),
)


async def refuse_form(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Groups are kept by the settings of pools, which look after members and records too."""
    raise NotAllowed("公海分组在公海设置里改")


class PoolGroup(Record):
    """`details`: members may open what is unclaimed. `movable`: members may choose another group on return.

    `capacity` is how many records of the group a member may hold, `daily_limit` how many one may take on a day; 0 is
    no limit. A group for `everyone` needs no member rows, except for its admins.
    """

    name = text("分组名称", 60, required=True, searchable=True, sortable=True)
    pool_of = choice("公海", POOLED, required=True)
    mode = choice("领取方式", MODES, default="work")
    details = yes_no("成员可看详情")
    movable = yes_no("成员可改分组")
    everyone = yes_no("全员可见")
    capacity = whole("持有上限")
    daily_limit = whole("每日领取上限")
    active = yes_no("启用")

    behaviour_asking = (refuse_form,)

    class Meta:
        table = "pool_group"


class PoolMember(Model):
    """A member, or everybody of a department and its parts, in a group; `admin` allots and tidies up."""

    id = fields.BigIntField(primary_key=True)
    group: Any = fields.ForeignKeyField("models.PoolGroup", related_name=False, on_delete=fields.CASCADE)
    group_id: int
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, null=True, on_delete=fields.CASCADE)
    member_id: int | None
    department: Any = fields.ForeignKeyField(
        "models.Department", related_name=False, null=True, on_delete=fields.CASCADE
    )
    department_id: int | None
    admin = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "pool_member"
        unique_together = (("group", "member", "department"),)


POOL_GROUP = ObjectDef(
    key="pool_group",
    label="公海分组",
    model=PoolGroup,
    title="name",
    tags=("pool_of", "mode"),
    listed=("name", "pool_of", "mode", "details", "everyone", "active"),
    order="name",
    views=(View("all", "全部"),),
    public=True,
    creatable=False,
    kept="公海分组在公海设置里删除",
    indexes=(Index(("pool_of", "name", "id"), where="deleted_at IS NULL"),),
)

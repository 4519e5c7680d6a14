"""Members, departments and roles as objects (成员、部门、角色): everybody looks them up, the directory writes them."""

from core.objects.definition import Index, ObjectDef, View
from core.org.tables import Department, Member, Role

BY_DIRECTORY = "成员和部门由企业微信通讯录维护，在那里删除"

MEMBER = ObjectDef(
    key="member",
    label="成员",
    model=Member,
    title="name",
    subtitle=("department", "position"),
    tags=("status",),
    listed=("name", "department", "position", "status"),
    order="name",
    views=(View("active", "在职", {"field": "status", "in": ["active", "inactive"]}), View("all", "全部")),
    public=True,
    creatable=False,
    kept=BY_DIRECTORY,
    person=True,
    indexes=(Index(("department_id",)),),
)

DEPARTMENT = ObjectDef(
    key="department",
    label="部门",
    model=Department,
    title="name",
    listed=("name", "parent"),
    order="name",
    views=(View("all", "全部"),),
    public=True,
    creatable=False,
    kept=BY_DIRECTORY,
)

ROLE = ObjectDef(
    key="role",
    label="角色",
    model=Role,
    title="name",
    listed=("name", "note"),
    order="-updated_at",
    views=(View("all", "全部"),),
    public=True,
    creatable=False,
    kept="角色在权限设置里删除",
)

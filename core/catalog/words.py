"""What categories and products have in common (产品目录的词): in use or retired."""

from core.objects.definition import Values, View
from core.objects.fields import Option

RETIRED = "retired"
ON_SALE = (Option("active", "在售", "green"), Option(RETIRED, "已停用", "neutral"))
IN_USE = (Option("active", "使用中", "green"), Option(RETIRED, "已停用", "neutral"))


def one_status(values: Values) -> dict[str, str]:
    """Something is in use or retired, and never neither."""
    return {} if values.get("status") else {"status": "状态还没填"}


def views_of(in_use: str) -> tuple[View, ...]:
    """What is offered, what is retired, and everything."""
    return (
        View("offered", in_use, {"field": "status", "is": "active"}),
        View(RETIRED, "已停用", {"field": "status", "is": RETIRED}),
        View("all", "全部"),
    )

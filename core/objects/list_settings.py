"""What each member sees in a list (列表设置): their views, their columns and the view a list opens with."""

from typing import Any

from core.actor import Actor
from core.errors import Invalid
from core.objects.definition import ObjectDef
from core.objects.saved_views import ListSetting, checked_columns, seen_columns, told, views_of
from core.work import current_work


async def lists_told(actor: Actor, definition: ObjectDef, built_in: list[dict[str, Any]]) -> dict[str, Any]:
    """The `views` and the `list` of an object's schema: built-in views first, then saved ones."""
    views = [{**view, "columns": [], "saved": False, "mine": False, "shared": "", "problem": ""} for view in built_in]
    views += [told(actor, definition, view) for view in await views_of(actor, definition)]
    setting = await ListSetting.get_or_none(member_id=actor.id, object=definition.key)
    return {"views": views, "list": _list_told(actor, definition, setting, [view["key"] for view in views])}


def _list_told(actor: Actor, definition: ObjectDef, setting: ListSetting | None, keys: list[str]) -> dict[str, Any]:
    """The default where the member set nothing, or nothing of it is left."""
    usual = [{"key": key, "width": None} for key in definition.listed]
    own = seen_columns(actor, definition, setting.columns) if setting else []
    wanted = setting.default_view if setting else ""
    return {
        "columns": own or seen_columns(actor, definition, usual),
        "default_view": wanted if wanted in keys else (keys[0] if keys else ""),
    }


async def set_list(actor: Actor, definition: ObjectDef, columns: list[dict[str, Any]], default_view: str) -> None:
    """The member's own columns and default view; run inside `work()`. Raises Invalid."""
    current_work()
    kept, sentence = checked_columns(actor, definition, columns)
    problems = {"columns": sentence} if sentence else {}
    if default_view and not definition.view(default_view):
        saved = [told(actor, definition, view)["key"] for view in await views_of(actor, definition)]
        if default_view not in saved:
            problems["default_view"] = "没有这个视图，可能刚被删掉了"
    if problems:
        raise Invalid(problems)
    chosen = {"columns": kept, "default_view": default_view}
    await ListSetting.update_or_create(defaults=chosen, member_id=actor.id, object=definition.key)


async def forget_list(actor: Actor, definition: ObjectDef) -> None:
    """Back to the default."""
    current_work()
    await ListSetting.filter(member_id=actor.id, object=definition.key).delete()

"""What a member may take out (导出权限): the list they see, as far as the right to export goes."""

from dataclasses import replace
from typing import Any

from core.actor import REACHES, Actor
from core.errors import Invalid, NotAllowed
from core.exporting.run import ExportRun
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.list_settings import lists_told
from core.objects.query import Asked, Listing, asked_for
from core.objects.scopes import scope_of

MOST_COLUMNS = 200


def exporter(actor: Actor, definition: ObjectDef) -> Actor:
    """The actor with the reach of reading no further than that of exporting. Raises NotAllowed."""
    actor.needs(definition.key, "read", definition.label)
    actor.needs(definition.key, "export", definition.label)
    read, export = (actor.reach(definition.key, verb) for verb in ("read", "export"))
    if REACHES.index(export) >= REACHES.index(read):
        return actor
    return replace(actor, reaches={**actor.reaches, (definition.key, "read"): export})


async def asked(actor: Actor, definition: ObjectDef, listing: dict[str, Any]) -> Asked:
    """The rows of a listing that the actor may take out. Raises NotAllowed, Invalid."""
    wanted = Listing(**{name: listing[name] for name in ("view", "q", "where", "sort")})
    found = await asked_for(exporter(actor, definition), definition, wanted)
    if not listing["ids"]:
        return found
    return replace(found, only=found.only & found.table.id.isin(listing["ids"]))


async def chosen_columns(actor: Actor, definition: ObjectDef, view: str, wanted: list[str]) -> list[str]:
    """The wanted columns, else those of the view, else those of the member's list; of a pool only what it shows.

    Raises Invalid for one that does not exist or that the actor may not see.
    """
    faces = custom.all_faces(definition)
    unknown = [key for key in wanted if key not in faces or actor.hides(definition.key, key)]
    if unknown or len(wanted) > MOST_COLUMNS:
        raise Invalid({"columns": f"没有「{'、'.join(unknown)[:60]}」这一列，或你看不到" if unknown else "列太多了"})
    shown = shown_columns(actor, definition, view, wanted or await _usual(actor, definition, view))
    if not shown:
        raise Invalid({"columns": "选中的列在这个视图里都看不到，换几列再导出"})
    return shown


def shown_columns(actor: Actor, definition: ObjectDef, view: str, columns: list[str]) -> list[str]:
    """Those of the columns that exist and that the actor sees in the view, each once; the number always comes first."""
    scope, faces = scope_of(definition, view), custom.all_faces(definition)
    looking = scope.looks(actor, definition) if scope else actor
    seen = [key for key in columns if key in faces and not looking.hides(definition.key, key)]
    return ["id", *dict.fromkeys(key for key in seen if key != "id")] if seen else []


async def _usual(actor: Actor, definition: ObjectDef, view: str) -> list[str]:
    told = await lists_told(actor, definition, [])
    of_view: list[Any] = next((one["columns"] for one in told["views"] if one["key"] == view), [])
    return [one["key"] for one in of_view or told["list"]["columns"]]


def may_still_fetch(actor: Actor, definition: ObjectDef, run: ExportRun) -> None:
    """A file is only given to who could still write it. Raises NotAllowed."""
    exporter(actor, definition)
    if shown_columns(actor, definition, run.listing["view"], run.columns) != run.columns:
        raise NotAllowed("你的字段权限变了，这个文件里有现在看不到的列。重新导出一份")

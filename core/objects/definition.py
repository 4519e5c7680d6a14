"""ObjectDef: one business object as data (对象定义). Lists, forms, API, chat and tests come from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.objects.fields import Face, face_of
from core.objects.record import SYSTEM_FACES, Record

if TYPE_CHECKING:
    from pypika_tortoise.queries import Table
    from pypika_tortoise.terms import Criterion

    from core.actor import Actor

Values = dict[str, Any]


@dataclass(frozen=True)
class Index:
    """An index, declared as data because abstract parents lose theirs. Columns may end with " DESC"."""

    columns: tuple[str, ...]
    unique: bool = False
    where: str = ""


@dataclass(frozen=True)
class View:
    """A built-in list view: a filter in the contract's language and an order."""

    key: str
    label: str
    where: dict[str, Any] | None = None
    sort: str = ""


@dataclass(frozen=True)
class Action:
    """A unit of doing. `run(actor, record, values)` works inside `work()`; `when` says for which records it is open.

    `verb` is the permission it needs, `input` the faces it asks for, `batch` whether many can be chosen.
    `reach` is "visible" for actions on any record one may see, "edit" for those that need the right to change it.
    """

    key: str
    label: str
    run: Callable[["Actor", Any, Values], Awaitable[Any]]
    verb: str = "update"
    reach: str = "edit"
    when: Callable[["Actor", Any], bool] = lambda actor, record: True
    refusal: str = "现在不能这样做，刷新后再看"
    input: dict[str, Face] = field(default_factory=dict)
    batch: bool = False


@dataclass(frozen=True)
class HardKey:
    """A value that only one living record of the object may have: `keys(values)` lists them."""

    kind: str
    field: str
    keys: Callable[[Any], list[str]]


@dataclass(frozen=True)
class SoftKey:
    """A value by which similar records are found; sharing it is allowed."""

    kind: str
    field: str
    keys: Callable[[Any], list[str]]


@dataclass(frozen=True)
class ObjectDef:
    """Everything the rest of the house knows of an object.

    `parents` are the references through which whoever sees the parent also sees this record (decision 31).
    `public` objects are read by every member. `title` is the field that names a record. `accepts` translate what comes
    in before it is checked, `on_create` complete a new record before it is saved.
    """

    key: str
    label: str
    model: type[Record]
    title: str
    listed: tuple[str, ...]
    subtitle: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    amount: str = ""
    date: str = ""
    common: tuple[str, ...] = ()
    order: str = "-updated_at"
    views: tuple[View, ...] = ()
    checks: tuple[Callable[[Values], dict[str, str]], ...] = ()
    actions: tuple[Action, ...] = ()
    parents: tuple[str, ...] = ()
    public: bool = False
    creatable: bool = True
    hard_keys: tuple[HardKey, ...] = ()
    soft_keys: tuple[SoftKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    teaser: tuple[str, ...] = ()
    person: bool = False
    accepts: tuple[Callable[["Actor", Values], Awaitable[Values]], ...] = ()
    on_create: tuple[Callable[["Actor", Any], Awaitable[None]], ...] = ()

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @cached_property
    def faces(self) -> dict[str, Face]:
        """Faces by field key: the model's own in order of declaration, then the system's."""
        columns = self.model._meta.fields_map
        own = {name: face for name, column in columns.items() if (face := face_of(column))}
        return {**own, **SYSTEM_FACES}

    @cached_property
    def columns(self) -> dict[str, str]:
        """The database column of each field key."""
        return {key: f"{key}_id" if face.kind == "reference" else key for key, face in self.faces.items()}

    @cached_property
    def owned(self) -> bool:
        return "owner" in self.model._meta.fields_map

    @cached_property
    def pooled(self) -> bool:
        return "pool_state" in self.model._meta.fields_map

    @cached_property
    def doubted(self) -> bool:
        return "doubtful" in self.model._meta.fields_map

    @cached_property
    def searched(self) -> tuple[str, ...]:
        return tuple(key for key, face in self.faces.items() if face.searchable)

    @cached_property
    def action_by_key(self) -> dict[str, Action]:
        """The object's own actions and those of its behaviours."""
        inherited = [a for parent in self.model.__mro__ for a in vars(parent).get("behaviour_actions", ())]
        return {action.key: action for action in (*inherited, *self.actions)}

    @cached_property
    def settling(self) -> tuple[Callable[[Any], tuple[str, ...]], ...]:
        """What the behaviours set from other columns before every write; each names the columns it set."""
        return tuple(f for parent in self.model.__mro__ for f in vars(parent).get("behaviour_settling", ()))

    @cached_property
    def grants(self) -> "tuple[Callable[[Actor, ObjectDef, str, Table], Criterion | None], ...]":
        """What the behaviours let an actor see or do beyond the owner's rule: (actor, definition, verb, table)."""
        return tuple(f for parent in self.model.__mro__ for f in vars(parent).get("behaviour_grants", ()))

    @cached_property
    def all_indexes(self) -> tuple[Index, ...]:
        """Indexes of the behaviours, of the default order and of the object itself, each once."""
        inherited = [i for parent in self.model.__mro__ for i in vars(parent).get("behaviour_indexes", ())]
        order = self.order.lstrip("-")
        direction = " DESC" if self.order.startswith("-") else ""
        living = "deleted_at IS NULL"
        default = [Index((f"{order}{direction}", f"id{direction}"), where=living)]
        if self.owned:
            default += [Index(("owner_id", f"{order}{direction}", f"id{direction}"), where=living)]
        default += [Index((f"{parent}_id",), where=living) for parent in self.parents]
        return tuple(dict.fromkeys([*default, *inherited, *self.indexes]))

    def view(self, key: str) -> View | None:
        return next((view for view in self.views if view.key == key), None)


def check(definition: ObjectDef) -> ObjectDef:
    """Refuses a definition that names fields it does not have, or an order it cannot have; run once at the start."""
    named = {definition.title, *definition.listed, *definition.subtitle, *definition.tags, *definition.common}
    named |= {*definition.parents, *definition.teaser, definition.order.removeprefix("-")}
    named |= {name for name in (definition.amount, definition.date) if name}
    named |= {key.field for key in definition.hard_keys} | {key.field for key in definition.soft_keys}
    named |= {view.sort.removeprefix("-") for view in definition.views if view.sort}
    if unknown := named - set(definition.faces):
        raise ValueError(f"{definition.key}: no such fields {sorted(unknown)}")
    orders = {
        definition.order.removeprefix("-"),
        *(view.sort.removeprefix("-") for view in definition.views if view.sort),
    }
    if unsorted := {key for key in orders if not definition.faces[key].sortable}:
        raise ValueError(f"{definition.key}: sorted by what is not sortable {sorted(unsorted)}")
    if stray := {key for key in definition.parents if definition.faces[key].kind != "reference"}:
        raise ValueError(f"{definition.key}: parents that are no references {sorted(stray)}")
    return definition

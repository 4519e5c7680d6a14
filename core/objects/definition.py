"""ObjectDef: one business object as data (对象定义). Lists, forms, API, chat and tests come from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.objects.fields import Face, face_of
from core.objects.record import SYSTEM_FACES, Record

if TYPE_CHECKING:
    from pypika_tortoise.queries import Table
    from pypika_tortoise.terms import Criterion, Term

    from core.actor import Actor

Values = dict[str, Any]


@dataclass(frozen=True)
class Index:
    """An index, declared as data because abstract parents lose theirs. Columns may end with " DESC"."""

    columns: tuple[str, ...]
    unique: bool = False
    where: str = ""


@dataclass(frozen=True)
class Check:
    """What the database itself refuses in a row; `holds` says {new} before each column."""

    name: str
    holds: str


@dataclass(frozen=True)
class View:
    """A built-in list view: a filter in the contract's language and an order, in a `Scope` or in the ordinary one."""

    key: str
    label: str
    where: dict[str, Any] | None = None
    sort: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Scope:
    """Rows that are listed without being open (公海): which ones, and what of them is shown.

    `looks(actor, definition)` is the actor with everything hidden that such a list must not give away: columns,
    filters, order and search obey it. `rows(actor, definition, table)` are all rows of the scope, `usual` what is
    listed when the filter says nothing of `usual_field`. `marks(actor, definition, items)` adds to the listed items.
    """

    key: str
    looks: Callable[["Actor", "ObjectDef"], "Actor"]
    rows: Callable[["Actor", "ObjectDef", "Table"], "Criterion"]
    usual: dict[str, Any] | None = None
    usual_field: str = ""
    marks: Callable[["Actor", "ObjectDef", list[dict[str, Any]]], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Action:
    """A unit of doing. `run(actor, record, values)` works inside `work()`; `when` says for which records it is open.

    `verb` is the permission it needs, `input` the faces it asks for, `batch` whether many can be chosen.
    `reach` is "visible" for actions on any record one may see, "edit" for those that need the right to change it,
    or the key of a scope whose rows it is for. `confirm` is the sentence shown before something is lost,
    `nth(values, n)` the input of the n-th record of a batch, `deed` the kind under which it can be undone.
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
    confirm: str = ""
    nth: Callable[[Values, int], Values] | None = None
    deed: str = ""


@dataclass(frozen=True)
class PickUp:
    """What picking up a pooled record demands (捡回): further input, what must be done, and what comes along.

    `demands(actor, record, values)` runs once the record is the actor's, and whatever it refuses undoes the pick-up.
    `along` are told (actor, record, former owner id, new owner id) whenever the record goes or comes.
    """

    input: dict[str, Face]
    demands: Callable[["Actor", Any, Values], Awaitable[None]]
    along: tuple[Callable[["Actor", Any, int | None, int | None], Awaitable[None]], ...] = ()


@dataclass(frozen=True)
class Way:
    """Rows of `object` open the record that their `field` names, to be read by whoever reads their `through`."""

    object: str
    field: str
    through: str


@dataclass(frozen=True)
class FilterField:
    """A filter by members who are tied to a record without being a column of it.

    `rows(definition, table, whom)` are the records of which `whom(member)` holds for one of the members; None means
    any member at all.
    """

    face: Face
    rows: Callable[["ObjectDef", "Table", "Callable[[Term], Criterion] | None"], "Criterion"]


@dataclass(frozen=True)
class HardKey:
    """A value that only one living record of the object may have: `keys(values)` lists them.

    The same value of an object in `also` means the same person or company. With a `switch` the values are unique only
    while the company's setting of that name is on.
    """

    kind: str
    field: str
    keys: Callable[[Any], list[str]]
    also: tuple[str, ...] = ()
    switch: str = ""


@dataclass(frozen=True)
class SoftKey:
    """A value by which similar records are found, in objects in `also` too; sharing it is allowed."""

    kind: str
    field: str
    keys: Callable[[Any], list[str]]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What a new record's form may bring along although it is no column: `keep` checks it and stores it with the
    record: (actor, record, value).
    """

    key: str
    face: Face
    keep: Callable[["Actor", Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class ObjectDef:
    """Everything the rest of the house knows of an object.

    `parents` are the references through which whoever sees the parent also sees this record (decision 31);
    `listed_with` are those on whose records it is listed too, for whoever sees it anyway.
    `public` objects are read by every member. `title` is the field that names a record. `accepts` translate what comes
    in before it is checked, `on_create` complete a new record before it is saved, `after` do what a written record
    means elsewhere: (actor, record, verb, values before). `kept` says why records are not deleted, where that is so.
    Records of a `granted` object are written by whom a role allows it, and by nobody else but administrators.
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
    listed_with: tuple[str, ...] = ()
    public: bool = False
    granted: bool = False
    creatable: bool = True
    kept: str = ""
    hard_keys: tuple[HardKey, ...] = ()
    soft_keys: tuple[SoftKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    teaser: tuple[str, ...] = ()
    person: bool = False
    accepts: tuple[Callable[["Actor", Values], Awaitable[Values]], ...] = ()
    on_create: tuple[Callable[["Actor", Any], Awaitable[None]], ...] = ()
    after: tuple[Callable[["Actor", Any, str, Values], Awaitable[None]], ...] = ()
    pick_up: PickUp | None = None

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
    def own_columns(self) -> tuple[tuple[str, str], ...]:
        """(field key, column) of everything but the system's own fields."""
        return tuple((key, column) for key, column in self.columns.items() if key not in SYSTEM_FACES)

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
    def shared(self) -> bool:
        """A team stands beside the owner."""
        return any("behaviour_shared" in vars(parent) for parent in self.model.__mro__)

    @cached_property
    def authored(self) -> bool:
        """Whoever sees a parent reads it; only its author and those above change it."""
        return any("behaviour_authored" in vars(parent) for parent in self.model.__mro__)

    @property
    def above(self) -> tuple[str, ...]:
        """The references to what it hangs on, whether or not they open it."""
        return (*self.parents, *self.listed_with)

    @property
    def needed(self) -> tuple[str, ...]:
        """The parents that a record cannot be without."""
        return tuple(parent for parent in self.parents if self.faces[parent].required)

    @cached_property
    def treelike(self) -> bool:
        """Its records stand below each other by their `parent`."""
        parent = self.faces.get("parent")
        return parent is not None and parent.to == self.key

    @cached_property
    def searched(self) -> tuple[str, ...]:
        return tuple(key for key, face in self.faces.items() if face.searchable)

    @property
    def all_keys(self) -> tuple[HardKey | SoftKey, ...]:
        """The hard keys, then the soft ones."""
        return (*self.hard_keys, *self.soft_keys)

    @property
    def named_by_company(self) -> bool:
        """Whether its title is a company's name."""
        return any(key.kind == "company" and key.field == self.title for key in self.soft_keys)

    @cached_property
    def action_by_key(self) -> dict[str, Action]:
        """The object's own actions and those of its behaviours, which may depend on the definition."""
        inherited = [a if isinstance(a, Action) else a(self) for a in self._inherited("behaviour_actions")]
        return {action.key: action for action in (*inherited, *self.actions)}

    def extend(self, *actions: Action) -> None:
        """Adds what rooms above do with the object; the list of objects says so before anything is asked."""
        object.__setattr__(self, "actions", (*self.actions, *actions))
        self.__dict__.pop("action_by_key", None)

    @cached_property
    def following(self) -> tuple[Callable[["Actor", Any, str, Values], Awaitable[None]], ...]:
        """What happens after every write, of the behaviours and of the object itself."""
        return (*self._inherited("behaviour_after"), *self.after)

    @cached_property
    def settling(self) -> tuple[Callable[[Any], tuple[str, ...]], ...]:
        """What the behaviours set from other columns before every write; each names the columns it set."""
        return self._inherited("behaviour_settling")

    @cached_property
    def completing(self) -> tuple[Callable[["Actor", Any], Awaitable[None]], ...]:
        """What completes a new record before it is saved: the behaviours, then the object."""
        return (*self._inherited("behaviour_on_create"), *self.on_create)

    def holds_keys(self, record: Any) -> bool:
        """Whether a record takes its duplicate keys: one that is out of use leaves them to others (decision 27)."""
        return not any(out_of_use(record) for out_of_use in self.keyless)

    @cached_property
    def keyless(self) -> tuple[Callable[[Any], bool], ...]:
        """What the behaviours take for out of use."""
        return self._inherited("behaviour_keyless")

    @cached_property
    def grants(self) -> "tuple[Callable[[Actor, ObjectDef, str, Table], Criterion | None], ...]":
        """What the behaviours let an actor see or do beyond the owner's rule: (actor, definition, verb, table)."""
        return self._inherited("behaviour_grants")

    @cached_property
    def child_grants(self) -> "tuple[Callable[[Actor, ObjectDef, ObjectDef, str, Term], Criterion | None], ...]":
        """What the behaviours let an actor do to children, though not to the record: (actor, definition, child, verb,
        the child's reference).
        """
        return self._inherited("behaviour_child_grants")

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Records of other objects that open a record beside its parents."""
        return self._inherited("behaviour_ways")

    @cached_property
    def child_rules(self) -> "tuple[Callable[[Actor, ObjectDef, int, ObjectDef], Awaitable[None]], ...]":
        """What the behaviours ask before a child is added below a record, raising: (actor, definition, id, child)."""
        return self._inherited("behaviour_child_rules")

    @cached_property
    def asking(self) -> "tuple[Callable[[Actor, ObjectDef, Any, Values], Awaitable[None]], ...]":
        """What the behaviours ask before a form's values are written: (actor, definition, record or None, values)."""
        return self._inherited("behaviour_asking")

    @cached_property
    def besides(self) -> tuple[Beside, ...]:
        """What the behaviours take from a new record's form beside its columns."""
        return self._inherited("behaviour_besides")

    @cached_property
    def beside_keys(self) -> frozenset[str]:
        return frozenset(beside.key for beside in self.besides)

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """The lists of rows that need not be open, by key."""
        return {scope.key: scope for scope in self._inherited("behaviour_scopes")}

    @cached_property
    def table_checks(self) -> tuple[Check, ...]:
        """What the database refuses in a row of this object."""
        return self._inherited("behaviour_checks")

    @cached_property
    def filter_fields(self) -> dict[str, FilterField]:
        """Filters of the behaviours that are no columns, by key."""
        return dict(self._inherited("behaviour_filters"))

    @cached_property
    def all_views(self) -> tuple[View, ...]:
        """The object's own views, then those of its behaviours."""
        return (*self.views, *self._inherited("behaviour_views"))

    def _inherited(self, name: str) -> tuple[Any, ...]:
        return tuple(one for parent in self.model.__mro__ for one in vars(parent).get(name, ()))

    @cached_property
    def all_indexes(self) -> tuple[Index, ...]:
        """Indexes of the behaviours, of the default order and of the object itself, each once."""
        inherited = self._inherited("behaviour_indexes")
        order = self.order.lstrip("-")
        direction = " DESC" if self.order.startswith("-") else ""
        living = "deleted_at IS NULL"
        default = [Index((f"{order}{direction}", f"id{direction}"), where=living)]
        if self.owned:
            default += [Index(("owner_id", f"{order}{direction}", f"id{direction}"), where=living)]
        default += [Index((f"{parent}_id",), where=living) for parent in self.above]
        return tuple(dict.fromkeys([*default, *inherited, *self.indexes]))

    def view(self, key: str) -> View | None:
        return next((view for view in self.all_views if view.key == key), None)

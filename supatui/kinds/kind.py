"""Kind: everything that is known about one kind of object, said once."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, SchemaObject
from supatui.catalog.quoting import Sql
from supatui.kinds.action import Action
from supatui.kinds.names import NAMES
from supatui.kinds.wishes import NO_WISHES, Wishes


@dataclass(frozen=True, slots=True)
class Change:
    """What a kind is asked to bring about, with both schemas at hand.

    `old` is what stands before the plan, `new` what is wanted; `old_catalog` and `new_catalog` are theirs.
    """

    old_catalog: Catalog
    new_catalog: Catalog
    dropped: frozenset[ObjectId]
    """What is gone in the new schema, or is dropped to be made again."""
    created: frozenset[ObjectId]
    """What is new, or is made again."""
    server_version: int
    """`server_version_num` of the target."""
    executor: str = ""
    """The role that runs the plan, and so owns what it makes."""
    wishes: Wishes = NO_WISHES


@dataclass(frozen=True, slots=True)
class Alteration:
    """How an object changes in place."""

    actions: tuple[Action, ...] = ()
    rebuilds: frozenset[ObjectId] = frozenset()
    """Unchanged or changed dependants that have to be dropped before and made again after."""


class Rebuild(StrEnum):
    """The answer of a kind that cannot change in place what was asked."""

    NEEDED = "needed"
    SUCCESSOR = "successor"
    """A type or collation, or a part of one, that is to be made anew while the columns that use it keep their rows."""


@dataclass(frozen=True, slots=True)
class Successor:
    """How a type or collation is followed by a new one of its name, while both are there for a moment."""

    away: Callable[[SchemaObject], tuple[Sql, ...]]
    """Statements that give the old one its former name. Raises: PlanError, where it cannot make way."""
    make: Callable[[SchemaObject, SchemaObject, Change], Sql]
    """`make(old, new, change)` gives the statement that makes the new one."""
    remove: Callable[[SchemaObject], Sql]
    """The statement that drops the old one under its former name."""
    finish: Callable[[SchemaObject], tuple[Action, ...]] = lambda new: ()
    """What the new one still lacks, beside its owner, comment and privileges."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object. `kinds/<name>.sql` reads it; see `introspect.py` for the columns of such a query."""

    name: str
    reference: Callable[[SchemaObject], Sql]
    """How `comment on`, `alter ... owner to` and the like name it: `policy "own rows" on public.orders`."""
    create: Callable[[SchemaObject, Change], tuple[Action, ...]]
    drop: Callable[[SchemaObject, Change], tuple[Action, ...]]
    alter: Callable[[SchemaObject, SchemaObject, frozenset[str], Change], Alteration | Rebuild]
    """`alter(old, new, changed attribute names, change)`. Comment and owner are done by the planner for every kind."""
    owner_clause: bool = True
    """Whether `alter <reference> owner to` exists for it."""
    renames: bool = False
    """Whether `alter <reference> rename to` exists for it."""
    rename: Callable[[SchemaObject, str], Sql] | None = None
    """Its statement for another name, where that has another form. None with `renames` false: it cannot be renamed."""
    moves: bool = False
    """Whether `alter <reference> set schema` exists for it."""
    needs_successor: Callable[[SchemaObject, Change], bool] | None = None
    """Whether making such a part takes that what it belongs to is made anew, as with `Rebuild.SUCCESSOR`."""
    takes_in: Callable[[SchemaObject, Change], frozenset[ObjectId]] | None = None
    """What the making of such an object would take into itself, or is hindered by: it has to be made again after it."""
    successor: Successor | None = None
    """For types and collations: how a new one takes the place of the old one under the columns that use it."""
    stand_in: Callable[[SchemaObject], tuple[Sql, Sql] | None] | None = None
    """Where it can be in a knot with others: a statement that makes, or puts in its place, something of its shape that
    needs none of them, and one that puts it in the place of that. None where its shape needs them, too."""
    addresses: tuple[tuple[str, str], ...] = ()
    """(system catalog, column of the query with the oid) that pg_depend knows it by; the first may have a `subid`."""
    inert: frozenset[str] = frozenset()
    """Attributes, beside owner and comment, whose change never reaches what depends on it."""
    optional: str = ""
    """The word that asks for it, where it is read only then; empty for what is always read."""
    minimum_version: int = 0
    """First server major that has it."""
    shared_query: str | None = None
    """Name of the query, where several kinds are read by one."""

    @property
    def plural(self) -> str:
        """What several are called."""
        return NAMES[self.name].plural

    @property
    def query_name(self) -> str:
        return self.shared_query or self.name

    @property
    def query(self) -> str:
        """The text of `kinds/<query name>.sql`."""
        from importlib import resources  # slow to import, and not needed before a database is read

        return resources.files("supatui.kinds").joinpath(f"{self.query_name}.sql").read_text(encoding="utf-8")

"""Action: one small step of a plan, with its lock, hazards and edges. What kinds make and plans order."""

from dataclasses import dataclass
from enum import StrEnum

from supatui.catalog.identity import ObjectId
from supatui.catalog.quoting import Sql, joined, sql


class Lock(StrEnum):
    """Table lock modes, weak to strong, in PostgreSQL's words. Source: manual, Explicit Locking."""

    ACCESS_SHARE = "ACCESS SHARE"
    ROW_SHARE = "ROW SHARE"
    ROW_EXCLUSIVE = "ROW EXCLUSIVE"
    SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
    SHARE = "SHARE"
    SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
    EXCLUSIVE = "EXCLUSIVE"
    ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"


class HazardKind(StrEnum):
    """A named risk; the value is the badge on screen."""

    DATA = "DATA"
    """Values or rows are lost, or may be."""
    REWRITE = "REWRITE"
    """The table is written anew, with all its indexes."""
    SCAN = "SCAN"
    """Every row is read while the lock is held."""
    INDEX = "INDEX"
    """An index is built while the lock is held."""
    ACCESS = "ACCESS"
    """Someone can see or change more, or less, than before."""
    FAILS_ON_DATA = "MAY FAIL"
    """The rows that are there may make it fail: nulls, duplicates, orphans."""
    CLIENTS = "CLIENTS"
    """Clients and quoted bodies that say the old name fail from now on."""
    NO_TRANSACTION = "NO TXN"
    """Cannot run inside a transaction block."""
    REFUSED = "REFUSED"
    """The hosted platform refuses it, though a shadow server did not."""


@dataclass(frozen=True, slots=True)
class Hazard:
    kind: HazardKind
    detail: str
    """One short sentence for a person, without the object's name."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A count of rows that are in the way: an action with guards stops the plan where one is not zero."""

    query: Sql
    """Gives one number; over the schema that the plan starts from."""
    object: ObjectId
    """The table, or the column."""
    what: str
    """What is counted, in the words that follow the number."""
    hint: str


@dataclass(frozen=True, slots=True)
class Body:
    """A `create table` with a list in brackets, into which clauses of later actions can be folded."""

    head: Sql
    elements: tuple[tuple[ObjectId, Sql], ...]
    """Each column or attribute with its clause, in order."""
    tail: Sql
    """What follows the closing bracket; empty where nothing does."""

    def text(self) -> Sql:
        """The whole statement, one element a line."""
        inner = joined(",\n    ", [clause for _, clause in self.elements])
        bracketed = sql("{} (\n    {}\n)", self.head, inner) if self.elements else sql("{} ()", self.head)
        return sql("{} {}", bracketed, self.tail) if self.tail else bracketed


@dataclass(frozen=True, slots=True)
class Listing:
    """A statement that names one thing in a place where it could name several, such as a column that is granted."""

    around: tuple[Sql, ...]
    """What stands before, between and after each mention."""
    entries: tuple[Sql, ...]

    def text(self) -> Sql:
        """The whole statement."""
        first, *rest = self.around
        entries = joined(", ", self.entries)
        return joined("", [first, *(one for part in rest for one in (entries, part))])


@dataclass(frozen=True, slots=True)
class Action:
    """One small step. Edges of the order come from these sets and from the dependencies of both schemas."""

    sql: Sql
    """One statement without its semicolon."""
    object: ObjectId
    """What it is about; the reason that a person sees."""
    creates: frozenset[ObjectId] = frozenset()
    """What exists in its new form once it ran (an altered object counts as created)."""
    needs: frozenset[ObjectId] = frozenset()
    """What must exist in its new form before it runs, beside what the new schema's dependencies say."""
    waives: frozenset[ObjectId] = frozenset()
    """What the new schema's dependencies name, though another step ties it to that later (an index of a partition)."""
    destroys: frozenset[ObjectId] = frozenset()
    """What exists no more, or no more in its old form, once it ran."""
    touches: frozenset[ObjectId] = frozenset()
    """What it changes in place: dependants of these that are dropped are dropped before it."""
    releases: frozenset[ObjectId] = frozenset()
    """What it no longer depends on once it ran: whoever destroys those comes after it."""
    lock: Lock | None = None
    locked: frozenset[ObjectId] = frozenset()
    hazards: tuple[Hazard, ...] = ()
    transactional: bool = True
    added_value: str | None = None
    """A new value of an enum, which may only be used after a commit."""
    guards: tuple[Guard, ...] = ()
    """What is looked at before anything else runs."""
    last: bool = False
    """Whether it waits for everything else, named or not: a role may have been granted anything."""
    irreversible: str | None = None
    """Why the rollback cannot restore everything; None when it can."""
    body: Body | None = None
    """The structure of `sql`, where later clauses can be folded in."""
    listing: Listing | None = None
    """The structure of `sql`, where what the next statement names can be named as well."""
    is_open: bool = False
    """Whether words about its object may simply follow `sql` (`add column`)."""
    head: Sql | None = None
    """`alter table t`, where `sql` goes on with something that one statement may say beside others of the table."""
    clause: Sql | None = None
    """The form that it takes inside the body of what it is folded into."""
    into: ObjectId | None = None
    """The table (a new element) or the column (more words) that `clause` can be folded into."""

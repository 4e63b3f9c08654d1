"""The plan as pg_dump sees it: the shadow copy after it beside the goal itself, and what our catalog does not know."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.catalog.model import Catalog
from supatui.catalog.platform import MANAGED_SCHEMAS, SYSTEM_SCHEMAS
from supatui.plan.rehearse import Rehearsal
from supatui.shadow import run_adapted
from supatui.shadow.dump import DumpDifference, as_statements, compare_dumps, dump_text, of_user, sections
from supatui.shadow.dump_secrets import hidden_alike
from supatui.sources.statements import PieceKind, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection
    from psycopg.rows import TupleRow

ALREADY_THERE = frozenset({"42710", "42P06", "42P07", "42723", "42P16"})
"""What a dump makes and the platform's baseline has: duplicate object, schema, table, function; a second key."""


@dataclass(frozen=True, slots=True)
class Originals:
    """The databases behind both schemas, for pg_dump to read; never written to."""

    program: Path
    """A pg_dump that can read all of them."""
    start: str | None
    """How to connect to the start itself; None where there is none, and the copy made from its catalog stands in."""
    goal: str | None


class Stranger:
    """Dumps and compares; what only our catalog's copy lacks is told apart from what the plan leaves undone."""

    def __init__(self, originals: Originals, stage: Rehearsal) -> None:
        self.originals, self.stage = originals, stage
        self._left_out = SYSTEM_SCHEMAS + (MANAGED_SCHEMAS if stage.supabase else ())
        self.steps: list[str] = []
        """What was seen, one line each."""

    def dump(self, conninfo: str, label: str) -> str:
        """Raises: ShadowError."""
        self.stage.say(f"pg_dump of {label}")
        return dump_text(self.originals.program, conninfo, label, without_schemas=self._left_out)

    def unlike_the_goal(self, start: str, old: Catalog, after: str, new: Catalog) -> list[str]:
        """What the plan leaves otherwise than the goal has it; `start` and `after` are dumps of the copy.

        A copy lacks what our catalog does not know. Where the originals of both have it alike, nothing has to change.
        """
        unknown, left = Counter[str](), Counter(self.difference(after, self._goal(new)))
        if self.originals.start is not None:
            unknown = Counter(self.difference(start, self.dump(self.originals.start, old.label)))
        alike = unknown & left
        if alike:
            self.steps.append(f"pg_dump shows {alike.total()} lines unknown to supatui, the same in both schemas")
        undone = list((left - alike).elements())
        kept = [f"kept, though unknown here and not in the goal: {one}" for one in (unknown - alike).elements()]
        if self.originals.goal is None:  # nobody can say whether the goal has them
            self.steps += kept
            return undone
        return undone + kept

    def difference(self, found: str, wanted: str) -> list[str]:
        """Lines of one dump only. Where something differs both are restored and dumped once more.

        A server prints an expression otherwise than it reads it, and each major does so in its own way.
        """
        seen = self._compared(found, wanted)
        if not seen.is_empty:
            seen = self._printed_once_more(found, wanted) or seen
        for title in seen.reordered:
            self.steps.append(f"equal but for column order: {title}")
        return seen.lines()

    def _goal(self, new: Catalog) -> str:
        if self.originals.goal is not None:
            return self.dump(self.originals.goal, new.label)
        with self.stage.built(new) as (_, conninfo):
            return self.dump(conninfo, new.label)

    def _printed_once_more(self, found: str, wanted: str) -> DumpDifference | None:
        with self._restored(found) as one, self._restored(wanted) as other:
            if one is None or other is None:
                return None
            return self._compared(self.dump(one, "the copy"), self.dump(other, "the goal's copy"))

    def _compared(self, found: str, wanted: str) -> DumpDifference:
        """What differs but for secrets, which a copy made from a catalog cannot have."""
        own, others = (of_user(sections(text), supabase=self.stage.supabase) for text in (found, wanted))
        *both, hidden = hidden_alike(own, others)
        notes = [f"secret, and not compared: {name}" for name in hidden]
        self.steps += [note for note in notes if note not in self.steps]
        return compare_dumps(*both)

    @contextmanager
    def _restored(self, text: str) -> "Iterator[str | None]":
        """A database made from a dump; None where this server cannot take it."""
        import psycopg  # slow to import, and not needed before something is tried

        server = self.stage.server
        template = server.supabase_template()[0] if self.stage.supabase else None
        with server.create_database(template) as database:
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                pieces = [one.sql for one in split(as_statements(text)) if one.kind is not PieceKind.BLANK]
                complete = all(_takes(connection, one) for one in pieces)
            yield database.conninfo if complete else None


def _takes(connection: "Connection[TupleRow]", statement: str) -> bool:
    """Run a statement of a dump, or what stands for it here as in a replay; False where neither is taken."""
    import psycopg  # slow to import; it is loaded already wherever there is a connection

    try:
        run_adapted(connection, statement)
    except psycopg.Error as error:
        return error.sqlstate in ALREADY_THERE
    return True

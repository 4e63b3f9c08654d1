"""An edited result counts once a server took it: it is built on a copy of the merged schema and read back."""

import re
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency
from supatui.catalog.quoting import verbatim
from supatui.compare.model import Side
from supatui.compare.status import title
from supatui.compare.two_way import compare
from supatui.errors import ReplayError, SupatuiError
from supatui.plan.rehearse import Rehearsal, Step, roles_of, tablespaces_of
from supatui.resolve.edits import Edit, without
from supatui.resolve.picking import first_marker
from supatui.resolve.review import Review
from supatui.shadow import ShadowServer
from supatui.sources.replay import SqlFile, replay_error
from supatui.sources.statements import PieceKind, split
from supatui.sources.stop import Stop

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

LABEL = "the edited SQL"
AGAIN = "correct the text and build it again"
MOST_NAMES = 5
"""Objects that an error names; the rest is counted."""


def try_edit(
    review: Review, subject: ObjectId, text: str, server: ShadowServer, step: Step, stop: Stop | None = None
) -> Edit:
    """Build the merged schema without the object, run the text, and read what it made. `stop` ends the text too.

    Raises: ReplayError with the server's message and the line, also where the text does not make the object or makes
    something else, or has a conflict marker left; SupatuiError where the schema around it cannot be built;
    CancelledError.
    """
    if (line := first_marker(text)) is not None:
        hint = "keep what the text should say there, and take the lines with <<<<<<<, |||||||, ======= and >>>>>>> out"
        raise ReplayError(f"{LABEL} has a conflict marker left", where=f"{LABEL}, line {line}", hint=hint)
    stop = stop or Stop(LABEL)
    merge = review.merge
    merged = review.target(Side.LOCAL)
    ground = without(merged, subject)
    roles = roles_of(merge.local) | roles_of(merge.remote)
    supabase = merge.local.is_supabase or merge.remote.is_supabase
    tablespaces = tablespaces_of(merge.local) | tablespaces_of(merge.remote)
    stage = Rehearsal(server, supabase, roles, merge.local.session_role, step, tablespaces)
    with stage.built(ground) as (connection, conninfo):
        before = stage.read(conninfo)
        step(f"running {LABEL}")
        with stop.watching(connection):
            _run(connection, text, stop)
        after = stage.read(conninfo)
    return _read_back(before, after, subject, text)


def line_of(error: SupatuiError) -> int | None:
    """The line of the edited text that an error is about, from 1; None where it is about none."""
    found = re.match(rf"{LABEL}, line (\d+)", error.where)
    return int(found[1]) if found else None


def _run(connection: "Connection[TupleRow]", text: str, stop: Stop) -> None:
    import psycopg  # slow to import; it is loaded already wherever there is a connection

    connection.execute(verbatim("set check_function_bodies = on").encode())  # building the ground put it off
    file = SqlFile(LABEL, text)
    for piece in split(text):
        if piece.kind is PieceKind.BLANK:
            continue
        if piece.kind is not PieceKind.STATEMENT:
            hint = "write what makes the object, and nothing that only psql understands"
            raise ReplayError(f"no statement in {LABEL}", where=f"{LABEL}, line {piece.line}: {piece.sql}", hint=hint)
        try:
            connection.execute(piece.sql.encode(), prepare=False)
        except psycopg.errors.QueryCanceled as error:
            raise (stop.error() if stop.is_asked else replay_error(error, piece, file, AGAIN)) from error
        except psycopg.Error as error:
            raise replay_error(error, piece, file, AGAIN) from error


def _read_back(before: Catalog, after: Catalog, subject: ObjectId, text: str) -> Edit:
    delta = compare(before, after)
    if subject not in delta.created:
        hint = "keep its name: what is made under another name is another object"
        raise ReplayError(f"{LABEL} does not make {title(subject)}", where=LABEL, hint=hint)
    own = {subject, *after.descendants(subject)}
    strange = sorted({*(delta.created - own), *delta.dropped, *delta.altered})
    if strange:
        names = ", ".join(map(title, strange[:MOST_NAMES])) + (" ..." if len(strange) > MOST_NAMES else "")
        hint = f"write only what makes {title(subject)} and what belongs to it"
        raise ReplayError(f"{LABEL} also changes {names}", where=LABEL, hint=hint)
    edges = tuple(Dependency(one, needed) for one in sorted(delta.created) for needed in after.needs.get(one, ()))
    return Edit(subject, text, {one: after.objects[one] for one in sorted(delta.created)}, edges)

"""An edited result counts once a server took it: it is built on a copy of the merged schema and read back."""

from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog, Dependency
from supatui.compare.model import Side
from supatui.compare.status import title
from supatui.compare.two_way import compare
from supatui.errors import ReplayError
from supatui.plan.rehearse import Rehearsal, Step, roles_of, tablespaces_of
from supatui.resolve.edits import Edit, without
from supatui.resolve.review import Review
from supatui.shadow import ShadowServer
from supatui.sources.replay import SqlFile, replay_error
from supatui.sources.statements import PieceKind, split

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

LABEL = "the edited SQL"
MOST_NAMES = 5
"""Objects that an error names; the rest is counted."""


def try_edit(review: Review, subject: ObjectId, text: str, server: ShadowServer, step: Step) -> Edit:
    """Build the merged schema without the object, run the text, and read what it made.

    Raises: ReplayError with the server's message and the line, also where the text does not make the object or makes
    something else; SupatuiError where the schema around it cannot be built; CancelledError.
    """
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
        _run(connection, text)
        after = stage.read(conninfo)
    return _read_back(before, after, subject, text)


def _run(connection: "Connection[TupleRow]", text: str) -> None:
    import psycopg  # slow to import; it is loaded already wherever there is a connection

    file = SqlFile(LABEL, text)
    for piece in split(text):
        if piece.kind is PieceKind.BLANK:
            continue
        if piece.kind is not PieceKind.STATEMENT:
            hint = "write what makes the object, and nothing that only psql understands"
            raise ReplayError(f"no statement in {LABEL}", where=f"{LABEL}, line {piece.line}: {piece.sql}", hint=hint)
        try:
            connection.execute(piece.sql.encode(), prepare=False)
        except psycopg.Error as error:
            raise replay_error(error, piece, file) from error


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

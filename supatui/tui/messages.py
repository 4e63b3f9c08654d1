"""What threads tell the app. Each carries the number of its run, so that stale results can be dropped."""

from typing import TYPE_CHECKING

from textual.message import Message

from supatui.errors import SupatuiError

if TYPE_CHECKING:  # brings every kind; the first frame does not wait for them
    from supatui.catalog.model import Catalog
    from supatui.compare.model import Merge, Side
    from supatui.compare.side_renames import SidedCandidate
    from supatui.plan.model import Plan, Proof
    from supatui.resolve.edits import Edit
    from supatui.resolve.review import Review
    from supatui.settings import SignIn
    from supatui.tui.outline import Node
    from supatui.tui.reading import Role
    from supatui.tui.store import Building, RowCount
    from supatui.tui.work import Findings, Planned


class ReadMessage(Message):
    """About one attempt to read one of the three."""

    def __init__(self, role: "Role", run: int) -> None:
        super().__init__()
        self.role, self.run = role, run


class ReadNamed(ReadMessage):
    def __init__(self, role: "Role", run: int, label: str) -> None:
        super().__init__(role, run)
        self.label = label


class ReadProgress(ReadMessage):
    def __init__(self, role: "Role", run: int, kind: str, done: int, total: int) -> None:
        super().__init__(role, run)
        self.kind, self.done, self.total = kind, done, total


class ReadTold(ReadMessage):
    """One call to a server that was asked over a slow way."""

    def __init__(self, role: "Role", run: int, text: str) -> None:
        super().__init__(role, run)
        self.text = text


class ReadFinished(ReadMessage):
    def __init__(self, role: "Role", run: int, catalog: "Catalog", seconds: float) -> None:
        super().__init__(role, run)
        self.catalog, self.seconds = catalog, seconds


class ReadFailed(ReadMessage):
    def __init__(self, role: "Role", run: int, error: SupatuiError) -> None:
        super().__init__(role, run)
        self.error = error


class BaseFound(ReadMessage):
    """Where the base is now, and how it was found; None and why where there is none."""

    def __init__(self, run: int, address: str | None, reason: str) -> None:
        from supatui.tui.reading import Role  # the first frame does not wait for it

        super().__init__(Role.BASE, run)
        self.address, self.reason = address, reason


class SignInMessage(Message):
    def __init__(self, sign_in: "SignIn") -> None:
        super().__init__()
        self.sign_in = sign_in


class SignInOffered(SignInMessage):
    """A server wants somebody to sign in by browser."""


class SignInDeclined(SignInMessage):
    """Somebody does not want to sign in there."""


class SignInOver(SignInMessage):
    """Nobody waits for it any more, however it ended."""


class RunMessage(Message):
    def __init__(self, run: int) -> None:
        super().__init__()
        self.run = run


class Outlined(RunMessage):
    """A tree over what has been read so far."""

    def __init__(self, run: int, roots: "list[Node]") -> None:
        super().__init__(run)
        self.roots = roots


class Merged(RunMessage):
    def __init__(
        self,
        run: int,
        review: "Review",
        roots: "list[Node]",
        restored: str,
        candidates: "tuple[SidedCandidate, ...]" = (),
        error: SupatuiError | None = None,
    ) -> None:
        super().__init__(run)
        self.review, self.roots, self.restored = review, roots, restored
        self.candidates = candidates
        self.error = error
        """Why the chosen renames could not be tried; the review is without them then."""


class Tried(RunMessage):
    """What a shadow server said of both sides' changes together."""

    def __init__(self, run: int, merge: "Merge", roots: "list[Node] | None", words: str) -> None:
        super().__init__(run)
        self.merge, self.words = merge, words
        self.roots = roots
        """The tree over the merge with what clashes; None where it is as it was."""


class RenameProgress(Message):
    """What trying a rename is about to do."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self.step = step


class PlansReady(RunMessage):
    """Run is the review's revision."""

    def __init__(self, run: int, planned: "dict[Side, Planned]") -> None:
        super().__init__(run)
        self.planned = planned


class FindingsReady(RunMessage):
    def __init__(self, run: int, findings: "Findings") -> None:
        super().__init__(run)
        self.findings = findings


class RowsCounted(Message):
    """A database was asked what is in the way of a plan."""

    def __init__(self, side: "Side", row_count: "RowCount", error: SupatuiError | None) -> None:
        super().__init__()
        self.side, self.row_count, self.error = side, row_count, error


class ProveProgress(Message):
    """What a proof is about to do."""

    def __init__(self, side: "Side", step: str) -> None:
        super().__init__()
        self.side, self.step = side, step


class Proved(Message):
    """What came of a proof, or why it could not be tried."""

    def __init__(self, side: "Side", plan: "Plan", proof: "Proof | None", error: SupatuiError | None) -> None:
        super().__init__()
        self.side, self.plan, self.proof, self.error = side, plan, proof, error


class BuildProgress(Message):
    """What building a text is about to do."""

    def __init__(self, building: "Building", step: str) -> None:
        super().__init__()
        self.building, self.step = building, step


class Built(Message):
    """What a server made of a text, or why it did not take it and at which line."""

    def __init__(
        self, building: "Building", edit: "Edit | None", error: SupatuiError | None = None, line: int | None = None
    ) -> None:
        super().__init__()
        self.building, self.edit, self.error, self.line = building, edit, error, line


class DraftSaved(Message):
    """The choices are in a file, or could not be kept."""

    def __init__(self, error: SupatuiError | None) -> None:
        super().__init__()
        self.error = error


class Saved(Message):
    """A copied text is in a file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

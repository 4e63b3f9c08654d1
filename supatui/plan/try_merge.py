"""Merging is tried on a server: texts that were put together count once it took them, and what clashes is found.

Both sides' changes are built together on the shadow server. Where it refuses, the smallest sets of changes that it
refuses together are looked for, and become conflicts between exactly these.
"""

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.compare.clash import can_clash, with_clashes
from supatui.compare.model import Change, Clash, Inheritance, Key, Merge, Printed, Side, Together
from supatui.errors import CancelledError, SupatuiError
from supatui.plan.clash_search import ClashSearch
from supatui.plan.follow_ups import without_follow_ups
from supatui.plan.inheritance import families, followed, gains_heirs, handed_down, lost_above
from supatui.plan.printed import as_printed, doubtful
from supatui.plan.rehearse import Rehearsal, Step, roles_of, tablespaces_of
from supatui.plan.trials import Failure, Trials
from supatui.resolve.mixture import ExhaustedError, Mixture
from supatui.shadow import ShadowServer
from supatui.sources.optional import without_optional

_PATH_PART = re.compile(r'"(?:[^"]|"")*"|[^.]+')

MOST_CLASHES = 12
"""Clashes that are looked for in one merge; a person settles these, and the next trial finds the rest."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial."""

    merge: Merge
    """With the clashes that were found, and with the texts as the server prints them."""
    tries: int = 0
    """Schemas that were built."""
    doubt: str = ""
    """Why it could not be tried, or not to the end; empty where it was."""


def try_merge(
    merge: Merge,
    server: ShadowServer,
    *,
    supabase: bool,
    step: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Tried:
    """Build both sides' changes together and find what clashes. Where nothing can clash no server is asked.

    Raises: CancelledError, ShadowError.
    """
    if not can_clash(merge):
        return Tried(merge)
    assert merge.base is not None
    mixture = Mixture(merge)

    def say(words: str) -> None:
        if cancelled and cancelled():
            raise CancelledError("the trial was stopped", where=server.description, hint="merge again")
        if step:
            step(words)

    roles = roles_of(merge.base) | roles_of(merge.local) | roles_of(merge.remote)
    tablespaces = tablespaces_of(merge.base) | tablespaces_of(merge.local) | tablespaces_of(merge.remote)
    stage = Rehearsal(server, supabase, roles, merge.local.session_role, say, tablespaces)
    with ExitStack() as stack:
        plain = without_follow_ups(merge, Trials(mixture, stage, stack))
        return _Trial(Mixture(plain) if plain is not merge else mixture, stage, stack).result()


class _Trial:
    def __init__(self, mixture: Mixture, stage: Rehearsal, stack: ExitStack) -> None:
        self.mixture, self.trials, self.stack = mixture, Trials(mixture, stage, stack), stack
        self.search = ClashSearch(mixture, self.trials)
        self.clashes: list[Clash] = []
        self._gains_heirs = gains_heirs(mixture.merge)

    def result(self) -> Tried:
        """Both sides' changes with every contradiction answered as local, then as remote."""
        asked = self.mixture.contradictions
        local, remote = self.mixture.changes(Side.LOCAL), self.mixture.changes(Side.REMOTE)
        try:
            doubt, built = self._find([*local, *asked], remote)
            schemas = [built]
            if asked and not doubt:
                bound = {member for clash in self.clashes for member in clash.members}
                free = [[key for key in keys if key not in bound] for keys in (local, remote, asked)]
                doubt, with_remote = self._find(free[0], [*free[1], *free[2]])
                schemas.append(with_remote)
            merge = with_clashes(self.mixture.merge, self.clashes)
            if not doubt and self._is_parted():
                again = _Trial(Mixture(merge), self.trials.stage, self.stack).result()
                return replace(again, tries=again.tries + self.trials.tries)
            if not doubt:
                merge = self._as_printed(self._accepted(merge, built), schemas)
        except ExhaustedError:
            merge, doubt = with_clashes(self.mixture.merge, self.clashes), "no end of it was found"
        except CancelledError:
            raise
        except SupatuiError as error:
            return Tried(self.mixture.merge, self.trials.tries, f"{error.what}: {error.where}")
        return Tried(merge, self.trials.tries, doubt)

    def _is_parted(self) -> bool:
        """Whether no server took a text that was put together: then each side's own has to fit the rest, too."""
        alone = {clash.members[0] for clash in self.clashes if len(clash.members) == 1}
        return not alone.isdisjoint(self.mixture.untried)

    def _find(self, local: Sequence[Key], remote: Sequence[Key]) -> tuple[str, Catalog]:
        """Note what clashes among these changes; gives why not to the end, and the schema of what is left."""
        self.mixture.left_out.clear()
        while (failure := self._first_failure(local, remote)) is not None:
            if len(self.clashes) == MOST_CLASHES:
                return f"more than {MOST_CLASHES} clashes: {failure.reason}", self.mixture.base
            ours, theirs = self.search.guilty(local, remote, failure)
            if not ours and not theirs:
                return failure.reason, self.mixture.base
            if ours or self.search.clashes_with_renames(theirs):
                self.trials.allow()
                ours = [*ours, *self.search.followers(Side.LOCAL, local, ours)]
                theirs = [*theirs, *self.search.followers(Side.REMOTE, remote, theirs)]
                self.clashes.append(Clash(tuple(sorted({*ours, *theirs})), failure.reason))
            self.mixture.left_out.update(key for key in theirs or ours if key.attribute is not None)
            local, remote = (
                (local, [key for key in remote if key not in theirs])
                if theirs
                else ([key for key in local if key not in ours], remote)
            )
        return "", self.mixture.schema(local, remote)

    def _first_failure(self, local: Collection[Key], remote: Collection[Key]) -> Failure | None:
        """What both sides' changes are refused for, next to what heirs are given by their parents."""
        if self._gains_heirs:
            self.trials.allow()
            self._take_over(self._in_families(local), self._in_families(remote))
        return self.search.failure(local, remote)

    def _in_families(self, keys: Collection[Key]) -> list[Key]:
        """The changes of parents and heirs, and the answers: what else clashes must not hide what these hand down."""
        merge = self.mixture.merge
        relatives = {one for side in (merge.local, merge.remote) for pair in families(side) for one in pair}
        paths = {(one.schema, one.path) for one in relatives}
        answers = set(self.mixture.contradictions)
        return [
            key
            for key in keys
            if key in answers or key.id in relatives or (key.id.schema, _table_path(key.id)) in paths
        ]

    def _take_over(self, local: Collection[Key], remote: Collection[Key]) -> None:
        """What the server hands down to heirs by itself: read after the way from each side that it takes."""
        self._inherit(lost_above(self.mixture.schema(local, remote), self.mixture.merge))
        while self._inherit(followed(self.mixture.schema(local, remote), self.mixture.merge)):
            pass  # a heir of a heir follows what that one was given
        sides = (self.mixture.merge.local, self.mixture.merge.remote)
        reads = [self._take_over_from(start, local, remote) for start in sides]
        if not any(reads):
            self._hand_down(
                self.mixture.schema(local, remote), self.trials.read_built(self.mixture.schema(local, remote))
            )

    def _take_over_from(self, start: Catalog, local: Collection[Key], remote: Collection[Key]) -> bool:
        """From one side: an heir that is new gets more there than one that its parent's change finds."""
        schema = self.mixture.schema(local, remote)
        read = self.trials.read_after(self.trials.plan(start, schema), start)
        self._hand_down(schema, read)
        return read is not None

    def _hand_down(self, schema: Catalog, read: Catalog | None) -> None:
        if read is not None:
            self._inherit(handed_down(without_optional(schema), read, self.mixture.base))

    def _inherit(self, found: Inheritance | None) -> bool:
        """Take it over; whether anything of it is new."""
        if found is None:
            return False
        before = self.mixture.merge.inheritance
        known = before.parts if before else ()
        new = tuple(part for part in found.parts if part not in known)
        self.mixture.merge = self.mixture.merge._replace(inheritance=found._replace(parts=(*known, *new)))
        return bool(new)

    def _accepted(self, merge: Merge, schema: Catalog) -> Merge:
        """The merge with its texts as the server prints them, which are no question any more."""
        ids = {key.id for key in Mixture(merge).untried}
        if not ids:
            return merge
        read = self._read(schema)
        differences = tuple(
            one._replace(changes=tuple(_with_text(change, read) for change in one.changes)) if one.id in ids else one
            for one in merge.differences
        )
        return merge._replace(differences=differences)

    def _as_printed(self, merge: Merge, schemas: Sequence[Catalog]) -> Merge:
        """The merge with what a server makes of one side's texts with the other side's types."""
        found: list[Printed] = []
        for schema in schemas:
            if doubted := doubtful(merge, schema):
                found += as_printed(doubted, schema, self._read(schema))
        return merge._replace(printed=tuple(dict.fromkeys(found))) if found else merge

    def _read(self, schema: Catalog) -> Catalog:
        """The schema as it is when it is built from nothing."""
        with self.trials.built(schema) as (_, conninfo):
            return self.trials.in_common(self.trials.stage.read(conninfo))


def _table_path(one: ObjectId) -> str:
    """The path of the table that a part belongs to, be it a part of a column."""
    found = _PATH_PART.match(one.parent)
    return found[0] if found else ""


def _with_text(change: Change, read: Catalog) -> Change:
    item = read.objects.get(change.id)
    if change.together is None or not change.together.untried or item is None or change.attribute is None:
        return change
    return change._replace(together=Together(item.attributes.get(change.attribute), facts=item.facts))

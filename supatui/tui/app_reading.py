"""ReadingApp: reads the three schemas, one thread each, and merges them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from supatui.catalog.collector import collect_as_usual, without_collector
from supatui.errors import CancelledError, SupatuiError
from supatui.sources.pairing import remote_title
from supatui.tui import messages as m
from supatui.tui import work
from supatui.tui.app_session import SessionApp
from supatui.tui.outline import build_outline
from supatui.tui.reading import Reading, ReadState, Role
from supatui.tui.store import clock
from supatui.tui.text import show

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.catalog.model import Catalog
    from supatui.compare.model import Merge, SidedRename
    from supatui.resolve.review import Review
    from supatui.sources.sides import FindBase


class ReadingApp(SessionApp):
    """The first part of a session: from addresses to a review."""

    def on_mount(self) -> None:
        if self.store.sides is not None:
            for note in self.store.sides.notes:
                self.store.log("sides", note)
            if self.store.sides.base is None:
                self.store.log(Role.BASE, show(self.store.sides.base_reason))
            self.call_after_refresh(self._start)

    def _start(self) -> None:
        """After the first frame."""
        collect_as_usual()
        self.read_all()

    def on_unmount(self) -> None:
        self.give_up_sign_ins()
        for state in self.store.states.values():
            if state.reading is not None:
                state.reading.stop()

    # Reading

    def read_all(self) -> None:
        """Read the three, whatever is known of them."""
        for role in Role:
            self.read(role)

    def read_again(self, roles: Sequence[Role]) -> None:
        """Read some of them once more; the base is looked for anew, since it hangs on the remote's history."""
        self.declined.clear()
        self.news, self.is_rereading = [], True
        for role in dict.fromkeys((*roles, Role.BASE)):
            if role is Role.BASE and self.store.sides is not None and self.store.sides.find_base is not None:
                self._find_base(self.store.sides.find_base)
            elif role in roles:
                self.read(role)

    def history_changed(self) -> None:
        """Files of the project or rows of the remote's history are not what they were when the sides were read."""
        sides = self.store.sides
        if sides is not None:
            self.read_again([Role.LOCAL] if sides.local.startswith("migrations:") else [])

    def _find_base(self, find: "FindBase") -> None:
        state = self.store.base
        if state.reading is not None:
            state.reading.stop()
        state.run += 1
        state.state, state.progress, state.error, state.reading = ReadState.READING, "looking for it", None, None
        self.in_thread(partial(self._look_for_base, find, state.run), "find-base")
        self.publish()

    def _look_for_base(self, find: "FindBase", run: int) -> None:
        try:
            address, reason = find(self.settings)
        except SupatuiError as error:
            self.post_message(m.ReadFailed(Role.BASE, run, error))
        else:
            self.post_message(m.BaseFound(run, address, reason))

    def on_base_found(self, message: m.BaseFound) -> None:
        store, state = self.store, self.store.base
        if message.run != state.run or store.sides is None:
            return
        store.sides = replace(store.sides, base=message.address, base_reason=message.reason)
        if message.address is not None:
            self.read(Role.BASE)
            return
        state.state, state.catalog, state.progress = ReadState.ABSENT, None, ""
        store.log(Role.BASE, show(message.reason))
        self._look_again()

    def read(self, role: Role) -> None:
        """Read one of the three in a thread; what an older attempt brings is dropped."""
        sides, state = self.store.sides, self.store.states[role]
        assert sides is not None
        address = {Role.LOCAL: sides.local, Role.REMOTE: sides.remote, Role.BASE: sides.base}[role]
        if address is None:
            return
        if state.reading is not None:
            state.reading.stop()
        state.run += 1
        state.state, state.progress, state.error = ReadState.READING, "connecting", None
        state.reading = Reading(address, self.opener)
        self.in_thread(partial(self._read, role, state.run, state.reading), f"read-{role}")
        self.publish()

    def _read(self, role: Role, run: int, reading: Reading) -> None:
        def named(label: str) -> None:
            self.post_message(m.ReadNamed(role, run, label))

        def progress(kind: str, done: int, total: int) -> None:
            self.post_message(m.ReadProgress(role, run, kind, done, total))

        def told(text: str) -> None:
            self.post_message(m.ReadTold(role, run, text))

        try:
            catalog = reading.run(named, progress, told)
        except SupatuiError as error:
            self.post_message(m.ReadFailed(role, run, error))
        else:
            if not reading.is_stopped:
                self.post_message(m.ReadFinished(role, run, catalog, reading.seconds))

    def stop_reading(self) -> bool:
        """Stop every read that runs; False where none did."""
        busy = [state for state in self.store.states.values() if state.is_busy]
        for state in busy:
            if state.reading is not None:  # there is none while the base is looked for
                state.reading.stop()
            state.run += 1
            state.state, state.progress = ReadState.STOPPED, ""
            self.store.log(state.role, "stopped, with its query")
        self.publish()
        return bool(busy)

    def on_read_named(self, message: m.ReadNamed) -> None:
        state = self.store.states[message.role]
        if message.run == state.run:
            state.label = self._title(message.role, message.label)
            self.publish()

    def _title(self, role: Role, label: str) -> str:
        return remote_title(self.settings, label) if role is Role.REMOTE and label else label

    def _named(self, role: Role, catalog: "Catalog") -> "Catalog":
        """The remote as reports name it: screens say PROD in a colour of its own."""
        sides = self.store.sides
        if role is not Role.REMOTE or sides is None or not catalog.label:
            return catalog
        production = " PROD" if sides.remote_is_production else ""
        return catalog._replace(label=f"{self._title(role, catalog.label)}{production}")

    def on_read_progress(self, message: m.ReadProgress) -> None:
        state = self.store.states[message.role]
        if message.run == state.run and state.is_busy:
            state.progress = f"{message.kind} {message.done} of {message.total}"
            self.publish()

    def on_read_told(self, message: m.ReadTold) -> None:
        if message.run == self.store.states[message.role].run:
            self.store.log(message.role, show(message.text))
            self.publish()

    def on_read_finished(self, message: m.ReadFinished) -> None:
        state = self.store.states[message.role]
        if message.run != state.run:
            return
        before, at = state.catalog, state.at
        if before is not None:
            is_same = before.fingerprint == message.catalog.fingerprint
            if not is_same:
                self.news.append(f"{message.role} changed since {at}")
            self.store.log(message.role, f"is what it was at {at}" if is_same else f"changed since {at}")
        catalog = self._named(message.role, message.catalog)
        state.state, state.catalog, state.progress = ReadState.READY, catalog, ""
        state.label = self._title(message.role, message.catalog.label) or state.label
        state.seconds, state.at, state.reading = message.seconds, clock()[:5], None
        self._log_catalog(message.role, message.catalog, message.seconds)
        self._look_again()

    def on_read_failed(self, message: m.ReadFailed) -> None:
        state = self.store.states[message.role]
        if message.run != state.run:
            return
        state.reading, state.progress, state.at = None, "", clock()[:5]
        stopped = isinstance(message.error, CancelledError)
        state.state = ReadState.STOPPED if stopped else ReadState.FAILED
        state.error = message.error
        self.news.append(f"{message.role} was not read, see its pane")
        self.is_rereading = self.is_rereading and not stopped
        self.store.log(message.role, show(f"{message.error.what}; {message.error.where}"))
        self._look_again()

    def _log_catalog(self, role: Role, catalog: "Catalog", seconds: float) -> None:
        count = f"{len(catalog.objects)} objects read in {seconds:.1f} s, read only"
        platform = "; what belongs to the Supabase platform is left out" if catalog.is_supabase else ""
        self.store.log(role, f"{show(catalog.label)}: {count}{platform}")
        for assumption in catalog.assumptions:
            self.store.log(role, f"assumed: {show(assumption)}")
        for unknown in catalog.unknown:
            self.store.log(role, f"not understood yet: {show(unknown.name)}")

    # Merging

    def _look_again(self) -> None:
        """Merge when all that is needed is there, else show what has been read so far."""
        store = self.store
        self.publish()
        if self.is_rereading and not store.is_reading:
            self.is_rereading = False
            self.say("; ".join(self.news) or "read again: nothing has changed")
        if store.can_merge:
            store.merge_run += 1
            self.in_thread(partial(self._merge, store.merge_run), "merge")
        elif store.review is None and (store.local.catalog is not None or store.remote.catalog is not None):
            store.merge_run += 1
            self.in_thread(partial(self._outline, store.merge_run), "merge")

    def _outline(self, run: int) -> None:
        store = self.store
        with without_collector(freeze=True):  # as in _merge
            roots = build_outline(store.local.catalog, store.remote.catalog)
        self.post_message(m.Outlined(run, roots))

    def on_outlined(self, message: m.Outlined) -> None:
        store = self.store
        if message.run == store.merge_run and store.review is None:
            store.outline.roots, store.outline.keep = message.roots, None
            store.outline_version += 1
            self.publish()

    def _merge(self, run: int) -> None:
        """In a thread: compare, decide by rule, bring back what a draft kept, and build the tree."""
        from supatui.compare.side_renames import side_candidates  # this thread brings the engine

        store = self.store
        local, remote = store.local.catalog, store.remote.catalog
        assert local is not None
        assert remote is not None
        project = store.sides.project if store.sides is not None else None
        with without_collector(freeze=True):  # a search of all that is a pause that is felt
            found, error = self._compared(store.base.catalog, local, remote)
            review = self.review_of(found, person(project))
            restored = self.restore(review)
            roots = build_outline(found.local, found.remote, found.by_id)
            work.warm(review)
            candidates = side_candidates(found.base, found.local, found.remote)
        self.post_message(m.Merged(run, review, roots, restored, candidates, error))

    def _compared(
        self, base: "Catalog | None", local: "Catalog", remote: "Catalog"
    ) -> "tuple[Merge, SupatuiError | None]":
        """The comparison with the chosen renames; where they cannot be tried as before, or without any, and why."""
        from supatui.compare.three_way import merge

        renames = self.store.renames if self.store.renames is not None else self.kept_renames()
        former = self.store.review.merge.renames if self.store.review is not None else ()
        refused: SupatuiError | None = None
        for tried in dict.fromkeys([renames, former]):
            if not tried:
                break
            from supatui.plan.merge_renames import merge_with_renames  # brings every kind and the driver
            from supatui.sources.pool import shadow_server

            try:
                servers = partial(shadow_server, self.settings)
                return merge_with_renames(base, local, remote, tried, servers, self._rename_step), refused
            except SupatuiError as error:
                refused = refused or error
        return merge(base, local, remote), refused

    def review_of(self, found: "Merge", person: str) -> "Review":
        """A review that decides by the rules of this session."""
        from supatui.resolve.review import Review
        from supatui.resolve.rulebook import SAFE

        return Review(found, person=person, book=SAFE if self.book is None else self.book)

    def try_merge(self, found: "Merge") -> None:
        """Build both sides' changes together on a shadow server, in a thread; the screen goes on meanwhile."""
        if self.tries_merges:
            self.in_thread(partial(self._try, self.store.merge_run, found), "try")

    def _try(self, run: int, found: "Merge") -> None:
        from supatui.compare.clash import can_clash
        from supatui.plan.try_merge import try_merge  # brings every kind and the driver
        from supatui.sources.pool import shadow_server

        if not can_clash(found):
            return
        version = found.remote.server_version or found.local.server_version
        try:
            tried = try_merge(
                found,
                shadow_server(self.settings, major=version // 10000 or None),
                supabase=found.local.is_supabase or found.remote.is_supabase,
                cancelled=lambda: self.store.merge_run != run or not self.is_running,
            )
        except CancelledError:
            return
        except SupatuiError as error:
            self.post_message(m.Tried(run, found, None, f"not tried on a server: {error.what}"))
            return
        if tried.doubt:
            words = f"not tried to the end: {tried.doubt}"
        else:
            clashes = len(tried.merge.clashes) - len(found.clashes)
            words = f"{clashes} clashes found" if clashes else "both sides' changes fit together on a shadow server"
        same = tried.merge.differences == found.differences and tried.merge.inheritance is found.inheritance
        roots = None if same else build_outline(tried.merge.local, tried.merge.remote, tried.merge.by_id)
        self.post_message(m.Tried(run, tried.merge, roots, words))

    def _rename_step(self, words: str) -> None:
        self.post_message(m.RenameProgress(words))

    def on_rename_progress(self, message: m.RenameProgress) -> None:
        self.say(f"rename: {show(message.step)}")

    def kept_renames(self) -> "tuple[SidedRename, ...]":
        """The renames of the last session; replaced where drafts are kept."""
        return ()

    def restore(self, review: "Review") -> str:
        """Bring back decisions; replaced where drafts are kept."""
        return ""


def person(project: Path | None) -> str:
    """Who decides: whom git knows in the project, else the login name."""
    import getpass

    from supatui.report.resolution_document import git_user  # brings plans; the first frame does not wait for them

    return (git_user(project) if project is not None else None) or getpass.getuser()

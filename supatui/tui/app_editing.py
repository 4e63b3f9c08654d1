"""EditingApp: results that a person writes, built on a shadow server before they count."""

from functools import partial
from typing import TYPE_CHECKING

from supatui.catalog.identity import ObjectId
from supatui.compare.status import title
from supatui.errors import CancelledError, SupatuiError
from supatui.sources.stop import Stop
from supatui.tui import messages as m
from supatui.tui import work
from supatui.tui.app_deciding import DecidingApp
from supatui.tui.store import Building
from supatui.tui.text import show

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.resolve.review import Review


class EditingApp(DecidingApp):
    """The third part of a session: from a text to a decision."""

    def edit(self, object_id: ObjectId, text: str | None = None, *, outside: bool = False) -> None:
        """Open the text of an object, or this one; `outside` in the person's own editor."""
        from supatui.tui.edit import EditScreen

        if self.store.review is None or self.store.difference(object_id) is None:
            self.say("there is nothing to write here: it is the same everywhere", warning=True)
        else:
            self.push_screen(EditScreen(object_id, text, outside=outside))

    def build(self, subject: ObjectId, text: str) -> None:
        """Build what was written on a shadow server, in a thread; the choice stays as it is until that is done."""
        review = self.store.review
        if review is None:
            return
        self.stop_building()
        building = Building(subject, text, Stop("the edited SQL"), "looking for a shadow server")
        self.store.building = building
        self.store.unfinished[subject] = text
        self.in_thread(partial(self._build, building, work.snapshot(review)), "edit", exclusive=False)
        self.publish()

    def stop_building(self) -> bool:
        """Stop a build that runs, with the statement that it waits for; False where none did."""
        building = self.store.building
        if building is None or not building.running:
            return False
        self.store.building = None
        self.in_thread(building.stop.ask, "stop", exclusive=False)  # the server may take a while to answer
        return True

    def _build(self, building: Building, review: "Review") -> None:
        from supatui.plan.try_edit import line_of, try_edit  # brings every kind and the driver
        from supatui.sources.pool import shadow_server

        def step(words: str) -> None:
            building.stop.check()
            self.post_message(m.BuildProgress(building, words))

        version = review.merge.remote.server_version or review.merge.local.server_version
        try:
            server = shadow_server(self.settings, major=version // 10000 or None)
            edit = try_edit(review, building.subject, building.text, server, step, building.stop)
        except CancelledError:
            return
        except SupatuiError as error:
            self.post_message(m.Built(building, None, error, line_of(error)))
        else:
            self.post_message(m.Built(building, edit))

    def on_build_progress(self, message: m.BuildProgress) -> None:
        message.building.step = message.step
        if message.building is self.store.building:
            self.publish()

    def on_built(self, message: m.Built) -> None:
        """Take what a server took; what it refused leaves the choice as it was."""
        building, review = message.building, self.store.review
        if building is not self.store.building or review is None:
            return
        building.running, building.error, building.line = False, message.error, message.line
        name = show(title(building.subject))
        if message.edit is not None:
            decided = review.edit(message.edit)
            if decided.refused:
                reason = decided.refused[0].reason
                building.error = SupatuiError(f"not taken: {reason}", where=name, hint="decide there, or take a side")
        if building.error is not None:
            self.store.log("edit", show(f"{name}: {building.error.what}"))
            self.publish()
            return
        self.store.unfinished.pop(building.subject, None)
        self.publish()
        # The screen with the text leaves first: the sentence is for the one behind it.
        self.call_later(self.decided, f"edited {name}: built on a shadow server and read back (u undoes)")

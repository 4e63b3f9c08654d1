"""Reading: one attempt to read one side, in a thread, that can be stopped from outside."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from supatui.errors import CancelledError, SupatuiError
from supatui.sources.source import Source, Telling, Told

if TYPE_CHECKING:  # the first frame does not wait for these
    from supatui.catalog.introspect import Progress
    from supatui.catalog.model import Catalog

Opener = Callable[[str], Source]
"""Opens the source of an address; `open_source` with the settings filled in."""


class Role(StrEnum):
    """Which of the three schemas."""

    LOCAL = "local"
    REMOTE = "remote"
    BASE = "base"


class ReadState(StrEnum):
    ABSENT = "absent"
    """There is none: a two-way comparison has no base."""
    READING = "reading"
    READY = "ready"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(slots=True)
class SideState:
    """What is known about one of the three schemas."""

    role: Role
    label: str = ""
    state: ReadState = ReadState.ABSENT
    run: int = 0
    """Number of the attempt; results of an older one are dropped."""
    progress: str = ""
    """`constraints 4 of 9`."""
    catalog: "Catalog | None" = None
    error: SupatuiError | None = None
    seconds: float = 0.0
    at: str = ""
    """When it was read, as a clock shows it."""
    reading: "Reading | None" = None

    @property
    def is_busy(self) -> bool:
        return self.state is ReadState.READING


@dataclass(slots=True)
class Reading:
    """One attempt; `run` in a thread, `stop` from anywhere."""

    address: str = field(repr=False)
    opener: Opener = field(repr=False)
    seconds: float = 0.0
    _source: Source | None = None
    _stopped: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, named: Callable[[str], None], progress: "Progress", told: Told) -> "Catalog":
        """Open, read, close. `named` gets the source's label before the reading begins, `told` each call to a server.

        Raises: what `open_source` and `Source.read` raise; CancelledError after `stop`.
        """
        started = time.monotonic()
        source = self.opener(self.address)
        try:
            with self._lock:
                self._source = source
                if self._stopped:
                    raise CancelledError("stopped", where=source.label, hint="press ctrl+r to read it")
            named(source.label)
            if isinstance(source, Telling):
                source.told = told
            return source.read(progress)
        finally:
            with self._lock:
                self._source = None
            source.close()
            self.seconds = time.monotonic() - started

    def stop(self) -> None:
        """Stop the reading, its query too; it then raises CancelledError in its thread."""
        with self._lock:
            self._stopped = True
            if self._source is not None:
                self._source.cancel()

    @property
    def is_stopped(self) -> bool:
        return self._stopped

"""Latest: runs engine work in a thread, one piece at a time, and of what waits only the newest."""

import threading
from collections.abc import Callable

Work = Callable[[], None]


class Latest:
    """`submit` from the event loop; pieces that were overtaken while waiting are never run."""

    def __init__(self, start: Callable[[Work], object], when_idle: Work = lambda: None) -> None:
        """`when_idle` is called in the thread whenever nothing is left to do."""
        self._start, self._when_idle = start, when_idle
        self._lock = threading.Lock()
        self._running = False
        self._next: Work | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a piece is being worked on, or waits."""
        return self._running

    def submit(self, work: Work) -> None:
        with self._lock:
            if self._running:
                self._next = work
                return
            self._running = True
        self._start(lambda: self._run(work))

    def _run(self, work: Work | None) -> None:
        while work is not None:
            try:
                work()
            except BaseException:
                with self._lock:
                    self._running, self._next = False, None
                raise
            with self._lock:
                work, self._next = self._next, None
                self._running = work is not None
        self._when_idle()

"""Progress: one line on a terminal's standard error about what takes long; silent elsewhere."""

import sys
from _thread import allocate_lock  # the lock of threading, which no start has to import for it
from collections.abc import Callable
from types import TracebackType

CLEAR_LINE = "\r\x1b[K"


class ProgressLine:
    """Shows what is being done; as a context manager it cleans the line at the end. Safe from any thread."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._lock = allocate_lock()
        self._parts: dict[str, str] = {}

    def say(self, who: str, what: str) -> None:
        """Show what `who` is at; an empty text ends its part of the line."""
        if not self._shown:
            return
        import shutil  # this and the next are not needed before something takes long

        from supatui.report.words import name_words

        with self._lock:
            self._parts[who] = name_words(what)  # it may be a server's words
            text = "   ".join(f"{name}: {part}" for name, part in self._parts.items() if part)
            sys.stderr.write(CLEAR_LINE + text[: shutil.get_terminal_size().columns - 1])
            sys.stderr.flush()

    def of(self, who: str) -> Callable[[str, int, int], None]:
        """What a source calls while it reads."""

        def step(plural: str, done: int, total: int) -> None:
            self.say(who, f"{plural} {done} of {total}")

        return step

    def __enter__(self) -> "ProgressLine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write(CLEAR_LINE)
            sys.stderr.flush()
